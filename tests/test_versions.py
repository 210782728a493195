"""The oldest versions that pyproject.toml allows, and the newest there are: both do the work."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import versions
from versions import LOWEST, NEWEST, NO_INDEX, Outcome, tried

WANTED = {"oldest": LOWEST, "newest": NEWEST}


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Try both side by side: each has a processor for itself on two."""
    with ThreadPoolExecutor() as both:
        folders = [tmp_path_factory.mktemp(name) / "venv" for name in WANTED]
        return dict(zip(WANTED, both.map(tried, folders, WANTED.values()), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("which", WANTED)
def test_the_chosen_tests_pass(which: str, ends: dict[str, Outcome]) -> None:
    """Warnings that our own code earns are errors there as here (pyproject.toml)."""
    ended, output = ends[which]
    if ended == NO_INDEX:
        pytest.skip(ended)
    assert not ended, output[-4000:]
    assert re.search(r"\b\d{2,} passed", output), output[-4000:]


def test_a_python_that_cannot_be_had_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(versions, "UV", None)
    assert versions.main(["3.99"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("3.99  not tried: no such Python on this machine; with uv")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Failed to establish a new connection", NO_INDEX),
        ("ERROR: No matching distribution found for numpy==2.0", "no wheels for this Python"),
        ("Because pyyaml==6.0 has no usable wheels", "no wheels for this Python"),
        ("ResolutionImpossible", "no such set"),
    ],
)
def test_why_an_environment_cannot_be_made(said: str, why: str) -> None:
    assert versions._why_not(said) == why
