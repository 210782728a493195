"""The same files give the same report, wherever, whenever and by whomever it is made."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import zoneinfo
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas
import pytest

from backpain_analysis.settings import ROOT

Hashes = Callable[[Path], dict[str, str]]
AS_ALWAYS = (sys.executable, "-m", "backpain_analysis")
BESIDE_THE_PACKAGES = """
import sys
sys.path.append(sys.argv.pop(1))
from backpain_analysis.__main__ import main
main()
"""
NOBODY = 65534
OF_THEIR_MOMENT = ("manifest.json",)  # and the notebooks, which are not run here
SOMEBODYS = "savefig.dpi: 30\naxes.facecolor: red\ntext.usetex: True\nfont.family: serif\n"


def zones_of_one_day() -> tuple[str, str]:
    """Return two zones, far from each other, in which it is the same day: a report says its day."""
    now = dt.datetime.now(dt.UTC)
    zones = [f"Etc/GMT{hours:+}" for hours in range(-14, 13)]
    same = [zone for zone in zones if now.astimezone(zoneinfo.ZoneInfo(zone)).date() == now.date()]
    return same[0], same[-1]


def made(
    folder: Path,
    person: Path,
    umask: int,
    command: Sequence[str] = AS_ALWAYS,
    user: int | None = None,
    **environment: str,
) -> Path:
    """Write the report in a process of its own, started in a folder of somebody's."""
    (folder / "home").mkdir(parents=True)
    (folder / "matplotlibrc").write_text(SOMEBODYS)
    if user is not None:
        hand_over(folder, user)
    run = [*command, "report", "--person", str(person), "--out", str(folder / "out")]
    run += ["--month", "2026-10", "--no-notebooks", "--yes"]
    own = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder / "home"), **environment}
    done = subprocess.run(
        run, cwd=folder, env=own, umask=umask, user=user, group=user, extra_groups=user and [],
        capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "out" / "2026-10"


def hand_over(folder: Path, user: int) -> None:
    """Give a folder and all that is in it to another user."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user)


def files_of(report: Path, hashes: Hashes) -> dict[str, str]:
    """Return the fingerprints of a report's files, without those of their moment."""
    return {name: print for name, print in hashes(report).items() if name not in OF_THEIR_MOMENT}


@pytest.mark.slow
def test_a_report_is_the_same_wherever_it_is_made(
    someone: Path, tmp_path: Path, hashes: Hashes
) -> None:
    other = tmp_path / "Übung mit Leerzeichen" / "someone"
    shutil.copytree(someone, other)
    zone, other_zone = zones_of_one_day()
    here = made(tmp_path / "a", someone, 0o022, TZ=zone, PYTHONHASHSEED="1")
    there = made(
        tmp_path / "b",
        other,
        0o000,
        TZ=other_zone,
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        PYTHONHASHSEED="2",
        MPLBACKEND="svg",
        COLUMNS="40",
        USER="somebody",
        LOGNAME="somebody",
    )
    assert files_of(here, hashes) == files_of(there, hashes)
    modes = [[p.stat().st_mode for p in sorted(f.rglob("*"))] for f in (here, there)]
    assert modes[0] == modes[1]


@pytest.fixture
def anybodys_command() -> Sequence[str]:
    """Return the command as another user may run it; the Python of a home is its owner's only."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may run a command as another user")
    of_this_version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, shutil.which(of_this_version, path="/usr/bin:/usr/local/bin")):
        command = [str(python), "-c", BESIDE_THE_PACKAGES, str(Path(pandas.__file__).parent.parent)]
        try:
            subprocess.run(
                [*command, "--help"], cwd=ROOT, user=NOBODY, group=NOBODY, extra_groups=[],
                env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True,
            )  # fmt: skip
        except (OSError, subprocess.CalledProcessError):
            continue
        return command
    pytest.skip("another user may read no Python of this version, or not this package")


@pytest.mark.slow
def test_a_report_is_the_same_for_another_user(
    someone: Path, tmp_path: Path, hashes: Hashes, anybodys_command: Sequence[str]
) -> None:
    here = made(tmp_path / "a", someone, 0o022, anybodys_command)
    names = {"USER": "jemand", "LOGNAME": "jemand", "USERNAME": "jemand"}
    language = {"LANG": "de_DE.UTF-8", "LANGUAGE": "de"}
    with tempfile.TemporaryDirectory() as name:  # `tmp_path` is root's only
        folder = Path(name)
        person = folder / "theirs" / "someone"
        shutil.copytree(someone, person)
        hand_over(folder, NOBODY)
        there = made(folder / "b", person, 0o077, anybodys_command, NOBODY, **names, **language)
        assert {path.stat().st_uid for path in there.rglob("*")} == {NOBODY}
        assert files_of(here, hashes) == files_of(there, hashes)
