"""A table of one's own, read as its settings say, as `propose` is certain of, or asked about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ..codes import Remark
from ..settings import FileSettings
from .languages import header_name
from .own_columns import build_columns, unique_names
from .own_mapping import Setting
from .own_ratings import is_of_lifting
from .own_runs import ANOTHER_DAY, WHICH_DISTANCE
from .own_table import Proposal, propose
from .source import Decision, Opened, Question, Record, Source, found, header_names, measured

MOST_RECORDS = 20_000  # looked at
FEWEST_NAMES = 2  # cells of a header: a line with fewer is a title
_IN_LISTS = ("date", "as_above", "distance", "pain")  # settings that may name several columns
_EXAMPLE_CELLS = 6
_ROLES = ("distance", "duration", "activity", "pain", "weight", "region")
_UNITS = ("distance", "duration", "weight")


@dataclass(frozen=True)
class Proposed:
    """A proposal for one file, with its header and the line where that stands.

    `settings` are the proposed ones, which those that the person gave override.
    """

    proposal: Proposal
    header: Record
    settings: FileSettings

    @property
    def is_of_use(self) -> bool:
        """Whether the table seems to hold runs, pain or body weight, not steps, sleep or lifts."""
        kinds = self.proposal.kinds
        if kinds != ("runs",):
            return bool(kinds)
        asked = {question.code for question in self.proposal.questions}
        if "own_table.ask_whether_runs" in asked or self._is_of_lifting():
            return False
        return self._names_runs()

    def _is_of_lifting(self) -> bool:
        _, names = self.header
        return is_of_lifting(build_columns(names, names, []))

    def _names_runs(self) -> bool:
        """Tell whether there is more than a duration, which sleep has too."""
        for role in self.proposal.roles:
            if role.role in ("distance", "activity"):
                return True
            if role.role == "duration" and role.column.says("run"):
                return True
        return False

    def evidence(self) -> dict[str, Remark]:
        """Return what the units rest on, by measure."""
        told = {}
        for role in self.proposal.roles:
            if role.role in _UNITS and role.evidence:
                told[role.role] = role.evidence[-1]
        return told

    def decision(self) -> Decision:
        """Say how the columns were taken, and why."""
        lines = [setting.line() for setting in self.proposal.settings]
        return Decision("own_table", "; ".join(lines), Remark("import.evidence.own_headers"))

    def question(self) -> Question:
        """Ask to confirm the mapping; its lines are ready to paste."""
        file = self.proposal.file
        fields = {
            "columns": _one_after_another(_columns_told(self.proposal)),
            "open": _one_after_another(self.proposal.questions),
        }
        code = "own_table.confirm_and_answer" if self.proposal.questions else "own_table.confirm"
        return Question(
            file,
            Remark(code, fields),
            "table",
            example=self._example(),
            lines=self.proposal.setting_lines(),
            others=tuple(self._other_values()),
        )

    def _other_values(self) -> Iterator[tuple[str, tuple[str | tuple[str, ...], ...]]]:
        """Yield the settings that the person may have to change, with all their values."""
        for setting in self.proposal.settings:
            if setting.others:
                yield setting.key, (str(setting.value), *setting.others)

    def _example(self) -> tuple[str, ...]:
        told = []
        date = self.proposal.date
        columns = [role.column for role in self.proposal.roles]
        for column in [*(date.columns if date else ()), *columns]:
            cell = next(filter(None, column.cells), "")
            if cell:
                told.append(f"{column.name}: {cell}")
        return tuple(told[:_EXAMPLE_CELLS])


def propose_mapping(opened: Opened, told: FileSettings) -> Proposed | None:
    """Propose what the columns of a table that no app claims are; None without a header."""
    records = list(islice(opened.records(), MOST_RECORDS))
    start = _header_place(records)
    if start is None:
        return None
    line, fields = records[start]
    rows = [row for _, row in records[start + 1 :]]
    proposal = propose(fields, rows, opened.name)
    proposal = replace(proposal, settings=_with_lines_above(proposal.settings, line - 1))
    settings = replace(_as_settings(proposal.settings), **told.given())
    return Proposed(proposal, _named_header(records[start:], settings, line), settings)


def _header_place(records: list[Record]) -> int | None:
    """Return the place of the first record that is no title: it holds several cells."""
    for place, (_, fields) in enumerate(records):
        names = _filled(fields)
        below = _filled(records[place + 1][1]) if place + 1 < len(records) else 0
        if names >= FEWEST_NAMES or 0 < below <= 2 * names:
            return place
    return None


def _filled(fields: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in fields)


def _with_lines_above(settings: tuple[Setting, ...], above: int) -> tuple[Setting, ...]:
    """Count the lines above the header into `skip_lines`."""
    if not above:
        return settings
    counted = []
    for setting in settings:
        if setting.key == "skip_lines":
            above += int(str(setting.value))
        else:
            counted.append(setting)
    return (*counted, Setting("skip_lines", above))


def _as_settings(settings: Iterable[Setting]) -> FileSettings:
    """Return proposed lines as settings, as if the person had written them."""
    values = {}
    for setting in settings:
        in_list = setting.key in _IN_LISTS and isinstance(setting.value, str)
        values[setting.key] = (setting.value,) if in_list else setting.value
    return FileSettings(**values)  # type: ignore[arg-type]


def _named_header(records: list[Record], settings: FileSettings, line: int) -> Record:
    """Return the last row of the header with a name for every column."""
    if settings.no_header:
        width = max(len(fields) for _, fields in records)
        return line - 1, unique_names([""] * width)
    below = [record for record in records if record[0] > settings.skip_lines]
    at, fields = (below or records)[0]
    return at, [_without_marks(name) for name in unique_names(fields)]


def _without_marks(name: str) -> str:
    """Return a column's name without the marks that mean something in a source's declaration."""
    return name.replace("|", "/").replace("[", "(").replace("]", ")").lstrip("~ ")


def mapped_header(opened: Opened, told: FileSettings) -> Record | None:
    """Return the header of a table whose columns the settings name; None for an empty file."""
    for line, fields in opened.records():
        if line > told.skip_lines:
            return _named_header([(line, fields)], told, line)
    return None


def is_mapped(told: FileSettings) -> bool:
    """Tell whether the settings say what a file's columns are."""
    columns = (told.distance, told.duration, told.activity, told.pain, told.weight)
    return bool(told.table) or (bool(told.date) and any(columns))


