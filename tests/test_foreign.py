"""What an environment sets for other programs changes nothing; the first moment ends in words."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import backpain_analysis.__main__ as first_moment
from backpain_analysis import foreign
from backpain_analysis.plots.picture import house_style, new_picture
from backpain_analysis.settings import ROOT

FOREIGN = {
    "MPLBACKEND": "no such backend",
    "JUPYTER_PATH": "somewhere",
    "IPYTHONDIR": "somewhere",
    "PYTHONSTARTUP": "somewhere.py",
    "PYTHONHASHSEED": "3",
}


def test_what_is_set_for_others_is_left_out() -> None:
    own = {"HOME": "there", "TZ": "UTC", "PYTHONUTF8": "1", "BACKPAIN_REPORT": "1"}
    assert foreign.without_foreign(own | FOREIGN) == own


def test_a_foreign_path_is_left_aside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = str(ROOT)
    monkeypatch.setattr(sys, "path", [str(tmp_path), home, *sys.path])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), home]))
    for name, value in FOREIGN.items():
        monkeypatch.setenv(name, value)
    foreign.leave_foreign_aside()
    assert str(tmp_path) not in sys.path
    assert sys.path[0] == home
    assert not {*FOREIGN, "PYTHONPATH"} & set(os.environ)


def test_the_command_starts_beside_another_pythons_modules(tmp_path: Path) -> None:
    for module in ("typer", "rich", "tomllib"):
        (tmp_path / f"{module}.py").write_text("raise ImportError('of another Python')")
    run = [sys.executable, "-m", "backpain_analysis", "log", "--help"]
    environment = {**os.environ, **FOREIGN, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(run, capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "Write one pain rating" in " ".join(done.stdout.split())


def test_ctrl_c_in_the_first_moment_says_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(first_moment, "leave_foreign_aside", stopped)
    with pytest.raises((SystemExit, KeyboardInterrupt)) as end:
        first_moment.main()
    assert end.type is SystemExit
    assert end.value.code == 130
    assert capsys.readouterr().err == "Stopped. Nothing was changed.\n"


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.4, 0.8, 1.6])
def test_ctrl_c_soon_after_the_start(tmp_path: Path, seconds: float) -> None:
    run = [sys.executable, "-m", "backpain_analysis", "report", "--out", str(tmp_path)]
    started = subprocess.Popen(run, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        started.wait(seconds)
    except subprocess.TimeoutExpired:
        started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=100)
    assert "Stopped" in said or seconds < 0.3, said  # before that, Python itself is starting
    assert started.returncode in (130, -signal.SIGINT)


def test_a_matplotlibrc_of_somebody_changes_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import matplotlib

    def drawn(name: str) -> bytes:
        with house_style(3):
            picture = new_picture(3, 1)
            picture.add_subplot().plot([1, 2])
        picture.savefig(tmp_path / name)
        return (tmp_path / name).read_bytes()

    plain = drawn("plain.png"), drawn("plain.svg")
    theirs = {
        "savefig.dpi": 30,
        "savefig.facecolor": "red",
        "lines.linewidth": 9,
        "svg.fonttype": "path",
        "axes.facecolor": "black",
        "font.family": "monospace",
        "text.usetex": True,
    }
    with matplotlib.rc_context(theirs):
        assert (drawn("theirs.png"), drawn("theirs.svg")) == plain
