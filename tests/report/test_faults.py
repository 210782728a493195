"""What breaks a run: the last report stays whole, the message is plain, the status says it."""

import dataclasses
import datetime as dt
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

import backpain_analysis as bpa
from backpain_analysis.cli import app
from backpain_analysis.errors import SettingsError
from backpain_analysis.held import clear_left_behind, own_folder
from backpain_analysis.plan import Plan, read_plan
from backpain_analysis.report import fix_plan, notebooks, pages
from backpain_analysis.report import month as monthly
from backpain_analysis.report.folder import built_beside, held_reports
from backpain_analysis.settings import ROOT

Hashes = Callable[[Path], dict[str, str]]
RUN = [sys.executable, "-m", "backpain_analysis.cli", "report", "--month", "2026-10"]


@pytest.fixture
def last(made: Path, someone: Path, no_pages: None) -> Path:
    """A person's last report, without its pages."""
    return given(made, someone)


@pytest.fixture
def last_whole(whole: Path, someone: Path) -> Path:
    """A person's last report."""
    return given(whole, someone)


def given(made: Path, someone: Path) -> Path:
    shutil.copy(made / "someone" / "plan.toml", someone)
    return shutil.copytree(made / "out", someone.parent / "out") / "2026-10"


def run(someone: Path, *options: str) -> tuple[int, str]:
    out = ["--out", str(someone.parent / "out"), "--month", "2026-10", "--yes", *options]
    done = CliRunner().invoke(app, ["report", "--person", str(someone), *out])
    said = " ".join(done.output.split())
    assert "Traceback" not in said
    return done.exit_code, said


SLOW = pytest.mark.slow  # the others of the kind are fast tests


@pytest.mark.parametrize(
    ("error", "status", "hint"),
    [
        (KeyboardInterrupt(), 130, "Stopped"),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "No space left"),
        pytest.param(OSError(errno.EROFS, "Read-only file system"), 2, "Read-only", marks=SLOW),
        pytest.param(MemoryError("out of memory"), 3, "out of memory", marks=SLOW),
        (ZeroDivisionError("a defect"), 3, "report this message"),
    ],
    ids=["Ctrl-C", "full disk", "read-only", "memory", "defect"],
)
@pytest.mark.parametrize("where", [(pages, "write_pages"), (pages, "write_your_page"),
                                   (monthly, "write_json"), (monthly, "freeze_plan")],
                         ids=lambda w: w[1])  # fmt: skip
def test_what_breaks_a_run_leaves_the_last_report(
    last: Path, someone: Path, hashes: Hashes, monkeypatch: pytest.MonkeyPatch,
    where: tuple[object, str], error: BaseException, status: int, hint: str,
) -> None:  # fmt: skip
    before = hashes(last)
    (someone / "plan.toml").unlink()

    def broken(*args: object) -> None:
        raise error

    monkeypatch.setattr(*where, broken)
    code, said = run(someone, "--no-notebooks")
    assert code == status
    assert hint in said
    assert "last" in said
    assert hashes(last) == before
    assert {p.name for p in last.parent.iterdir()} == {"2026-10", ".lock"}


def test_a_run_cut_between_the_two_moves_is_mended(last: Path, hashes: Hashes) -> None:
    before = hashes(last)
    last.rename(last.parent / ".2026-10.old")
    with (
        pytest.raises(ZeroDivisionError),
        built_beside(last.parent, "2026-10"),
    ):
        _ = 1 / 0
    assert hashes(last) == before


@pytest.mark.parametrize("month", ["2026-10", "2026-11"])
def test_the_next_run_of_any_month_clears_up(last: Path, hashes: Hashes, month: str) -> None:
    """A run of October was killed between its two moves, one of September while it built."""
    before = hashes(last)
    reports = last.parent
    last.rename(reports / ".2026-10.old")
    (reports / ".2026-09-x1y2_").mkdir()
    (reports / ".2026-09-x1y2_" / "daily.csv").write_text("of a person")
    (reports / ".mine").mkdir()
    with pytest.raises(ZeroDivisionError), built_beside(reports, month):
        _ = 1 / 0
    assert hashes(last) == before
    assert {p.name for p in reports.iterdir()} == {"2026-10", ".lock", ".mine"}


def test_what_was_moved_aside_before_a_newer_one_came_goes(last: Path, hashes: Hashes) -> None:
    before = hashes(last)
    shutil.copytree(last, last.parent / ".2026-10.old")
    with held_reports(last.parent):
        assert hashes(last) == before
    assert {p.name for p in last.parent.iterdir()} == {"2026-10", ".lock"}


