"""What of a file is not used: named, so that nothing vanishes without a word."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ..codes import Remark
from .claimed import Claimed
from .inference import FACTORS
from .languages import activity_name
from .ledger import KEPT, MERGED
from .own_status import status_columns
from .parts import Part, columns_of_others
from .rows import EVIDENCE
from .source import found, measured

KINDS_NAMED = 8  # of records that are not read
EXAMPLES = 3  # of values that were not understood
LINES = 5
POUNDS_IN_A_KG = 1 / FACTORS["weight"]["lb"]
NEARLY = 1.06  # so far a weight may lie from 2.2 times the one before
_NOT_UNDERSTOOD = {
    "import.reason.no_number",
    "import.reason.distance_no_number",
    "import.reason.duration_no_number",
}
_MEASURES = ("distance", "duration", "weight")
_SINGLE = ("clock", "offset_from", "activity", "pain", "region", "value", "variable", "tags",
           "scales", "event", "end", "person")  # fmt: skip


@dataclass(frozen=True)
class Unused:
    """One thing in a file that was not used, or how its words were taken."""

    file: str
    remark: Remark


def unused_of(file: Claimed, parts: Sequence[Part]) -> tuple[Unused, ...]:
    """Name what one file holds beyond what was read of it."""
    remarks = [*_kinds(file), *_columns(file), *_activities(file, parts), *_values(file, parts)]
    return tuple(Unused(file.rows.file, remark) for remark in remarks)


def _kinds(file: Claimed) -> Iterator[Remark]:
    """Count the records of each kind that is not read, the commonest first."""
    kinds = Counter(file.rows.left_out)
    if not kinds:
        return
    named = kinds.most_common(KINDS_NAMED)
    fields = {
        "n": kinds.total(),
        "kinds": ", ".join(f"{kind} {count}" for kind, count in named),
        "rest": len(kinds) - len(named),
    }
    code = "kinds_and_more" if fields["rest"] else "kinds"
    yield Remark(f"import.unused.{code}", fields)


def columns_read(file: Claimed) -> set[str]:
    """Return the columns that were read, or looked at as evidence."""
    source = file.source
    names = file.rows.names
    read = {*EVIDENCE, *columns_of_others(file), *status_columns(file)}
    for stamp in source.stamps:
        read.update(found(stamp, names))
    for field in _SINGLE:
        read.update(found(getattr(source, field), names)[:1])
    for field in _MEASURES:
        columns, beside = measured(getattr(source, field))
        read.update(found(columns, names), found(beside, names))
    return read


def _columns(file: Claimed) -> Iterator[Remark]:
    """Name the columns not read; of an app, which has many, only their number."""
    if file.source.columns:  # the source's own arrangement, not the file's columns
        return
    read = columns_read(file)
    names = [name for name in file.rows.names if name and not name.startswith("(")]
    unread = [name for name in names if name not in read]
    if not unread:
        return
    if file.source.by_hand:
        yield Remark("import.unused.columns", {"names": ", ".join(unread), "n": len(unread)})
    else:
        yield Remark("import.unused.app_columns", {"n": len(unread)})


def _activities(file: Claimed, parts: Sequence[Part]) -> Iterator[Remark]:
    """Tell each word for an activity, how often it stands there, and whether it counts."""
    runs = [part for part in parts if part.table == "runs"]
    column = file.rows.first_of(file.source.activity)
    if not runs or column is None:
        return
    wanted = {activity_name(name) for name in file.settings.activities}
    wanted |= {name.casefold() for name in file.settings.activities}
    names = runs[0].columns["activity"]
    counted: Counter[str] = Counter()
    others: Counter[str] = Counter()
    none: Counter[str] = Counter()
    for word, name, is_session in zip(column, names, runs[0].rows, strict=True):
        text = word.strip()
        if not is_session:
            none[text] += bool(text)
        elif name in wanted:
            counted[text or name] += 1
        elif text or name:
            others[text or name] += 1
    groups = {"counted": counted, "others": others, "no_session": none}
    for code, words in groups.items():
        if +words:
            yield Remark(f"import.unused.{code}", {"words": _listed(words)})


def _listed(words: Counter[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in words.most_common() if count)


def _values(file: Claimed, parts: Sequence[Part]) -> Iterator[Remark]:
    """Count the values that were not understood, with examples and lines."""
    for part in parts:
        by_code: dict[str, list[int]] = {}
        for remarks in (part.lack, part.note):
            for row, remark in sorted(remarks.items()):
                if remark.code in _NOT_UNDERSTOOD:
                    by_code.setdefault(remark.code, []).append(row)
        for code, rows in by_code.items():
            remarks = part.lack if code == "import.reason.no_number" else part.note
            cells = [remarks[row].fields["cell"] for row in rows]
            yield Remark(
                "import.unused.values",
                {
                    "n": len(rows),
                    "what": Remark(f"import.unused.of_{_subject(part, code)}"),
                    "examples": _some(list(dict.fromkeys(cells)), EXAMPLES),
                    "lines": _some(file.rows.lines[rows].tolist(), LINES),
                },
            )


def _subject(part: Part, code: str) -> str:
    own = code.removeprefix("import.reason.").removesuffix("no_number").rstrip("_")
    return own or part.table


def _some(values: Sequence[object], most: int) -> str:
    shown = ", ".join(str(value) for value in values[:most])
    return f"{shown}, ..." if len(values) > most else shown


def rows_with_remarks(statuses: pd.DataFrame, listed_as: Mapping[str, str]) -> Iterator[Unused]:
    """Tell in one sentence of which rows of a file something is said although they are kept.

    Of files that are listed together, such as tracks, the files are named.
    """
    kept = statuses[(statuses["status"] == KEPT) & statuses["reasons"].map(bool)]
    alike: dict[tuple[str, str], list[int | str]] = {}
    examples: dict[tuple[str, str], Remark] = {}
    for file, line, reasons in zip(kept["file"], kept["line"], kept["reasons"], strict=True):
        listed = listed_as.get(file, file)
        place = line if listed == file else file.rpartition("/")[2]
        for reason in reasons:
            if reason.code in _NOT_UNDERSTOOD or reason.code.endswith("same_as"):
                continue  # named elsewhere
            alike.setdefault((listed, reason.code), []).append(place)
            examples.setdefault((listed, reason.code), reason)
    for (listed, code), places in alike.items():
        fields = {
            "n": len(places),
            "reason": examples[listed, code],
            "lines": _some(list(dict.fromkeys(places)), LINES),
        }
        of_files = isinstance(places[0], str)
        key = "tracks.unused.remarks" if of_files else "import.unused.remarks"
        yield Unused(listed, Remark(key, fields))


def sessions_twice(runs: pd.DataFrame) -> Iterator[Unused]:
    """Tell of sessions that stand twice in one file, on one day and without a time of day."""
    untimed = runs[runs["start"] == runs["day"]]
    same = ["file", "day", "activity", "distance_km", "duration_min"]
    again = untimed[untimed.duplicated(same) & untimed["distance_km"].notna()]
    for file, alike in again.groupby("file"):
        fields = {"n": len(alike), "lines": _some(alike["line"].tolist(), LINES)}
        yield Unused(file, Remark("import.unused.twice", fields))


def weights_in_two_units(weight: pd.DataFrame) -> Iterator[Unused]:
    """Tell of a list of weights that goes over from kilograms to pounds, or back."""
    for file, own in weight.groupby("file"):
        kg = own.sort_values("time")["weight_kg"]
        times = kg / kg.shift()
        times = times.where(times >= 1, 1 / times)
        changes = times.between(POUNDS_IN_A_KG / NEARLY, POUNDS_IN_A_KG * NEARLY)
        if not changes.any():
            continue
        first = own.loc[changes.index[changes][0]]
        fields = {"day": first["day"].date(), "n": int(changes.sum())}
        yield Unused(str(file), Remark("odd_file.unused.two_units", fields))


def merged_rows(statuses: pd.DataFrame, listed_as: Mapping[str, str]) -> Iterator[Unused]:
    """Tell in one sentence how many rows of a file were merged into which other."""
    merged = statuses[statuses["status"] == MERGED]
    pairs: Counter[tuple[str, str]] = Counter()
    for file, reasons in zip(merged["file"], merged["reasons"], strict=True):
        into = reasons[-1].fields.get("file", "")
        pairs[listed_as.get(file, file), listed_as.get(into, into)] += 1
    for (file, into), count in pairs.items():
        own = "merged_here" if into == file else "merged"
        yield Unused(file, Remark(f"import.unused.{own}", {"n": count, "into": into}))
