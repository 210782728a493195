"""Small faults drawn at random from the package: an operator, a comparison, a number.

Whoever writes a list of faults thinks of those that a test thinks of, too. These are drawn by a
seed from every operator, comparison and number; the tests of the module's own room must notice.
A survivor is a gap in the tests, or a change that changes nothing: each is reported, and a person
decides (`docs/promises.md`).
"""

import ast
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from . import Mutant

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "backpain_analysis"
# they need files that a copy of the tree does not have
OF_FILES_ELSEWHERE = re.compile("test_cases|test_real|shared|test_docs")
MOST = 24  # of the tests that run a line, about so many are tried first
AS_APPROVED = ("tests/test_approved_results.py", "tests/test_example.py")
OF_MODEL = (
    "tests/test_optimum.py",
    "tests/test_hills.py",
    "tests/test_reml.py",
    "tests/test_lagged.py",
    "tests/test_feedback.py",
    "tests/test_weight.py",
    "tests/test_exposures.py",
    "tests/test_safe.py",
    "tests/test_answers.py",
)
OF_IMPORTING = (
    "tests/importing",
    "tests/importing_own",
    "tests/test_archives.py",
    "tests/test_lives.py",
    "tests/setup",
)
OF_COMMAND = (
    "tests/test_cli.py",
    "tests/test_asking.py",
    "tests/setup",
    "tests/report/test_confirm.py",
    "tests/trial/test_terminal.py",
)
OF_FIGURES = (
    "tests/test_figure_bounds.py",
    "tests/test_figure_images.py",
    "tests/test_figure_lines.py",
    "tests/test_figures.py",
    "tests/test_letters.py",
)
TESTS: dict[str, tuple[str, ...]] = {
    "model": (*AS_APPROVED, *OF_MODEL),
    "checks": (
        *AS_APPROVED,
        "tests/checks",
        "tests/test_calibration.py",
        "tests/test_answers.py",
    ),
    "answers": (*AS_APPROVED, "tests/test_answers.py", "tests/test_waits.py"),
    "importing": OF_IMPORTING,
    "tables.py": ("tests/importing", "tests/test_diary.py", "tests/test_logbook.py"),
    "diary.py": ("tests/test_diary.py", "tests/test_exposures.py"),
    "logbook.py": ("tests/test_logbook.py",),
    "held.py": ("tests/report/test_faults.py", "tests/test_logbook.py"),
    "foreign.py": ("tests/test_foreign.py",),
    "plan.py": ("tests/test_plan.py", "tests/test_answers.py", "tests/report"),
    "settings": ("tests/test_settings.py", "tests/setup", "tests/test_plan.py"),
    "setup": ("tests/setup",),
    "language": (
        *AS_APPROVED,
        "tests/language",
        "tests/test_safe.py",
        "tests/report",
        "tests/importing",
    ),
    "plots": OF_FIGURES,
    "report": (*AS_APPROVED, "tests/report", "tests/test_notebooks.py", "tests/language"),
    "notebook": ("tests/test_notebooks.py", "tests/test_explore.py", "tests/setup"),
    "cli": OF_COMMAND,
    "__main__.py": ("tests/test_foreign.py", "tests/test_cli.py"),
    "__init__.py": ("tests/test_notebooks_0_1.py", "tests/test_cli.py"),
    "version_0_1.py": ("tests/test_notebooks_0_1.py",),
    "codes.py": ("tests/test_answers.py", "tests/language"),
    "errors.py": ("tests/importing", "tests/test_settings.py"),
    "trial": ("tests/trial", "tests/report", "tests/test_newcomers.py"),
    "calibration_table.py": ("tests/test_calibration.py", "tests/test_waits.py"),
    "simulation": ("tests/test_calibration.py", "tests/test_example.py", "tests/test_lives.py"),
}
SWAPPED = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.And: "or",
    ast.Or: "and",
}


class Fault(NamedTuple):
    """Where a file's text is replaced, from and to as offsets, and by what."""

    line: int
    start: int
    end: int
    becomes: str


def faults_of(source: str) -> list[Fault]:
    """Return every small fault that a module can be given, in its order."""
    starts = _starts_of_lines(source)
    faults = []
    for node in ast.walk(_without_sizes_of_caches(_without_annotations(ast.parse(source)))):
        for left, operator, right in _operations(node):
            if type(operator) in SWAPPED:
                start = starts[left.end_lineno - 1] + _characters(source, left, at_end=True)
                end = starts[right.lineno - 1] + _characters(source, right, at_end=False)
                between = source[start:end]
                if between.strip(" \n()") == _sign(operator):
                    becomes = between.replace(_sign(operator), SWAPPED[type(operator)])
                    faults.append(Fault(left.end_lineno, start, end, becomes))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            start = starts[node.lineno - 1] + _characters(source, node, at_end=False)
            end = starts[node.end_lineno - 1] + _characters(source, node, at_end=True)
            faults.append(Fault(node.lineno, start, end, _other_number(node.value)))
    return sorted(set(faults), key=lambda fault: fault.start)


