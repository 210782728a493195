"""The ledger can fail, and says so."""

import pandas as pd
import pytest

from backpain_analysis.errors import DataError
from backpain_analysis.importing.ledger import make_ledger


def rows(*statuses):
    return pd.DataFrame(
        [("a.csv", line, status, (), "pain") for line, status in statuses],
        columns=["file", "line", "status", "reasons", "table"],
    )


def test_totals_add_up():
    ledger = make_ledger(
        rows((2, "kept"), (3, "merged"), (4, "set aside")), {"a.csv": 3, "b.csv": 0}
    )
    totals = ledger.totals()
    assert totals.loc["a.csv"].tolist() == [3, 1, 1, 1, 0]
    assert totals.loc["b.csv"].tolist() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("statuses", "read"),
    [
        ([(2, "kept")], 2),  # a row without a status
        ([(2, "kept"), (2, "merged")], 2),  # a row with two, another with none
        ([(2, "kept"), (3, "kept")], 1),  # more statuses than rows
        ([(2, "kept"), (3, "lost")], 2),  # an unknown status
    ],
)
def test_rows_without_exactly_one_status_are_an_error(statuses, read):
    with pytest.raises(DataError, match=r"a\.csv"):
        make_ledger(rows(*statuses), {"a.csv": read})


def test_no_rows_at_all():
    assert len(make_ledger(rows(), {})) == 0
    assert make_ledger(rows(), {"a.csv": 0}).totals().loc["a.csv", "read"] == 0
