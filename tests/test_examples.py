"""Every public name has an example, and every example gives what it says."""

import doctest
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

import backpain_analysis as bpa
from backpain_analysis.model import Exposure
from backpain_analysis.settings import ROOT

NAMESPACES = ("notebook", "plots")
FORMER = ("FREQUENCY", "DISTANCE", "WEIGHT_CHANGE")  # documented by their class
PUBLIC = {name: getattr(bpa, name) for name in bpa.__all__ if name not in (*NAMESPACES, *FORMER)}
PUBLIC |= {"Exposure": Exposure}
LONG = ("answer", "joint_model", "sensitivity")  # many regressions
PUBLIC |= {"open_record": bpa.notebook.open_record, "Record": bpa.notebook.Record}


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    """What the examples begin with, as the package's own docstring says."""
    settings = bpa.read_settings(ROOT / "data" / "example")
    exports = bpa.read_exports(settings.raw, settings)
    diary = bpa.build_diary(exports, settings)
    return {"bpa": bpa, "settings": settings, "exports": exports, "diary": diary}


def examples_of(name: str) -> Iterator[doctest.Example]:
    yield from doctest.DocTestParser().get_examples(inspect.getdoc(PUBLIC[name]) or "")


def parametrised() -> Iterator[Any]:
    for name in PUBLIC:
        marks = [pytest.mark.slow] if name in LONG else []
        yield pytest.param(name, marks=marks)


@pytest.mark.parametrize("name", parametrised())
def test_a_public_name_has_an_example_that_holds(
    name: str, example: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    examples = list(examples_of(name))
    assert examples, f"{name} has no example"
    test = doctest.DocTest(examples, dict(example), name, None, None, None)
    said: list[str] = []
    found = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert not found.failed, "".join(said)


def test_the_package_says_what_the_examples_begin_with() -> None:
    told = doctest.DocTestParser().get_examples(bpa.__doc__ or "")
    assert [line.source.split(" = ")[0] for line in told[1:4]] == ["settings", "exports", "diary"]
