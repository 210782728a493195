"""A shelf of small tables read as one folder: all that is read of each, and said, as approved."""

import pytest
from approved import same_as_approved
from saying import reading_by_file
from shelf import GROUPS, whole_shelf

import backpain_analysis as bpa
from backpain_analysis.settings import Settings


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    """Read the whole shelf once: the lines of each table by its name."""
    folder = tmp_path_factory.mktemp("shelf")
    shelf = whole_shelf()
    for name, (text, _) in shelf.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    files = {name: told for name, (_, told) in shelf.items() if told.given()}
    exports = bpa.read_exports(folder, Settings(timezone="UTC", files=files))
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return reading_by_file(exports)


@pytest.mark.parametrize("group", [*GROUPS, "dates"])
def test_each_table_of_a_shelf_is_read_as_approved(group, reading):
    lines = []
    for name, of_table in reading.items():
        if name.startswith(f"{group}/"):
            lines += ["", name, *of_table]
    same_as_approved(f"shelf/{group}", lines)


def test_the_tables_of_a_shelf_do_not_speak_for_each_other(reading):
    lines = "\n".join(line for of_table in reading.values() for line in of_table)
    assert "same as" not in lines
    assert "another rating" not in lines
    assert "another distance" not in lines
