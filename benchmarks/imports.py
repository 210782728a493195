"""Reading and cleaning a large made-up Strava export, beside pandas.read_csv alone."""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from row import Row, process, seconds

ROWS = 100_000
HEADER = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,"
    "Elapsed Time,Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,"
    "Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,"
    "Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss,Elevation Low,"
    "Elevation High,Max Grade,Average Grade,Average Positive Grade,"
    "Average Negative Grade,Max Cadence,Average Cadence,Max Heart Rate,"
    "Average Heart Rate,Max Watts,Average Watts,Calories,Max Temperature,"
    "Average Temperature,Relative Effort,Total Work,Number of Runs,Uphill Time,"
    "Downhill Time,Other Time,Perceived Exertion,Type,Start Time,Weighted Average Power,"
    "Power Count,Prefer Perceived Exertion,Perceived Relative Effort,Commute,"
    "Total Weight Lifted,From Upload,Grade Adjusted Distance,Weather Observation Time,"
    "Weather Condition,Weather Temperature,Apparent Temperature,Dewpoint,Humidity,"
    "Weather Pressure,Wind Speed,Wind Gust,Wind Bearing,Precipitation Intensity,"
    "Sunrise Time,Sunset Time,Moon Phase,Bike,Gear,Precipitation Probability,"
    "Precipitation Type,Cloud Cover,Weather Visibility,UV Index,Weather Ozone,"
    "Jump Count,Total Grit,Average Flow,Flagged,Average Elapsed Speed,Dirt Distance,"
    "Newly Explored Distance,Newly Explored Dirt Distance,Activity Count,Total Steps,"
    "Carbon Saved,Pool Length,Training Load,Intensity,Average Grade Adjusted Pace,"
    "Timer Time,Total Cycles,Media"
)

READ = {
    "ours": "import backpain_analysis as bpa; bpa.read_exports({!r})",
    "theirs": "import pandas; pandas.read_csv({!r} + '/activities.csv')",
}
# not getrusage: its peak starts at that of the process that started this one
PEAK = "; print([l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')][0])"


def write_strava(folder: Path, rows: int = ROWS) -> None:
    """Write `activities.csv` of so many sessions, one every three hours, in today's layout."""
    rng = np.random.default_rng(1)
    km = rng.lognormal(np.log(5.5), 0.3, rows).round(2)
    moving = (km * rng.normal(5.9, 0.3, rows) * 60).round()
    width = HEADER.count(",") + 1
    lines = [HEADER]
    starts = pd.date_range("1990-01-02 06:00", periods=rows, freq="3h")
    stamps = starts.strftime("%b %d, %Y, %I:%M:%S %p")
    for i, (stamp, k, s) in enumerate(zip(stamps, km, moving, strict=True)):
        cells = [str(10**9 + i), f'"{stamp}"', '"Morning, easy"', "Run", "", str(int(s) + 60)]
        cells += [str(k), "", "", "false", "", "", f"activities/{i}.gpx", "", "", f"{s + 60}"]
        cells += [f"{s}", f"{k * 1000:.1f}", "4.1", "2.8", "31.2", "30.9", "12", "55", "9.1", "0.1"]
        cells += [
            "",
            "",
            "92",
            "85",
            "171",
            "152.4",
            "",
            "212.3",
            "431",
        ]  # the rest is mostly blank
        lines.append(",".join(cells + [""] * (width - len(cells))))
    (folder / "activities.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def rows() -> list[Row]:
    import backpain_analysis as bpa

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_strava(folder)
        assert len(bpa.read_exports(folder).runs) == ROWS
        ours, theirs = seconds(
            lambda: bpa.read_exports(folder),
            lambda: pd.read_csv(folder / "activities.csv"),
            times=3,
        )
        cold = seconds(*(process(code.format(name)) for code in READ.values()), times=1)
        peak = {who: _peak_megabytes(code.format(name)) for who, code in READ.items()}
    size = f"{ROWS:,} rows"
    return [
        Row(f"`read_exports`, Strava, {size}", ours, "`pandas.read_csv` on it", theirs,
            "at most 6 times", ours <= 6 * theirs),
        Row("the same in a fresh Python, import included", cold[0], "the same", cold[1]),
        Row("peak memory of that", peak["ours"], "the same", peak["theirs"],
            "at most 4 times", peak["ours"] <= 4 * peak["theirs"], unit="MB"),
    ]  # fmt: skip


def _peak_megabytes(code: str) -> float:
    """Return the peak resident memory of `code` in a fresh Python (NaN where there is no /proc)."""
    if not Path("/proc/self/status").exists():
        return float("nan")
    run = [sys.executable, "-c", code + PEAK]
    return int(subprocess.run(run, check=True, capture_output=True, text=True).stdout) / 1024
