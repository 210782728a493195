"""The notebooks' kernel: this Python's own, without a port, whatever lies about."""

import json
import sys
from pathlib import Path

import nbformat
import pytest

from backpain_analysis.report import notebooks

SHOWS = """
import json, os, sys, psutil, matplotlib
names = ("MPLBACKEND", "JUPYTER_CONFIG_DIR", "PYTHONSTARTUP", "PYTHONHASHSEED")
ports = [c.laddr.port for c in psutil.Process().net_connections() if c.status == "LISTEN"]
print(json.dumps({"python": sys.executable, "ports": ports, "path": sys.path,
                  "profile": os.environ["IPYTHONDIR"],
                  "set": {n: os.environ[n] for n in names if n in os.environ}}))
"""


def outputs(folder: Path) -> dict[str, object]:
    book = nbformat.read(folder / "1_shows.ipynb", as_version=4)
    return dict(json.loads(book.cells[1].outputs[0].text))


def foreign(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay a kernel that ends at once, a profile and a path beside what is ours."""
    spec = home / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [sys.executable, "-c", "raise SystemExit(7)", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "x", "language": "python"}))
    startup = home / "ipython" / "profile_default" / "startup" / "0.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("raise ValueError('a startup file of somebody')")
    (home / "json.py").write_text("raise ImportError('another json')")
    (home / "ports.json").write_text("{}")
    for name, value in {
        "JUPYTER_PATH": home, "JUPYTER_CONFIG_DIR": home, "JUPYTER_DATA_DIR": home,
        "JUPYTER_RUNTIME_DIR": home / "ports.json", "IPYTHONDIR": home / "ipython",
        "PYTHONPATH": home, "PYTHONSTARTUP": home / "json.py", "MPLBACKEND": "qtagg",
        "PYTHONHASHSEED": "7",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))


@pytest.mark.slow
def test_a_foreign_kernel_profile_and_path_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "given"
    made = tmp_path / "made"
    for folder in (given, made):
        folder.mkdir()
    cells = [nbformat.v4.new_markdown_cell("# Shows"), nbformat.v4.new_code_cell(SHOWS)]
    kernelspec = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    book = nbformat.v4.new_notebook(cells=cells, metadata=kernelspec)
    nbformat.write(book, given / "1_shows.ipynb")
    monkeypatch.setattr(notebooks, "FOLDER", given)
    home = tmp_path / "home"
    foreign(home, monkeypatch)
    assert notebooks.run_notebooks(tmp_path, made) == {"1_shows": ""}
    shown = outputs(made)
    assert shown["python"] == sys.executable
    assert shown["ports"] == []
    assert set(shown["set"]) <= {"MPLBACKEND"}
    assert shown["set"].get("MPLBACKEND") != "qtagg"
    assert str(home) not in shown["path"]
    assert str(home) not in str(shown["profile"])
