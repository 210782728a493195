"""The list of faults stays true: each can still be put into the code, and names tests there are."""

from pathlib import Path

import pytest
from mutants import drawn as draw
from mutants.drawn import drawn, faults_of
from mutants.run import all_mutants

ROOT = Path(__file__).parent.parent
MUTANTS = list(all_mutants())


def test_names_are_given_once():
    names = [mutant.name for mutant in MUTANTS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_can_be_put_into_the_code(mutant):
    code = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert code.count(mutant.before) == 1
    assert mutant.after != mutant.before
    assert mutant.tests
    for test in mutant.tests:
        file, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8")


def test_faults_are_drawn_from_operators_comparisons_and_numbers():
    source = (
        'def f(x: int = 3) -> "a + b":\n    """1 + 1"""\n    return x + 2.0 if (x) < 1 else -x\n'
    )
    broken = [source[: f.start] + f.becomes + source[f.end :] for f in faults_of(source)]
    tails = [text.splitlines()[2].strip() for text in broken[1:]]
    assert "x: int = 4" in broken[0]
    assert tails == [
        "return x - 2.0 if (x) < 1 else -x",
        "return x + 3.0 if (x) < 1 else -x",
        "return x + 2.0 if (x) <= 1 else -x",
        "return x + 2.0 if (x) < 2 else -x",
    ]


def test_a_seed_draws_the_same_faults(monkeypatch):
    monkeypatch.setattr(draw, "TESTS", {"answers": ("tests/test_answers.py",)})
    names = [mutant.name for mutant in drawn(5, seed=3)]
    assert names == [mutant.name for mutant in drawn(5, seed=3)]
    for mutant in drawn(5, seed=3):
        compile(mutant.after, mutant.file, "exec")


def test_faults_are_drawn_from_every_room():
    rooms = {path.name for path in draw.PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert rooms - {"__pycache__"} == draw.TESTS.keys()
    for tests in draw.TESTS.values():
        for name in tests:
            assert (ROOT / name).exists(), name
