"""Tables as people keep them, each with the roles that its columns truly have.

Every table is made by a small seeded function: some people write a day a row, others a session a
row; headers, languages, units, orders and habits differ.
"""
# ruff: noqa: E501

import datetime as dt
import random
from dataclasses import dataclass, field

FIRST = dt.date(2026, 1, 3)


@dataclass
class Table:
    """One table, and what is true of it: the column of each role, units, what must be asked."""

    name: str
    header: list[str]
    rows: list[list[str]]
    truth: dict[str, object]
    asks: set[str] = field(default_factory=set)


@dataclass
class Day:
    day: dt.date
    km: float | None
    minutes: float | None
    pain: int
    kg: float


def days(seed, n=45, gap=1, every=2.4):
    """Draw n days: on some a run at 5 to 6.5 minutes a kilometre, pain from 0 to 9, a weight."""
    draw = random.Random(seed)
    found, pain, kg = [], 3, 74.0
    for i in range(n):
        ran = draw.random() < 1 / every
        km = round(draw.choice([4, 5, 6, 8, 10, 12]) + draw.random() * 1.9, 2) if ran else None
        minutes = km * draw.uniform(5.0, 6.5) if ran else None
        pain = min(9, max(0, pain + draw.choice([-2, -1, -1, 0, 1, 1, 2])))
        kg += draw.uniform(-0.3, 0.3)
        found.append(Day(FIRST + dt.timedelta(days=i * gap), km, minutes, pain, round(kg, 1)))
    found[3].pain, found[7].pain = 7, 0
    return found


def hms(minutes):
    seconds = round(minutes * 60)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def ms(minutes):
    seconds = round(minutes * 60)
    return f"{seconds // 60}:{seconds % 60:02}"


def hm(minutes):
    return f"{round(minutes) // 60}:{round(minutes) % 60:02}"


def or_blank(value, write=str):
    return "" if value is None else write(value)


def comma(value):
    return str(value).replace(".", ",")


def miles(km):
    return f"{km / 1.609344:.2f}"


def table(name, header, cells, found, asks=(), **truth):
    rows = [[write(day) for write in cells] for day in found]
    return Table(name, header, rows, truth, set(asks))


def iso(day):
    return day.day.isoformat()


def german(day):
    return f"{day.day:%d.%m.%Y}"


def american(day):
    return f"{day.day.month}/{day.day.day}/{day.day.year}"


def blank(day):
    return ""


def km(day):
    return or_blank(day.km)


def km_comma(day):
    return or_blank(day.km, comma)


def mi(day):
    return or_blank(day.km, miles)


def pain(day):
    return str(day.pain)


def kg(day):
    return str(day.kg)


def long_time(day):
    return or_blank(day.minutes, hms)


def short_time(day):
    return or_blank(day.minutes, ms)


def whole_minutes(day):
    return or_blank(day.minutes, lambda m: str(round(m)))


def pace_km(day):
    return "" if day.km is None else f"{ms(day.minutes / day.km)} /km"


def pace_bare(day):
    return "" if day.km is None else ms(day.minutes / day.km)


def words(*names, rest=""):
    """Name the runs in turn, and the days between them."""

    def write(day):
        return names[day.day.toordinal() % len(names)] if day.km else rest

    return write


def only_runs(found):
    return [day for day in found if day.km]