def test_a_look_that_was_moved_aside_counts_when_the_plan_is_fixed(
    last: Path, someone: Path
) -> None:
    """A killed run hid the only draft; its person then confirms their habits."""
    settings = bpa.read_settings(someone)
    settings = dataclasses.replace(settings, frozen_plan=None)
    path = last / "results.json"
    results = json.loads(path.read_text(encoding="utf-8"))
    results["plan"]["frozen"] = None
    path.write_text(json.dumps(results), encoding="utf-8")
    last.rename(last.parent / ".2026-10.old")
    plan = dataclasses.replace(bpa_plan(someone), frozen_on=None, drafts_seen=0)
    fixed = fix_plan(plan, settings, last.parent, dt.date(2026, 11, 2))
    assert fixed.drafts_seen == 1


def bpa_plan(someone: Path) -> Plan:
    plan = read_plan(someone)
    assert plan is not None
    return plan


def test_a_second_run_is_refused_while_the_first_writes(tmp_path: Path) -> None:
    with built_beside(tmp_path, "2026-10") as building:
        (building / "results.json").write_text("{}")
        with (
            pytest.raises(SettingsError, match="another run is writing"),
            built_beside(tmp_path, "2026-11"),
        ):
            pass
        assert building.exists()
    assert (tmp_path / "2026-10" / "results.json").exists()


@pytest.mark.parametrize("lived", [True, False], ids=["alive", "killed"])
def test_folders_of_processes_that_died_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lived: bool
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    theirs = tmp_path / "backpain-young"
    theirs.mkdir()
    (tmp_path / "backpain-file").write_text("another's")
    (tmp_path / "plan.toml.part").write_text("half a plan")
    with own_folder() as folder:
        (folder / "analysis.joblib").write_text("of a person")
        kept = folder
        if not lived:
            kept = Path(shutil.copytree(folder, tmp_path / "backpain-killed"))
        clear_left_behind(tmp_path)
        assert kept.exists() == lived
        assert folder.exists()
    assert {p.name for p in tmp_path.iterdir()} == {"backpain-young", "backpain-file"}


@pytest.mark.slow
def test_two_runs_at_once_are_refused(last: Path, someone: Path, hashes: Hashes) -> None:
    before = hashes(last)
    with built_beside(last.parent, "2026-10"):
        run = [*RUN, "--person", str(someone), "--out", str(last.parent), "--no-notebooks"]
        done = subprocess.run(run, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 2
        assert "another run is writing a report here" in " ".join(done.stderr.split())
        assert "Traceback" not in done.stderr
        assert hashes(last) == before


def test_a_folder_of_other_files_is_not_replaced(someone: Path, tmp_path: Path) -> None:
    mine = tmp_path / "out" / "2026-10" / "thesis.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    code, said = run(someone)
    assert code == 2
    assert "in the way" in said
    assert mine.read_text() == "mine"


def test_a_file_where_the_folder_should_be_is_said(someone: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    code, said = run(someone)
    assert code == 2
    assert "cannot be written" in said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hash = 3",
        "[contrasts]\n",
        'frozen_on = 2026-01-01\nhash = "x"\n',
        "[[[",
        "contrasts = 3",
    ],
)
def test_a_plan_edited_by_hand_is_refused(
    last: Path, someone: Path, hashes: Hashes, text: str
) -> None:
    before = hashes(last)
    (someone / "plan.toml").write_text(text, encoding="utf-8")
    code, said = run(someone)
    assert code == 2
    assert "plan.toml" in said
    assert hashes(last) == before


def test_a_damaged_last_report_is_left_out_and_replaced(last: Path, someone: Path) -> None:
    shutil.copytree(last, last.with_name("2026-08"))
    (last.with_name("2026-08") / "daily.csv").write_bytes(b"\0\xff")
    shutil.copytree(last, last.with_name("2026-09"))
    (last.with_name("2026-09") / "results.json").write_text("[1]")
    (last / "results.json").write_text('{"month": ')
    code, said = run(someone, "--no-notebooks")
    assert code == 0, said
    assert "Against the report of 2026-08" in said
    assert "daily table cannot be read" in said
    assert json.loads((last / "results.json").read_text(encoding="utf-8"))["month"] == "2026-10"


