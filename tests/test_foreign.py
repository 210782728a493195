"""What an environment sets for other programs changes nothing; the first moment ends in words."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backpain_analysis import foreign
from backpain_analysis.plots.picture import house_style, new_picture
from backpain_analysis.settings import ROOT

PACKAGE = ROOT / "backpain_analysis"
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


CTRL_C_AMID_AN_IMPORT = """
import os, signal, sys
before = set(sys.modules)
import backpain_analysis.__main__ as first_moment
print(sorted(set(sys.modules) - before), flush=True)
from backpain_analysis import foreign

class Attribute:
    def __set_name__(self, *_):  # what is raised in here becomes a RuntimeError
        os.kill(os.getpid(), signal.SIGINT)

def interrupted():
    class Imported:
        attribute = Attribute()

foreign.leave_foreign_aside = interrupted
first_moment.main()
"""


def test_ctrl_c_in_the_first_moment_says_a_sentence() -> None:
    # a job in the background would have it ignored
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    run = [sys.executable, "-c", code + CTRL_C_AMID_AN_IMPORT]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == "Stopped. Nothing was changed.\n"
    assert done.returncode == 130
    # nothing else is loaded before a Ctrl-C is heard
    assert done.stdout == "['backpain_analysis', 'backpain_analysis.__main__']\n"


def test_a_ctrl_c_that_the_shell_has_ignored_stays_ignored() -> None:
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    run = [sys.executable, "-c", code + CTRL_C_AMID_AN_IMPORT, "log", "--help"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Write one pain rating" in " ".join(done.stdout.split())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_ctrl_c_soon_after_the_start(tmp_path: Path, seed: int) -> None:
    """Ten at random moments each; before anything of ours is loaded, Python itself speaks.

    A signal that meets the finaliser of an object is lost in it: Python only prints what was raised
    there, and the run goes on to its end. That happens to one of some hundred.
    """
    run = [sys.executable, "-m", "backpain_analysis", "report", "--out", str(tmp_path)]
    chance = random.Random(seed)
    said_so = 0
    went_on = 0
    for _ in range(10):
        started = subprocess.Popen(run, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        try:
            started.wait(chance.choice([0.1, 2.0]) * chance.random())
        except subprocess.TimeoutExpired:
            started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=100)
        said_so += "Stopped. " in said
        assert "Stopped. " in said or str(PACKAGE) not in said, said
        assert "Stopped. " not in said or "Traceback" not in said, said
        assert started.returncode in (130, 1, -signal.SIGINT, 0)
        went_on += started.returncode == 0
    assert said_so > 0
    assert went_on <= 1


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