def _operations(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST, ast.expr]]:
    """Yield what an operator stands between."""
    if isinstance(node, ast.BinOp):
        yield node.left, node.op, node.right
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        yield from zip(sides[:-1], node.ops, sides[1:], strict=True)
    elif isinstance(node, ast.BoolOp):
        for left, right in zip(node.values[:-1], node.values[1:], strict=True):
            yield left, node.op, right


def _sign(operator: ast.AST) -> str:
    signs = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Lt: "<", ast.LtE: "<="}
    signs |= {ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
    signs |= {ast.And: "and", ast.Or: "or"}
    return signs[type(operator)]


def _other_number(value: float) -> str:
    """Return another number, near: one more of a whole one, a half more of the others."""
    if isinstance(value, int):
        return str(value + 1)
    return repr(value * 1.5 if value else 0.5)


def _without_annotations(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.FunctionDef):
            for name in ("annotation", "returns"):
                if hasattr(node, name):
                    setattr(node, name, None)
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Name("object", lineno=node.lineno, col_offset=node.col_offset)
    return tree


def _without_sizes_of_caches(tree: ast.Module) -> ast.Module:
    """How much `lru_cache` keeps changes the time alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "lru_cache":
            node.keywords = []
    return tree


def _starts_of_lines(source: str) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _characters(source: str, node: ast.expr, *, at_end: bool) -> int:
    """Return a column in characters; `ast` counts bytes."""
    number = node.end_lineno if at_end else node.lineno
    column = node.end_col_offset if at_end else node.col_offset
    line = source.splitlines()[number - 1]
    return len(line.encode()[:column].decode())


def drawn(count: int, seed: int, rooms: Iterable[str] = ()) -> list[Mutant]:
    """Draw so many faults; the same seed draws the same from the same code.

    `rooms` are names of `TESTS`, such as "model"; without any, all are drawn from.
    """
    choices = []
    for room in rooms or TESTS:
        for path in _files_of(room):
            source = path.read_text(encoding="utf-8")
            choices += [(room, path, fault) for fault in faults_of(source)]
    chosen = random.Random(seed).sample(choices, min(count, len(choices)))
    return [_as_mutant(room, path, fault) for room, path, fault in chosen]


def _files_of(room: str) -> list[Path]:
    place = PACKAGE / room
    if place.is_file():
        return [place]
    return sorted(place.rglob("*.py"))


class Coverage:
    """Which tests run which line, as `pytest --cov=... --cov-context=test` wrote it."""

    def __init__(self, file: Path) -> None:
        from coverage import CoverageData

        self._data = CoverageData(str(file))
        self._data.read()
        self._by_line: dict[str, dict[int, list[str]]] = {}

    def tests_of(self, file: str, line: int) -> list[str]:
        """Return the tests that run a line.

        Of a line that runs only while its module is imported, those that run any other line of
        the file.
        """
        if file not in self._by_line:
            self._by_line[file] = self._data.contexts_by_lineno(str(ROOT / file))
        by_line = self._by_line[file]
        run = _tests_among(by_line.get(line, []))
        if not run:
            run = _tests_among(context for contexts in by_line.values() for context in contexts)
        return sorted(run)


def narrowed(mutant: Mutant, coverage: Coverage) -> Mutant:
    """Let a mutant be tried by those tests only that run its line.

    A sample of those of its own room is tried first. Where they notice nothing, all the others
    are: whoever runs `make test` would run them, too.
    """
    run = coverage.tests_of(mutant.file, int(mutant.name.split(":")[1]))
    if not run:
        return mutant
    own = [test for test in run if test.startswith(mutant.tests)] or run
    step = max(1, len(own) // MOST)
    sample = own[::step]
    others = [test for test in run if test not in set(sample)]
    return mutant._replace(tests=tuple(sample), others=tuple(others))


def _tests_among(contexts: Iterable[str]) -> set[str]:
    """Return the tests among the contexts of a line, without those that need files elsewhere."""
    tests = {context.rpartition("|")[0] for context in contexts} - {""}
    return {test for test in tests if not OF_FILES_ELSEWHERE.search(test)}


def _as_mutant(room: str, path: Path, fault: Fault) -> Mutant:
    source = path.read_text(encoding="utf-8")
    file = path.relative_to(ROOT).as_posix()
    was = source[fault.start : fault.end].strip()
    line = source.splitlines()[fault.line - 1].strip()
    return Mutant(
        name=f"{file}:{fault.line}: {was} becomes {fault.becomes.strip()} in `{line}`",
        file=file,
        before=source,
        after=source[: fault.start] + fault.becomes + source[fault.end :],
        tests=TESTS[room],
    )