def severity(*names):
    def write(day):
        return names[min(len(names) - 1, day.pain * len(names) // 10)]

    return write


def weekday(day):
    return f"{day.day:%A}"


def make_tables():
    """Return all tables."""
    d = days
    runs = only_runs
    return [
        table("plain", ["Date", "Distance (km)", "Duration", "Back pain"],
              [iso, km, long_time, pain], d(1), date="Date", distance="Distance (km)", duration="Duration",
              pain="Back pain", unit="km", kinds={"runs", "pain"}),
        table("us", ["Date", "Miles", "Time", "Pain", "Notes"],
              [american, mi, short_time, pain, blank], d(2), date="Date", distance="Miles", duration="Time",
              pain="Pain", unit="mi", kinds={"runs", "pain"}),
        table("us_weekday", ["Day", "Date", "Workout", "Mileage", "Pace"],
              [weekday, american, words("Easy", "Tempo", "Long run", rest="Rest"), mi, pace_bare], d(3),
              date="Date", distance="Mileage", activity="Workout", kinds={"runs"}, asks={"ask_distance_unit"}),
        table("german", ["Datum", "Strecke (km)", "Zeit", "Schmerz (0-10)", "Bemerkung"],
              [german, km_comma, long_time, pain, blank], d(4), date="Datum", distance="Strecke (km)",
              duration="Zeit", pain="Schmerz (0-10)", unit="km", kinds={"runs", "pain"}),
        table("german_types", ["Tag", "Einheit", "km", "min", "Rückenschmerzen", "Gewicht (kg)"],
              [german, words("Dauerlauf", "Intervalle", "langer Lauf", rest="Ruhetag"), km_comma, whole_minutes, pain,
               lambda x: comma(x.kg)], d(5), date="Tag", activity="Einheit", distance="km", duration="min",
              pain="Rückenschmerzen", weight="Gewicht (kg)", unit="km", kinds={"runs", "pain", "weight"}),
        table("french", ["Date", "Séance", "Distance (km)", "Temps", "Mal de dos"],
              [lambda x: f"{x.day:%d/%m/%Y}", words("Footing", "Fractionné", "Sortie longue", rest="Repos"),
               km_comma, long_time, pain], d(6), date="Date", activity="Séance", distance="Distance (km)",
              duration="Temps", pain="Mal de dos", unit="km", kinds={"runs", "pain"}),
        table("spanish", ["Fecha", "Kilómetros", "Tiempo", "Dolor de espalda"],
              [lambda x: f"{x.day:%d/%m/%Y}", km_comma, long_time, pain], d(7), date="Fecha",
              distance="Kilómetros", duration="Tiempo", pain="Dolor de espalda", unit="km", kinds={"runs", "pain"}),
        table("italian", ["Data", "Allenamento", "Distanza km", "Tempo", "Mal di schiena"],
              [lambda x: f"{x.day:%d/%m/%Y}", words("Corsa lenta", "Ripetute", "Lungo", rest="Riposo"), km_comma,
               long_time, pain], d(8), date="Data", activity="Allenamento", distance="Distanza km",
              duration="Tempo", pain="Mal di schiena", unit="km", kinds={"runs", "pain"}),
        table("dutch", ["Datum", "Afstand (km)", "Tijd", "Rugpijn"],
              [lambda x: f"{x.day:%d-%m-%Y}", km_comma, long_time, pain], d(9), date="Datum",
              distance="Afstand (km)", duration="Tijd", pain="Rugpijn", unit="km", kinds={"runs", "pain"}),
        table("portuguese", ["Data", "Treino", "Km", "Duração", "Dor nas costas"],
              [lambda x: f"{x.day:%d/%m/%Y}", words("Corrida leve", "Tiros", "Longão", rest="Descanso"), km_comma,
               long_time, pain], d(10), date="Data", activity="Treino", distance="Km", duration="Duração",
              pain="Dor nas costas", unit="km", kinds={"runs", "pain"}),
        table("danish", ["Dato", "Løb (km)", "Tid", "Rygsmerter"],
              [lambda x: f"{x.day:%d-%m-%Y}", km_comma, long_time, pain], d(11), date="Dato",
              distance="Løb (km)", duration="Tid", pain="Rygsmerter", unit="km", kinds={"runs", "pain"}),
        table("swedish", ["Datum", "Pass", "Distans (km)", "Tid", "Ryggsmärta"],
              [iso, words("Löpning", "Långpass", "Intervaller", rest="Vila"), km_comma, long_time, pain], d(12),
              date="Datum", activity="Pass", distance="Distans (km)", duration="Tid", pain="Ryggsmärta",
              unit="km", kinds={"runs", "pain"}),
        table("norwegian", ["Dato", "Økt", "Km", "Tid", "Vondt i ryggen"],
              [german, words("Rolig", "Langtur", "Terskel", rest="Hvile"), km_comma, long_time, pain], d(13),
              date="Dato", activity="Økt", distance="Km", duration="Tid", pain="Vondt i ryggen", unit="km",
              kinds={"runs", "pain"}),
        table("polish", ["Data", "Trening", "Dystans (km)", "Czas", "Ból pleców"],
              [german, words("Bieg spokojny", "Interwały", "Wybieganie", rest="Wolne"), km_comma, long_time, pain],
              d(14), date="Data", activity="Trening", distance="Dystans (km)", duration="Czas", pain="Ból pleców",
              unit="km", kinds={"runs", "pain"}),
        table("hungarian", ["Dátum", "Edzés", "Táv (km)", "Idő", "Hátfájás"],
              [lambda x: f"{x.day:%Y. %m. %d.}", words("Futás", "Résztáv", "Hosszú", rest="Pihenő"), km_comma,
               long_time, pain], d(15), date="Dátum", activity="Edzés", distance="Táv (km)", duration="Idő",
              pain="Hátfájás", unit="km", kinds={"runs", "pain"}),
        table("finnish", ["Päivä", "Laji", "Matka (km)", "Aika", "Selkäkipu"],
              [lambda x: f"{x.day.day}.{x.day.month}.{x.day.year}", words("Juoksu", "Pitkä lenkki", "Vedot", rest="Lepo"),
               km_comma, long_time, pain], d(16), date="Päivä", activity="Laji", distance="Matka (km)",
              duration="Aika", pain="Selkäkipu", unit="km", kinds={"runs", "pain"}),
        table("czech", ["Datum", "Trénink", "Vzdálenost (km)", "Čas", "Bolest zad"],
              [lambda x: f"{x.day.day}. {x.day.month}. {x.day.year}", words("Běh", "Intervaly", "Výklus", rest="Volno"),
               km_comma, long_time, pain], d(17), date="Datum", activity="Trénink", distance="Vzdálenost (km)",
              duration="Čas", pain="Bolest zad", unit="km", kinds={"runs", "pain"}),
        table("japanese", ["日付", "種目", "距離(km)", "タイム", "腰痛"],
              [lambda x: f"{x.day.year}年{x.day.month}月{x.day.day}日", words("ジョグ", "ロング走", "インターバル", rest="休み"),
               km, long_time, pain], d(18), date="日付", activity="種目", distance="距離(km)", duration="タイム",
              pain="腰痛", unit="km", kinds={"runs", "pain"}),
        table("sessions_only", ["when", "how far", "how long", "felt"],
              [iso, lambda x: f"{x.km} km", lambda x: f"{round(x.minutes)} min", words("ok", "good", "tired legs today")],
              runs(d(19, 60)), date="when", distance="how far", duration="how long", unit="km", kinds={"runs"}),
        table("miles_in_cells", ["Date", "Run", "Back"],
              [iso, lambda x: or_blank(x.km, lambda k: f"{miles(k)} mi"), pain], d(20), date="Date", distance="Run",
              pain="Back", unit="mi", kinds={"runs", "pain"}),
        table("no_unit_no_time", ["Date", "Distance", "Pain"], [iso, km, pain], d(21), date="Date",
              distance="Distance", pain="Pain", kinds={"runs", "pain"}, asks={"ask_distance_unit"}),
        table("pace_tells_km", ["Date", "Distance", "Time", "Pace"], [iso, km, long_time, pace_km], runs(d(22, 70)),
              date="Date", distance="Distance", duration="Time", unit="km", kinds={"runs"}),
        table("pace_header_tells_miles", ["Date", "Dist", "Time", "Pace (min/mi)"],
              [iso, mi, long_time, lambda x: ms(x.minutes / (x.km / 1.609344))], runs(d(23, 70)), date="Date",
              distance="Dist", duration="Time", unit="mi", kinds={"runs"}),
        table("metres", ["date", "distance", "seconds"],
              [iso, lambda x: str(round(x.km * 1000)), lambda x: str(round(x.minutes * 60))], runs(d(24, 60)), date="date",
              distance="distance", duration="seconds", unit="m", kinds={"runs"}),
        table("time_of_day", ["Date", "Time", "Pain level", "Location"],
              [iso, lambda x: f"{6 + x.day.day % 15:02}:{x.day.day:02}", pain, lambda x: "lower back"], d(25),
              date="Date", time="Time", pain="Pain level", region="Location", kinds={"pain"}),
        table("start_and_duration", ["Date", "Start", "Duration (min)", "km"],
              [iso, lambda x: f"{7 + x.day.day % 11}:15", whole_minutes, km], runs(d(26, 60)), date="Date",
              time="Start", duration="Duration (min)", distance="km", unit="km", kinds={"runs"}),
        table("h_mm", ["Date", "Miles", "Time (h:mm)"], [iso, mi, lambda x: or_blank(x.minutes, hm)], runs(d(27, 60)),
              date="Date", distance="Miles", duration="Time (h:mm)", unit="mi", kinds={"runs"}),
        table("morning_evening", ["Date", "Pain AM", "Pain PM", "Coffee"],
              [iso, pain, lambda x: str(min(10, x.pain + 1)), lambda x: "2"], d(28), date="Date", pain="Pain AM",
              kinds={"pain"}, asks={"ask_time_of_day"}),
        table("two_pains", ["Date", "Knee pain", "Back pain"],
              [iso, lambda x: str(x.pain // 2), pain], d(29), date="Date", pain="Back pain", kinds={"pain"},
              asks={"ask_which_pain"}),
        table("one_to_ten", ["Date", "Pain (1-10)"], [iso, pain], d(30), date="Date", pain="Pain (1-10)",
              kinds={"pain"}, asks={"ask_zeros"}),
        table("low", ["Date", "Pain"], [iso, lambda x: str(x.pain // 2)], d(31), date="Date", pain="Pain",
              kinds={"pain"}, asks={"ask_low"}),
        table("hundred", ["Date", "Pain VAS"], [iso, lambda x: str(x.pain * 10 + 3)], d(32), date="Date",
              pain="Pain VAS", kinds={"pain"}, asks={"ask_hundred"}),
        table("stated_five", ["Date", "Pain (0-5)"], [iso, lambda x: str(x.pain // 2)], d(33), date="Date",
              pain="Pain (0-5)", kinds={"pain"}, scale="0-5"),
        table("out_of_ten", ["Date", "How bad"], [iso, lambda x: f"{x.pain}/10"], d(34), date="Date", pain="How bad",
              kinds={"pain"}),
        table("words", ["Date", "Back pain"], [iso, severity("none", "mild", "moderate", "severe")], d(35),
              date="Date", pain="Back pain", kinds={"pain"}, asks={"ask_words"}),
        table("words_de", ["Datum", "Kreuzschmerzen"], [german, severity("keine", "leicht", "mittel", "stark")], d(36),
              date="Datum", pain="Kreuzschmerzen", kinds={"pain"}, asks={"ask_words"}),
        table("yes_no", ["Date", "Pain?"], [iso, lambda x: "yes" if x.pain > 4 else "no"], d(37), date="Date",
              pain="Pain?", kinds={"pain"}, asks={"ask_words"}),
        table("no_year", ["Date", "Run km", "Pain"], [lambda x: f"{x.day.day}/{x.day.month}", km, pain], d(38),
              date="Date", distance="Run km", pain="Pain", unit="km", kinds={"runs", "pain"}, asks={"ask_year"}),
        table("weekday_in_date", ["Date", "km", "Pain"], [lambda x: f"{x.day:%a} {x.day.day} {x.day:%b}", km, pain],
              d(39), date="Date", distance="km", pain="Pain", unit="km", kinds={"runs", "pain"}, asks={"ask_year"}),
        table("serial", ["Date", "km", "Pain"], [lambda x: str((x.day - dt.date(1899, 12, 30)).days), km, pain], d(40),
              date="Date", distance="km", pain="Pain", unit="km", kinds={"runs", "pain"}),
        table("parts", ["Year", "Month", "Day", "Miles"],
              [lambda x: str(x.day.year), lambda x: str(x.day.month), lambda x: str(x.day.day), mi], runs(d(41, 60)),
              date="Year", distance="Miles", unit="mi", kinds={"runs"}),
        table("nonsense", ["aa", "bb", "cc", "dd"], [iso, km, long_time, pain], d(42), date="aa", distance="bb",
              duration="cc", pain="dd", kinds={"runs", "pain"}, asks={"ask_distance_unit"}),
        table("nonsense_minutes", ["q1", "q2", "q3", "q4"], [pain, whole_minutes, km, iso], d(43), pain="q1",
              duration="q2", distance="q3", date="q4", kinds={"runs", "pain"}, asks={"ask_distance_unit"}),
        table("nonsense_weight", ["x1", "x2", "x3"], [iso, kg, pain], d(44), date="x1", weight="x2", pain="x3",
              kinds={"pain", "weight"}, asks={"ask_weight_unit"}),
        table("weight_lb", ["Date", "Body weight (lbs)", "Waist"],
              [iso, lambda x: f"{x.kg * 2.2046:.1f}", lambda x: "88"], d(45), date="Date", weight="Body weight (lbs)",
              weight_unit="lb", kinds={"weight"}),
        table("everything", ["date", "run_km", "run_min", "bike_km", "pain", "weight_kg", "sleep", "stress", "steps",
                             "ibuprofen", "note"],
              [iso, km, whole_minutes, lambda x: "" if x.km else "21.5", pain, kg, lambda x: "7.5",
               lambda x: str(x.pain // 2), lambda x: str(6000 + x.day.day * 37), lambda x: "1" if x.pain > 6 else "0",
               blank], d(46), date="date", distance="run_km", duration="run_min", pain="pain", weight="weight_kg",
              unit="km", kinds={"runs", "pain", "weight"}),
        table("ranges", ["Date", "Pain", "km"],
              [iso, lambda x: f"{x.pain}-{x.pain + 1}" if x.day.day % 3 == 0 else str(x.pain), km], d(47), date="Date",
              pain="Pain", distance="km", unit="km", kinds={"runs", "pain"}),
        table("ran_or_not", ["Date", "Run", "Pain"], [iso, lambda x: "yes" if x.km else "no", pain], d(48), date="Date",
              activity="Run", pain="Pain", kinds={"runs", "pain"}, asks={"ask_ticks"}),
        table("rest_in_distance", ["Date", "Miles", "Pain"], [iso, lambda x: or_blank(x.km, miles) or "Rest", pain],
              d(49), date="Date", distance="Miles", pain="Pain", unit="mi", kinds={"runs", "pain"}),
        table("cycling", ["Date", "Bike km", "Back pain"], [iso, km, pain], d(50), date="Date", pain="Back pain",
              kinds={"pain"}),
        table("pills", ["Date", "Pain", "Painkillers", "Pain duration (h)", "Pain notes"],
              [iso, pain, lambda x: "1", lambda x: str(x.pain), lambda x: "when I sat too long"], d(51), date="Date",
              pain="Pain", kinds={"pain"}),
        table("stamps", ["timestamp", "value"], [lambda x: f"{x.day}T08:1{x.day.day % 10}:00", pain], d(52),
              date="timestamp", pain="value", kinds={"pain"}),
        table("moods", ["Date", "Mood", "Energy", "RPE", "Pain", "Stiffness"],
              [iso, lambda x: str(x.pain % 5 + 1), lambda x: str(x.pain % 4 + 1), lambda x: str(x.pain % 7 + 1), pain,
               lambda x: str(x.pain % 6)], d(53), date="Date", pain="Pain", kinds={"pain"}),
        table("seconds_pace", ["Datum", "Distanz (km)", "Dauer (min)", "Tempo (min/km)", "Puls"],
              [german, km_comma, whole_minutes, pace_bare, lambda x: "148"], runs(d(54, 60)), date="Datum",
              distance="Distanz (km)", duration="Dauer (min)", unit="km", kinds={"runs"}),
    ]  # fmt: skip