def test_a_clock_set_back_is_noticed(
    last: Path, someone: Path, hashes: Hashes, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "Clock":
            return cls(2026, 8, 15, tzinfo=tz)

    before = hashes(last)
    monkeypatch.setattr(monthly.dt, "datetime", Clock)
    with pytest.raises(SettingsError, match="there is a report of 2026-10"):
        bpa.write_report(someone, last.parent, notebooks=False)
    assert hashes(last) == before


def notebook(folder: Path, name: str, code: str) -> None:
    cells = [nbformat.v4.new_markdown_cell(f"# {name}"), nbformat.v4.new_code_cell(code)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")


@pytest.mark.slow
@pytest.mark.usefixtures("no_pages")
def test_a_damaged_notebook_is_named(
    someone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1_damaged.ipynb").write_text("{half a notebook", encoding="utf-8")
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path)
    code, said = run(someone)
    assert code == 1
    assert "Failed: the notebooks: " in said
    assert (tmp_path / "out" / "2026-10" / "results.json").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("no_pages")
def test_a_lost_kernel_is_named(
    someone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stuck notebook is one of tests/test_notebooks.py."""
    given = tmp_path / "given"
    given.mkdir()
    notebook(given, "1_killed", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    notebook(given, "2_goes_on", "print('here')")
    monkeypatch.setattr(notebooks, "FOLDER", given)
    code, said = run(someone)
    assert code == 1
    assert "Failed: 1_killed" in said
    assert "2_goes_on" not in said
    made = tmp_path / "out" / "2026-10"
    assert "here" in (made / "2_goes_on.html").read_text(encoding="utf-8")
    assert (made / "results.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.5, 4, 9, 13])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_leaves_the_last_report(
    last_whole: Path, someone: Path, hashes: Hashes, seconds: float, how: signal.Signals
) -> None:
    folder, out = last_whole, last_whole.parent
    before = hashes(folder)
    whole = subprocess.Popen(
        [*RUN, "--person", str(someone), "--out", str(out)],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while whole.poll() is None and not [*out.glob(".2026-10-*")]:
        time.sleep(0.05)  # until it builds, which a busy machine comes to later
    try:
        whole.wait(seconds)
    except subprocess.TimeoutExpired:
        whole.send_signal(how)
        _, said = whole.communicate(timeout=200)
        after = hashes(folder)
        if after != before:  # it came too late: the new report stands there, whole
            books = {f"{book.stem}.html" for book in (ROOT / "notebooks").glob("0*.ipynb")}
            assert before.keys() | books <= after.keys()
            return
        if how == signal.SIGINT:
            assert "Traceback" not in said
            assert whole.returncode == 130, said
            assert "Stopped" in said
    again = bpa.write_report(someone, out, "2026-10", notebooks=False)
    assert {p.name for p in out.iterdir()} == {"2026-10", ".lock"}
    assert hashes(again)["clinician/clinician.pdf"] == before["clinician/clinician.pdf"]
    for _ in range(50):  # the kernel goes with the run
        if not _group(whole.pid):
            return
        time.sleep(0.2)
    pytest.fail(f"still there: {_group(whole.pid)}")


def _group(leader: int) -> list[str]:
    found = subprocess.run(["ps", "-eo", "sid,stat,args"], capture_output=True, text=True).stdout
    lines = (line.split(None, 2) for line in found.splitlines()[1:])
    return [args for sid, stat, args in lines if int(sid) == leader and stat[0] != "Z"]


FULL = """
set -e
mount -t tmpfs -o size=$1 none "$2"
shift
out=$1; shift
"$@" --out "$out" >&2
cd "$out"; find . -type f ! -name .lock -exec sha256sum {} + | sort > /tmp/$$.before
cd - > /dev/null
status=0; "$@" --out "$out" || status=$?
cd "$out"; find . -type f ! -name .lock -exec sha256sum {} + | sort | cmp /tmp/$$.before -
rm /tmp/$$.before; exit $status
"""
READ_ONLY = (
    'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; out=$1; shift; "$@" --out "$out"'
)


def mounted(script: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a script with mounts of its own; root does not heed the modes of folders."""
    alone = ["unshare", "--mount", "--map-root-user"]
    try:
        subprocess.run([*alone, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system does not let a test mount anything")
    run = [*alone, "bash", "-c", script, "-", *args]
    return subprocess.run(run, capture_output=True, text=True, cwd=ROOT)


@pytest.mark.slow
def test_a_full_disk_leaves_the_last_report(
    last_whole: Path, someone: Path, tmp_path: Path
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    run = [*RUN, "--person", str(someone), "--no-notebooks"]
    size = sum(p.stat().st_size + 4096 for p in last_whole.rglob("*"))
    done = mounted(FULL, str(int(1.6 * size)), str(room), *run)
    assert done.returncode == 2, done.stderr
    assert "No space left" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_read_only_folder_leaves_the_last_report(
    last_whole: Path, someone: Path, tmp_path: Path, hashes: Hashes
) -> None:
    before = hashes(last_whole)
    done = mounted(READ_ONLY, str(tmp_path / "out"), *RUN, "--person", str(someone))
    assert done.returncode == 2, done.stderr
    assert "Read-only file system" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert hashes(last_whole) == before


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_quota_leaves_the_last_report(
    last_whole: Path, someone: Path, tmp_path: Path, hashes: Hashes
) -> None:
    before = hashes(last_whole)
    run = ["bash", "-c", 'ulimit -f 60; exec "$@"', "-", *RUN, "--person", str(someone)]
    run += ["--out", str(tmp_path / "out"), "--no-notebooks"]
    done = subprocess.run(run, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert hashes(last_whole) == before
