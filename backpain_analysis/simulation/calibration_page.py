"""The calibration's table as a page of Markdown."""

import pandas as pd

from .cells import LOOKS, METHODS, PRIMARY, USUAL, USUALLY_RATED

PAGE = """# Calibration: diaries with a known truth

Measured with `{command}` on {date}: {count} simulated diaries a row of ours, {usual} of
conventional methods (a share of 5 % in {most} is uncertain by {worst:.1f} percentage points, one
Monte-Carlo standard error). A row's seed is a hash of its name.

What the names mean (numbers: `simulation/scenarios.py`): **a** running and pain have nothing to do
with each other; **b** runs get rarer when it hurts (**by**: the day after; **b2**: noisy
ratings of a more lasting pain); **c** a shared season; **bc** both; **w** a weekend rhythm; **d**
as b, with pain truly 1 point lower per 10 km a week more, evenly over 14 days (**d-decay**: soon
after; **d-hump**: about five days later). Other lives: **lay** lay-offs after a flare (**d-lay**:
with d's truth); **med** medication lets one run; **fb7** the last week's pain decides; **two** pain
at two speeds; **vn** very noisy ratings; **fdist** the length of a run follows pain; **hid** a
hidden slow cause of both, which nothing here removes; **ramp** a novice builds up (0, - and +: the
truth); **slow** the truth lies 15 to 40 days back, **build** over 60 days; **zeros** most ratings
are 0; **sparse** three days in ten are rated; **flip** the truth changes its sign half way;
**wt+** pain is truly 1 point higher per kg gained in four weeks, **wt0** nothing, **wtb** weight
follows pain (the scale's noise and the weigh-ins a week behind the name). Then the days of the
diary, and how ratings went missing: at random (MCAR), or rather on bad days (MNAR).

*primary* is running distance, on which its verdict rests; *uncorrected* leaves out the correction
for running by how it hurts; *day-to-day differences, one lag* is the best of the simple ways:
weekday levels out, the change of pain against the change of running the day before, an effective
number of days. The verdicts are those of a person's first look, with the plan's three questions.
"""
FOUND_MONTHLY = "Found with the monthly-safe interval at the diary's end, %"
VERDICTS = {
    "harm": "Verdict: an association, higher pain goes with more, %",
    "help": "Verdict: an association, lower pain goes with more, %",
    "nothing": 'Verdict: "no meaningful association", %',
}
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
        most=f"{most:,}",
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
        *_verdicts(table),
    ]


def _verdicts(table: pd.DataFrame) -> list[str]:
    """Return the tables of verdicts; none where none were kept."""
    parts = []
    for column, title in VERDICTS.items():
        if column in table and table[column].notna().any():
            parts += _wide(title, table, column)
    return parts


def _wide(title: str, rows: pd.DataFrame, column: str) -> list[str]:
    """Return a title and its table: one row a cell, one column a method.

    Where rows rest on different numbers of diaries, each says on how many.
    """
    known = rows[rows[column].notna()]
    wide = known.pivot_table(index="cell", columns="method", values=column, sort=False)
    in_order = [method for method in METHODS if method in wide]
    shares = 100 * wide[in_order]
    diaries = known.groupby("cell")["replicates"].max()
    if diaries.min() < diaries.max():
        shares = shares.rename(index=lambda cell: f"{cell} ({diaries[cell]:,} diaries)")
    return [f"## {title}\n", _markdown(shares)]


def _looks(table: pd.DataFrame) -> list[str]:
    """Return the table of the monthly looks."""
    looks = table.set_index("cell")[list(LOOKED)].rename(columns=LOOKED)
    about = f"days {LOOKS[0]} to {LOOKS[-1]}, {_count(table)} diaries a row, %"
    return [f"## {len(LOOKS)} monthly looks, {about}\n", _markdown(100 * looks)]


def _sparse(table: pd.DataFrame) -> list[str]:
    """Return the table of diaries that are rarely rated."""
    ours = table[table["method"] == PRIMARY]
    shares = ours.set_index("cell")[["rejected", "covered", "safe"]]
    return ["## Rated on two days in five: the primary, %\n", _markdown(100 * shares)]


def _count(rows: pd.DataFrame) -> str:
    """Write how many diaries stand behind a row: one number, or from least to most."""
    if rows.empty:
        return "no"
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
