"""The same files give the same report, wherever, whenever and by whomever it is made."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import zoneinfo
from collections.abc import Callable
from pathlib import Path

import pytest

from backpain_analysis.settings import ROOT

Hashes = Callable[[Path], dict[str, str]]
OF_THEIR_MOMENT = ("manifest.json",)  # and the notebooks, which are not run here
SOMEBODYS = "savefig.dpi: 30\naxes.facecolor: red\ntext.usetex: True\nfont.family: serif\n"


def zone_of_another_hour() -> str:
    """Return a zone in which it is another hour of the same day."""
    here = dt.datetime.now().astimezone()
    for name in ("Etc/GMT-5", "Etc/GMT+5", "Etc/GMT-3", "Etc/GMT+3"):
        there = here.astimezone(zoneinfo.ZoneInfo(name))
        if there.date() == here.date() and there.hour != here.hour:
            return name
    return "UTC"


def made(folder: Path, person: Path, umask: int, **environment: str) -> Path:
    """Write the report in a process of its own, started in a folder of somebody's."""
    (folder / "home").mkdir(parents=True)
    (folder / "matplotlibrc").write_text(SOMEBODYS)
    run = [sys.executable, "-m", "backpain_analysis", "report", "--person", str(person)]
    run += ["--out", str(folder / "out"), "--month", "2026-10", "--no-notebooks", "--yes"]
    own = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder / "home"), **environment}
    done = subprocess.run(
        run, cwd=folder, env=own, umask=umask, capture_output=True, text=True, errors="replace"
    )
    assert done.returncode == 0, done.stderr
    return folder / "out" / "2026-10"


@pytest.mark.slow
def test_a_report_is_the_same_wherever_it_is_made(
    someone: Path, tmp_path: Path, hashes: Hashes
) -> None:
    other = tmp_path / "Übung mit Leerzeichen" / "someone"
    shutil.copytree(someone, other)
    here = made(tmp_path / "a", someone, 0o022, TZ="Europe/Berlin", PYTHONHASHSEED="1")
    there = made(
        tmp_path / "b",
        other,
        0o000,
        TZ=zone_of_another_hour(),
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        PYTHONHASHSEED="2",
        MPLBACKEND="svg",
        COLUMNS="40",
        USER="somebody",
    )
    same = [hashes(folder) for folder in (here, there)]
    for files in same:
        for name in OF_THEIR_MOMENT:
            del files[name]
    assert same[0] == same[1]
    modes = [[p.stat().st_mode for p in sorted(f.rglob("*"))] for f in (here, there)]
    assert modes[0] == modes[1]
