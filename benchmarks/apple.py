"""A large made-up Apple Health export, beside a parser from PyPI where one can be installed."""

import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

from imports import PEAK
from row import Row, process, seconds

MEGABYTES = 500
OTHER = "apple-health-parser"
PULSE = (
    ' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" '
    'creationDate="2023-01-01 08:00:00 +0100" startDate="2023-01-01 07:59:00 +0100" '
    'endDate="2023-01-01 07:59:00 +0100" value="61"/>\n'
) * 400
OURS = "import backpain_analysis as bpa; bpa.read_exports({!r})"
THEIRS = (
    "import time; from apple_health_parser.utils.parser import Parser; "
    "Parser(export_file={!r}, output_dir={!r} + str(time.time_ns()))"
)


def write_export(folder: Path, megabytes: int = MEGABYTES) -> int:
    """Write `export.xml`: mostly pulse, one run and one weigh-in a day; return the days."""
    days, size = 0, 0
    with (folder / "export.xml").open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="en_US">\n')
        while size < megabytes * 1_000_000:
            day = f"{1990 + days // 336}-{1 + days // 28 % 12:02d}-{1 + days % 28:02d}"
            text = (
                f'{PULSE} <Record type="HKQuantityTypeIdentifierBodyMass" sourceName="Scale" '
                f'unit="kg" creationDate="{day} 07:00:00 +0100" startDate="{day} 07:00:00 +0100" '
                f'endDate="{day} 07:00:00 +0100" value="80.{days % 10}"/>\n'
                ' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" '
                'durationUnit="min" totalDistance="5.2" totalDistanceUnit="km" sourceName="Watch" '
                f'creationDate="{day} 19:00:00 +0100" startDate="{day} 18:00:00 +0100" '
                f'endDate="{day} 18:30:00 +0100"/>\n'
            )
            size += file.write(text)
            days += 1
        file.write("</HealthData>\n")
    return days


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "raw"
        folder.mkdir()
        days = write_export(folder)
        import backpain_analysis as bpa

        assert len(bpa.read_exports(folder).runs) == days
        code = OURS.format(str(folder))
        peak = subprocess.run([sys.executable, "-c", code + PEAK], capture_output=True, text=True)
        megabytes = int(peak.stdout) / 1024
        small = Path(name) / "small"
        (small / "raw").mkdir(parents=True)
        write_export(small / "raw", 50)
        beside = _theirs(small)
        mine = process(OURS.format(str(small / "raw")))
        both = seconds(mine, beside, times=1) if beside else None
    text = f"`read_exports`, Apple export.xml of {MEGABYTES} MB: peak memory"
    found = [
        Row(text, megabytes, "the target", 400, "under 400 MB", megabytes < 400, unit="MB"),
    ]
    if both:
        ours, theirs = both
        found.append(
            Row("the same, of 50 MB, whole process", ours, f"{OTHER}, from PyPI", theirs,
                "at least as fast", ours <= theirs)
        )  # fmt: skip
    return found


def _theirs(folder: Path) -> Callable[[], object] | None:
    """Return a command that reads the same export with the other parser; None without it."""
    home = folder / "theirs"
    venv.create(home, with_pip=True)
    python = str(home / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    got = subprocess.run([python, "-m", "pip", "install", "-q", OTHER], capture_output=True)
    if got.returncode:
        return None
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        archive.write(folder / "raw" / "export.xml", "apple_health_export/export.xml")
    code = THEIRS.format(str(folder / "export.zip"), str(folder / "out"))
    run = [python, "-c", code]
    return lambda: subprocess.run(run, check=True, capture_output=True)