def misses(source: Source, header: Record, proposal: Proposal) -> bool:
    """Tell whether a plain reading of a table would leave out, or mistake, what it holds."""
    names = [name for name, _ in header_names(header[1])]
    dated = {name for stamp in source.stamps for name in found(stamp, names)}
    dates = proposal.date.columns if proposal.date else ()
    if not all(_canonical(column.name, header[1]) in dated for column in dates):
        return True
    if "runs" in proposal.kinds and not _has_sessions(source, names):
        return True
    if any(question.code in (WHICH_DISTANCE, ANOTHER_DAY) for question in proposal.questions):
        return True
    for role in _ROLES:
        proposed = [_canonical(name, header[1]) for name in proposal.columns(role)]
        read = found(measured(getattr(source, role))[0], names)
        if proposed and not set(proposed) & set(read):
            return True
    return False


def _has_sessions(source: Source, names: list[str]) -> bool:
    """Tell whether a plain reading finds sessions: by a distance or a duration."""
    columns = (measured(source.distance)[0], measured(source.duration)[0])
    return any(found(wanted, names) for wanted in columns)


def _canonical(name: str, header: list[str]) -> str:
    return canonical_name(name, unique_names(header))


def canonical_name(setting: str, header: list[str]) -> str:
    """Return a column's canonical name by the name that the settings give it.

    The header as it is written counts first: "Run (km)" and "Run (min)" are two columns.
    """
    if not setting:
        return ""
    wanted = _without_marks(setting.strip()).casefold()
    written = [_without_marks(name.strip()).casefold() for name in header]
    if wanted in written:
        return header_names(header)[written.index(wanted)][0]
    return header_name(_without_marks(setting))[0]


def _columns_told(proposal: Proposal) -> list[Remark]:
    """Say of each column what it seems to be."""
    told = []
    if proposal.date is not None:
        for column in proposal.date.columns:
            told.append(Remark("own_table.role.date", {"column": column.name}))
    for role in proposal.roles:
        code = f"own_table.role.{role.role}"
        told.append(Remark(code, {"column": role.column.name}))
    if proposal.unused:
        told.append(Remark("own_table.role.unused", {"columns": ", ".join(proposal.unused)}))
    return told


def _one_after_another(remarks: Iterable[Remark]) -> Remark | str:
    """Join remarks to one."""
    joined: Remark | str = ""
    for remark in remarks:
        joined = Remark("own_table.then", {"first": joined, "next": remark}) if joined else remark
    return joined
