"""Cells and headers as people and apps write them, each with its near neighbours.

Of a bound both sides stand here: the last that is read so, and the first that is not.
"""
# ruff: noqa: E501

NUMBERS = """
5 | 5.5 | 5,5 | -5 | +5 | .5 | 5. | 5,50 km | 5.5km | 5.5 k | 5 K. | 12 345 | 12'345 | 12’345,6
1.234,5 | 1,234.5 | 1.234.567 | 1,23,4 | 165.2 lbs | 75,3 kg | 80 kilos | 11st 9lb | 11 st 9.5 | 11 st
11 stone 13.99 pounds | 11 st 14 | 111st 9lb | 5 easy km | 5km/h | 1e5 | 5% | 50 % | $5 | 3½ | 3¼ km | ¾
７ | １２ km | 3+2 | 3 km + 2 km | 3 km + 2 mi | 3 + 2 km | 3+ | +3 | 3+x | 3+2+1.5 | 3 + | 10 000 | 1 000 000
5 km | "5" | *5* | '5 | 007 | 0 | 0.0 | 0,000 | 1.000 | 1,000 | 0.999 | 12.345 | 5 m | 5 metres | 400 yd
""".strip()
RATINGS = """
3-4 | 4-3 | 3-3 | 0-1 | -1-2 | 3 – 4 | 3 bis 4 | 3 to 4 | 3a4 | 3 till 4 | 3〜4 | 3~4 | ~5 | ≈5 | ca. 5 | ca 5
c. 5 | circa 5 | about 5 | approx. 5 | around 5 | etwa 5 | env. 5 | 約5 | 5? | 5?? | 5ish | 5-ish | 5~ | <2
>7 | ≤2 | ≥7 | <=2 | >=7 | under 2 | over 7 | max. 4 | min 4 | 6+ | 6- | 7 (bad) | 7 bad | 7, bad | 7: bad
7! | 7* | 7 - bad | 7(bad) | 7bad | 7 [bad] | 5/10 | 10/10 | 11/10 | 0/10 | 5/5 | 6/5 | 5 von 10 | 5 out of 10
5 of 10 | 5 sur 10 | 5/100 | 101/100 | 5/7 | -1/10 | 5/10 (bad) | none | None | no pain | nil | zero | kein
keine | keine Schmerzen | schmerzfrei | pain free | pain-free | good | fine | mild | moderate | severe | leicht
stark | worst | ++ | + | - | 10+ | 3-4 (evening) | 3-4/10 | bad | bad 7 | 7.5 (ok) | 2/10/24
""".strip()
CLOCKS = """
7:15 | 07:15 | 24:00 | 23:59 | 23:59:59 | 23:59:60 | 23:60 | 7:60 | 7:59 | 0:35:20 | 35:20 | 135:20 | 1350:20
7h30 | 7h5 | 7 h 5 | 7 uhr 30 | 7 Uhr | 7.30.15 | 7.30 | 6:05 pm | 6:05 p.m. | 6:05 PM. | 12:05 am | 13:07 PM
6:05p | 6:05 m | 6:05 Uhr | 6:05 h | 0:35:20.5 | 0:35:20,75 | 0:35:60 | 1:05:06 | 99:59:59 | 5:5 | 5:555
1h 05m | 1h05 | 1 h 5 | 1h5m | 35 min | 35m | 35m20s | 35 min 20 sec | 45' | 45'30 | 45'30" | 45′30″ | 45'60
1 Std. 5 Min. | 1 std | 2 hours | 2 hrs 3 mins | 1,5 min | 1.5 h | 90 s | 90 sec | 90" | 1時間5分 | 5分 | 5分30秒
2 uur 5 min | 1 godz. 5 min | 1 time 5 min | 1 t 5 min | h | min | 5:30 /km | 5:30/km | 5:30 min/km | 8:51 min/mi
5'30"/km | 5'30 | 5:30 per mile | 5:30 je km | 5:30/m | 5:30 k | 5:30/k | 05:30 /KM | 125:30/km | 5:3/km | 5:30/h
45 30 | 45’30’’ | 1h05'30 | 1h 05'30" | 1'234'567 | 1 2345 | 26:42 | 1:06:06 | 1:06:06.5 | 0:00 | 00:00:00 | 26:42,5 | 12345:00 | 3 h 5 min 7 s | 3h 5 | 3hours 5minutes
""".strip()
IN_WORDS = """
5k easy | easy 5k | 10k in 55:10 | 10k in 1:55:10 | 5 km in 30 min | 5 km in 30' | 5 km, 1 h 5 min | 5 km in 1h
5 km in 2 hours 3 min | 5 km 30 min 20 min | 5 km 1 h 2 h | long run, 12.5 km | long run 12,5km | 6 x 400 m
6x1 km | 3 × 2 km | 2*5 km | 8 miles | 8 mi | 8 mls | 8 Meilen | 8-mile loop | 5 km and 3 km | 5 km/h | 5kmh
5/10 km | 1.5.10 km | race 10 k | Kilometer 5 | 5 kilometres | 30 min easy | 30 minutes | easy 45' | 2 std
in 30:15 | at 30:15 | in 30:15 and in 31:15 | 30 min in 30:15 | 1 h | 1 hr | half hour | 5 min/km | 30 min/k
""".strip()
DATES = """
2026-01-03 | 2026-1-3 | 2026/01/03 | 2026.01.03 | 2026. 01. 03. | 03.01.2026 | 3.1.2026 | 3. 1. 2026 | 3.1.26
03/01/2026 | 3/1/26 | 13/01/2026 | 01/13/2026 | 13/13/2026 | 32/01/2026 | 31/02/2026 | 29/02/2024 | 29/02/2023
01-02-2026 | 1/2/69 | 1/2/70 | 1/2/99 | 1/2/100 | 1/2/1899 | 1/2/1900 | 1/2/2100 | 1/2/2101 | 0001-01-01
0101-01-01 | 20260103 | 19000101 | 18991231 | 21001231 | 21010101 | 20261301 | 20260132 | 202601 | 2026-01
1767225600 | 1767225600000 | 176722560 | 17672256000 | 2026-W01-6 | 2026W016 | 2026-W54-1 | 2026-W01-8 | 2026-W016
3 Jan 2026 | Jan 3, 2026 | 3. Januar 2026 | 3 janvier 2026 | 3 de enero de 2026 | 3 stycznia 2026 | 3 Sept 2026
Sat 3 Jan 2026 | Saturday, 3 January 2026 | Sa, 3.1.2026 | 3.1.2026 (Sa) | 2026年1月3日 | 1月3日 | 3 apples | Jan 2026
3.1. | 3.1 | 3/1 | 31/12 | 32/12 | 13/13 | 0/12 | 12/0 | 3-1 | 31.12. | 31.13. | 03.01 | 3.13 | 3 Jan | 32 Jan | 0 Jan
31 Jan | Jan 31 | Sat 3 Jan | Saturday | Sa | Sat. | Samstag | samedi | Donnerstag | Donnerstagabend | Monat | May
Sat 03 January | Saturday 3 September | Wednesday 3 September | mercredi 30 septembre | Mo 3.1. | Mo, 3.1. | Sun | 日 | 月
2026-01-03 07:10 | 2026-01-03T07:10:05Z | 2026-01-03T07:10:05+02:00 | 2026-01-03 07:10:05 -0330 | 2026-01-03 07:10 UTC
2026-01-03 07:10 GMT+2 | 2026-01-03 7:10 PM | 2026-01-03 12:10 AM | 2026-01-03 12:10 PM | 2026-01-03 13:10 PM
2026-01-03 0:10 AM | 2026-01-03 at 7:10 | 3.1.2026 um 7:10 | 3.1.2026, 7h10 | 2026-01-03 24:10 | 2026-01-03 07:10:05.123
2026-01-03 07:10 - 2026-01-03 08:10 | 2026-01-03 23:10 - 2026-01-04 00:10 | 2026-01-03 23:10 - 2026-01-05 00:10
32873 | 32874 | 54789 | 54790 | 45000.5 | 45000 km | today | total | 31 Jan 32 | 31 Jan 1899 | 3 Jan 2101 | 3 Jan 100
2026-01-03T07:10:05-12:15 | 2026-01-03T07:10:05+14 | Jan 3 2026 7:10 am | 1/3 | 10/10 | 3/5 | 31-1-32 | 32-1-31 | 026-01-05
""".strip()
COUNTS = """
99999999999 | 100000000000 | 99999999999999 | 100000000000000 | 99999999999999999 | 100000000000000000 | 0 | -1
1767225600 | 1767225600.5 | 1767225600123 | 1767225600123456 | 1767225600123456789 | 1e30 | nan | inf | PT40M3.5S
PT1H | PT1H2M3S | P1DT2H | P2D | PT | P | pt5m | PT5 | PT0S | 2026-01-03 07:10 | 2026-01-03T07:10:05
2026-01-03T07:10:05.123 | 2026-01-03T07:10:05Z | 2026-01-03 | 40
""".strip()
WORDS = """
Run | Easy | easy run | Long run | LSD | tempo | Rest | rest day | Rest (knee) | rest, ill | no run | no | off | x | -
Bike | easy ride | Swim | aqua jogging | run + gym | gym and run | walk and bike | HKWorkoutActivityTypeRunning
HKWorkoutActivityTypeTrailRun | trail_running | TrailRun | Langlauf | sat too long at my desk | ran too long at my desk
long long long long | long long long long long | Hike | Row | Yoga | Strength Training | tennis | qwertz | "" | *
Ruhetag | Pause | kein Lauf | Lauf | Lauf & Rad | Nordic Walking | Virtual Ride | treadmill | Rest; walk | off - ill
yes | ja | no | nein | 1 | 0 | 2 | 3 | 4 | ✓ | done | n/a | none | nothing | ditto | same | as above | 〃 | s.o. | same as before
Mild | Severe | HKCategoryValueSeverityMild | HKCategoryValueSeverityNotPresent | Not Present | Present | Unspecified | 4 | 5
""".strip()
HEADERS = """
Date | date | Datum | Day | When | Week | Week of | Year | Month | Time | Start time | startTime | end_date | Birthday
Distance | Distance (km) | distance_km | Run (km) | Run km | km | Km | KM run | Miles | mi | m | Metres | yards | Distance [mi]
Distance in km | dist. | How far | Strecke | Dystans (km) | Duration | Duration (min) | Time (min) | Time (h:mm) | min | Minutes
seconds | h | Hours | Run time | Moving time | Pace | Pace (min/km) | Tempo | km/h | Speed (mph) | Avg pace /mi | Pain | Back pain
Pain (0-10) | Pain 1-10 | Pain (0–5) | Pain 0 to 100 | Pain /10 | Pain out of 5 | Pain (10-0) | Pain (2-10) | Pain (10 to 1) | Pain (2-0) | Pain (3-0) | Pain 100–0 | Pain (10-2) | Pain (0-101) | VAS
NRS | LBP | Back | Lower back | Knee pain | Neck | Back & neck | Score | Rating | no pain | Pain-free | Pain free days | Pain relief
Pain (0 = none) | Pain (0 = worst) | Pain (10 = none) | Pain (10 = worst) | Back (10 = good) | Back (1 = good) | Back (2 = good)
0 worst 10 best | 0 = no pain, 10 = worst | Pain (4 = none) | Pain (5 = none) | Weight | Weight (kg) | Weight (lbs) | weight_kg
Body weight | kg | lb | st | Gewicht in kg | Waist | BMI | Activity | Type | Workout | Sport | Notes | Remarks | Bemerkung | Sleep
Sleep (h) | Stress | Steps | Coffee | Ibuprofen (mg) | Painkillers | Mood | Energy | RPE | HR | Calories | Bike km | Swim (m) | Cycling
Morning | Pain AM | Pain PM | Evening pain | Abend | Region | Where | Side | Laps | Set | Reps | ft | Elevation (ft) | cm | % | g
<b>Pain</b> | com.samsung.health.exercise.duration | "Pain" | #pain | Pain  level | Distance(km) | Distance (miles (US)) | (km) | km )
""".strip()


def listed(text: str) -> list[str]:
    """Return the cells between the bars."""
    return [cell.strip(" ") for line in text.splitlines() for cell in line.split(" | ")]
