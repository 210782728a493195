"""The list of faults stays true: each can still be put into the code, and names tests there are."""

from pathlib import Path

import pytest
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
