"""From the table of many tracks back to their files: names, lines, remarks, other clocks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from ...codes import Remark
from ...settings import Settings
from ..build import FileTables
from ..source import Member, Opened
from ..unused import Unused

TOLD = "told"  # the column of sessions that says what their sport rests on
KMH = "kmh"
_APART = pd.Timedelta(minutes=1)


def by_member(file: FileTables, members: Mapping[int, Member], settings: Settings) -> FileTables:
    """Return a table of many files with each row under the name and line of its own file."""
    tables = {}
    unused = list(file.unused)
    for name, table in file.tables.items():
        of_rows = table["line"].map(members)
        tables[name] = _with_columns(table, of_rows, ["file", "line"])
        if name == "runs":
            tables[name] = _with_columns(tables[name], of_rows, [TOLD, KMH])
            unused += _other_clocks(file.file, table, members, settings)
    ways = [(told, by_member(way, members, settings)) for told, way in file.alternatives]
    return replace(
        file,
        tables=tables,
        alternatives=tuple(ways),
        statuses=_statuses_by_member(file.statuses, members),
        unused=tuple(unused),
        rows_of_members=Counter(member.file for member in members.values()),
    )


def without_ignored(opened: Opened, settings: Settings) -> tuple[Opened, list[str]]:
    """Return a table of tracks without those that the settings ignore, and these by name."""
    files = dict.fromkeys(member.file for member in opened.members.values())
    ignored = [file for file in files if settings.for_file(file).ignore]
    if not ignored:
        return opened, []
    out = set(ignored)
    members = {line: one for line, one in opened.members.items() if one.file not in out}
    header, *records = opened.records()
    rows = [header, *(record for record in records if record[0] in members)]
    return replace(opened, records=partial(iter, rows), members=members), ignored


def _statuses_by_member(statuses: pd.DataFrame, members: Mapping[int, Member]) -> pd.DataFrame:
    of_rows = statuses["line"].map(members)
    reasons = []
    for own, member in zip(statuses["reasons"], of_rows, strict=True):
        reasons.append((*own, *member.remarks))
    return statuses.assign(
        file=_each(of_rows, "file"),
        line=_each(of_rows, "line"),
        reasons=pd.Series(reasons, dtype=object, index=statuses.index),
    )


def _with_columns(table: pd.DataFrame, members: pd.Series, names: Sequence[str]) -> pd.DataFrame:
    return table.assign(**{name: _each(members, name) for name in names})


def _each(members: pd.Series, name: str) -> list[object]:
    return [getattr(member, name) for member in members]


def _other_clocks(
    file: str, runs: pd.DataFrame, members: Mapping[int, Member], settings: Settings
) -> list[Unused]:
    """Name the sessions that began in another zone, as the device's own clock tells."""
    apart = []
    for start, line in zip(runs["start"], runs["line"], strict=True):
        member = members[line]
        if member.start is None or member.offset is None:
            continue
        clock = pd.Timestamp(member.start.replace(tzinfo=None) + member.offset)
        if abs(clock - start) > _APART:
            apart.append((member.file, clock))
    if not apart:
        return []
    first, clock = apart[0]
    fields = {
        "n": len(apart),
        "file": first,
        "clock": f"{clock:%Y-%m-%d %H:%M}",
        "zone": settings.zone,
    }
    return [Unused(file, Remark("tracks.unused.other_clock", fields))]
