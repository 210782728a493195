"""The notebooks of version 0.1, as people keep them in `notebooks/mine`, still run."""

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import backpain_analysis as bpa
from backpain_analysis.version_0_1 import NOW

HELD = sorted((Path(__file__).parent / "notebooks_0_1").glob("*.py"))


@pytest.fixture(autouse=True)
def nothing_said_yet() -> Iterator[None]:
    """Forget which names of version 0.1 were used before, here or in another test."""
    _forget_names()
    yield
    _forget_names()


def _forget_names() -> None:
    for name in NOW:
        vars(bpa).pop(name, None)


def cells(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("# %%\n")[1:]


def run(cell: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; return what its last line comes to."""
    tree = ast.parse(cell)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "cell", "exec"), names)
        return None
    exec(compile(ast.Module(tree.body[:-1], []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


@pytest.mark.parametrize("path", HELD, ids=lambda p: p.stem)
def test_a_notebook_of_version_0_1_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPAIN_REPORT", "1")  # no widget: nobody clicks
    names: dict[str, Any] = {}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        shown = [run(cell, names) for cell in cells(path)]
    assert all(repr(one) for one in shown[1:])
    told = [str(one.message) for one in said if one.category is FutureWarning]
    assert "open_record is now notebook.open_record" in told
    assert len(told) == len(set(told))  # each is said once


def test_nine_notebooks_are_held() -> None:
    assert len(HELD) == 9


@pytest.mark.parametrize("name", NOW)
def test_every_name_of_version_0_1_is_there(name: str) -> None:
    with pytest.warns(FutureWarning, match=f"^{name} is now "):
        assert getattr(bpa, name) is not None


def test_the_daily_table_is_a_frame_as_before(tmp_path: Path) -> None:
    (tmp_path / "pain.csv").write_text("date,pain\n2026-01-01,3\n2026-01-03,4\n")
    with pytest.warns(FutureWarning):
        days = bpa.build_daily(bpa.read_exports(tmp_path))
    assert days["pain"].count() == 2


def test_what_was_never_there_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="show_nothing"):
        _ = bpa.show_nothing
