"""The calibration's table as a page of Markdown."""

import pandas as pd

from .cells import LOOKS, METHODS, PRIMARY, USUAL, USUALLY_RATED

PAGE = """# Calibration: diaries with a known truth

Measured with `{command}` on {date}: {count} simulated diaries a row, {usual} for conventional
methods (a share of 5 % in {count} is uncertain by {worst:.1f} percentage points, one
Monte-Carlo standard error). A row's seed is a hash of its name.

What the names mean (numbers: `simulation/diaries.py`): **a** running and pain have nothing to do
with each other; **b** runs get rarer when it hurts (**by**: the day after; **b2**: noisy
ratings of a more lasting pain); **c** a shared season; **bc** both; **w** a weekend rhythm; **d**
as b, with pain truly 1 point lower per 10 km a week more, evenly over 14 days (**d-decay**: soon
after; **d-hump**: about five days later). Then the days of the diary, and how a fifth of the
ratings went missing: at random (MCAR), or rather on bad days (MNAR).

*primary* is what the verdicts rest on; *uncorrected* leaves out the correction for running by how
it hurts; then come conventional methods, and the plan's whole family of three.
"""
FOUND_MONTHLY = "Found with the monthly-safe interval at the diary's end, %"
LOOKED = {
    "rejected": "any look finds something",
    "by a year": "... by day 365",
    "ordinary": "... with the ordinary interval",
    "nothing": 'any look says "no meaningful association"',
}


def page(table: pd.DataFrame, command: str, date: str) -> str:
    """Return the table as a page of Markdown: one row a cell, one column a method."""
    is_looked = table["method"].str.endswith("looks")
    looked = table[is_looked]
    once = table[~is_looked]
    is_usual = once["rated"] == USUALLY_RATED
    sparse = once[~is_usual]
    parts = _once(once[is_usual], command, date)
    if len(looked):
        parts += _looks(looked)
    if len(sparse):
        parts += _sparse(sparse)
    return "\n".join(parts)


def _once(table: pd.DataFrame, command: str, date: str) -> list[str]:
    """Return the page's beginning, and the tables of diaries looked at once."""
    ours = table[table["method"] == PRIMARY]
    conventional = table[table["method"].isin(USUAL)]
    most = table["replicates"].max()
    error_of_five_percent = (0.05 * 0.95 / most) ** 0.5
    beginning = PAGE.format(
        command=command,
        date=date,
        count=_count(ours),
        usual=_count(conventional),
        worst=100 * error_of_five_percent,
    )
    nothing = table[table["truth"] == 0]
    something = table[table["truth"] != 0]
    return [
        beginning,
        *_wide("False alarms, %", nothing, "rejected"),
        *_wide("Coverage of the 95 % interval, %", table, "covered"),
        *_wide("Power, %", something, "rejected"),
        *_wide(FOUND_MONTHLY, something, "safe"),
    ]


def _wide(title: str, rows: pd.DataFrame, column: str) -> list[str]:
    """Return a title and its table: one row a cell, one column a method."""
    known = rows[rows[column].notna()]
    wide = known.pivot_table(index="cell", columns="method", values=column, sort=False)
    in_order = [method for method in METHODS if method in wide]
    return [f"## {title}\n", _markdown(100 * wide[in_order])]


def _looks(table: pd.DataFrame) -> list[str]:
    """Return the table of the monthly looks."""
    looks = table.set_index("cell")[list(LOOKED)].rename(columns=LOOKED)
    about = f"days {LOOKS[0]} to {LOOKS[-1]}, {_count(table)} diaries a row, %"
    return [f"## {len(LOOKS)} monthly looks, {about}\n", _markdown(100 * looks)]


def _sparse(table: pd.DataFrame) -> list[str]:
    """Return the table of diaries that are rarely rated."""
    shares = table.set_index("cell")[["rejected", "covered", "safe"]]
    return ["## Rated on two days in five: the primary, %\n", _markdown(100 * shares)]


def _count(rows: pd.DataFrame) -> str:
    """Write how many diaries stand behind a row: one number, or from least to most."""
    least = rows["replicates"].min()
    most = rows["replicates"].max()
    if least == most:
        return f"{most:,}"
    return f"{least:,} to {most:,}"


def _markdown(wide: pd.DataFrame) -> str:
    heads = " | ".join(wide.columns)
    rules = "---|" * wide.shape[1]
    lines = [f"| diary | {heads} |", f"|---|{rules}"]
    shown = wide.astype(object).map("{:.1f}".format, na_action="ignore").fillna("")
    for cell, row in shown.iterrows():
        values = " | ".join(row)
        lines.append(f"| {cell} | {values} |")
    return "\n".join(lines) + "\n"
