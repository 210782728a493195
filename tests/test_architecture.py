"""The house rules of the code, held by reading it: who may import whom, who may touch a file."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "backpain_analysis"

# The way of the data: a room may import those before it, never one after it.
ORDER = [
    "codes",
    "errors",
    "foreign",
    "held",
    "plan",
    "language",
    "settings",
    "tables",
    "importing",
    "diary",
    "logbook",
    "model",
    "checks",
    "calibration_table",
    "answers",
    "trial",
    "simulation",
    "plots",
    "report",
    "setup",
    "notebook",
    "cli",
    "__main__",
    "version_0_1",
]
STATISTICS = ["model", "checks", "calibration_table", "answers"]
NO_FILES = ["diary", "model", "checks", "answers"]

READER_MAY_IMPORT = {
    "activities",
    "folding",
    "source",
    "inference",
    "codes",
    "languages",
    "documents",
    "severity",
    "stamps",
    "errors",
    "settings",
    "tables",
    "ledger",
}

HEAVY = ("scipy.optimize", "statsmodels", "matplotlib", "seaborn", "typst", "nbclient", "nbconvert")
MAY_START_HEAVY = {"plots": {"matplotlib"}}

FILES = sorted(p for p in PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def room(path: Path) -> str:
    """Name the module of ORDER that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a file as Python's parser sees it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path, *, top_only: bool = False) -> tuple[str, ...]:
    """Return the dotted names that a file imports, those of the package as `.module.sub`."""
    return tuple(_imports(path, top_only=top_only))


def _imports(path: Path, *, top_only: bool) -> Iterator[str]:
    tree = tree_of(path)
    inside = path.relative_to(PACKAGE).parts[:-1]
    nodes = _top_level(tree) if top_only else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield re.sub(r"^backpain_analysis\b", "", alias.name) or "."
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                above = inside[: len(inside) - (node.level - 1)]
                base = ".".join(["", *above, *filter(None, [module])])
            else:
                base = re.sub(r"^backpain_analysis\b", "", module) or "."
            # `from . import x` and `from .readers import x` may name modules
            for alias in node.names:
                yield f"{base}.{alias.name}" if base.strip(".") else f".{alias.name}"


def _top_level(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs when the module is imported: not functions, not TYPE_CHECKING blocks."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _top_level(node)


def app_readers() -> list[Path]:
    """List the readers of apps: the files of importing/apps/ that declare a Source."""
    files = (PACKAGE / "importing" / "apps").glob("*.py")
    declares = re.compile(r"^\w+ = Source\(", re.MULTILINE)
    return sorted(p for p in files if declares.search(p.read_text(encoding="utf-8")))


def own(path: Path) -> set[str]:
    """Name the rooms of the package that a file imports."""
    found = {name.split(".")[1] for name in imports(path) if name.startswith(".")}
    return found & set(ORDER)


def dotted(path: Path) -> str:
    """Return a file's name as `imports` writes it: `.model.reml`; a package by its folder."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(["", *parts]).removesuffix(".__init__")


def files_imported(path: Path) -> set[Path]:
    """Return the files of the package that a file imports, for whatever purpose."""
    by_name = {dotted(p): p for p in FILES if p != PACKAGE / "__init__.py"}
    named = {n for n in imports(path) if n.startswith(".")}
    modules = {n if n in by_name else n.rpartition(".")[0] for n in named}
    return {by_name[n] for n in modules if n in by_name} - {path}


def circles() -> list[set[str]]:
    """Return the groups of files that import each other, directly or by way of others."""
    ahead = {p: files_imported(p) for p in FILES}
    before: dict[Path, set[Path]] = {}
    while ahead != before:  # the closure: whatever can be reached
        before = ahead
        ahead = {p: to.union(*(before[q] for q in to)) for p, to in before.items()}
    groups = [{q for q in ahead[p] if p in ahead[q]} for p in FILES]
    return [{dotted(p) for p in group} for group in groups if group]


def test_the_order_names_every_room_once() -> None:
    assert sorted(ORDER) == sorted({room(p) for p in FILES} - {"__init__"})


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way_between_rooms(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        assert own(path) == {"version_0_1"}  # all else is loaded when it is first used
        return
    place = ORDER.index(room(path))
    allowed = set(ORDER[:place]) | ({room(path)} if path.parent != PACKAGE else set())
    assert own(path) <= allowed


def test_imports_for_types_alone_count_too() -> None:
    assert ".model.LaggedFit" in imports(PACKAGE / "plots" / "lag_curve.py")


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert circles() == []


def reexported(package: str) -> set[str]:
    """Name what a package's `__init__` offers."""
    init = PACKAGE / package / "__init__.py"
    stub = init.with_suffix(".pyi")  # of a package that loads its names when they are used
    if stub.exists():
        init = stub
    return {name.rpartition(".")[2] for name in imports(init)}


def seen_inside(path: Path) -> Iterator[str]:
    """Yield what a file imports from inside another package, past that package's `__init__`."""
    for name in imports(path):
        package, *within = name.lstrip(".").split(".")
        is_another = (PACKAGE / package).is_dir() and package != room(path)
        if not (name.startswith(".") and is_another and within):
            continue
        if len(within) > 1 or within[0] not in reexported(package):
            yield name


@pytest.mark.parametrize(
    "path", [*FILES, PACKAGE / "__init__.pyi"], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_a_package_is_seen_only_through_its_init(path: Path) -> None:
    assert list(seen_inside(path)) == []


def test_statistics_know_nothing_of_import() -> None:
    wrong = {p.name: own(p) & {"importing"} for p in FILES if room(p) in STATISTICS}
    assert not {name: found for name, found in wrong.items() if found}


def test_an_apps_reader_imports_the_machinery_only() -> None:
    for path in app_readers():
        names = {n.removeprefix(".importing").split(".")[1] for n in imports(path) if n[0] == "."}
        assert names <= READER_MAY_IMPORT, path.name


def test_every_reader_is_in_the_visible_list() -> None:
    apps = {p.stem for p in app_readers()}
    assert len(apps) >= 10
    listed = {name.split(".")[3] for name in imports(PACKAGE / "importing/apps/__init__.py")
              if name.startswith(".importing.apps.")}  # fmt: skip
    assert apps <= listed


def test_heavy_imports_happen_where_they_are_used() -> None:
    for path in FILES:
        allowed = MAY_START_HEAVY.get(path.relative_to(PACKAGE).parts[0], set())
        if path == PACKAGE / "report" / "notebooks.py":
            allowed = {"nbclient", "nbconvert"}  # itself imported only when notebooks are run
        names = {n for n in imports(path, top_only=True) if n.startswith(HEAVY)}
        assert {n for n in names if n.split(".")[0] not in allowed} == set(), path.name


def test_figures_fit_nothing() -> None:
    for path in FILES:
        if room(path) == "plots":
            assert not [n for n in imports(path) if n.startswith(("statsmodels", "scipy"))]


FILE_WORDS = re.compile(
    r"^(open|mkdir|unlink|read_(?!settings)\w+|write_\w+|to_(csv|json|excel|parquet))$"
)


def test_the_analysis_touches_no_file() -> None:
    for path in (p for p in FILES if room(p) in NO_FILES):
        tree = tree_of(path)
        called = [
            n.func.attr if isinstance(n.func, ast.Attribute) else getattr(n.func, "id", "")
            for n in ast.walk(tree)
            if isinstance(n, ast.Call)
        ]
        assert not [name for name in called if FILE_WORDS.match(name)], path.name
        modules = {n.split(".")[0] for n in imports(path)}
        assert not modules & {"os", "io", "shutil", "tempfile", "pathlib", "zipfile"}, path.name


@pytest.mark.parametrize("module", ["backpain_analysis", "backpain_analysis.cli"])
def test_import_loads_neither_pandas_nor_scipy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "backpain_analysis" in run.stdout.split()
    assert not set(run.stdout.split()) & {"pandas", "numpy", "scipy", "matplotlib", "statsmodels"}


def test_every_public_name_can_be_had() -> None:
    import backpain_analysis

    assert backpain_analysis.__all__
    for name in backpain_analysis.__all__:
        assert getattr(backpain_analysis, name).__doc__, name


def test_every_error_about_data_says_what_to_do() -> None:
    """Only a contract that the software itself broke has nothing but "please report it"."""
    for path in (p for p in FILES if p.stem not in ("ledger", "tables")):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                ("DataError", "SettingsError")
            ):
                assert "todo" in {k.arg for k in node.keywords}, f"{path.name}:{node.lineno}"


def test_no_drawer_for_odds_and_ends() -> None:
    assert not [p.name for p in FILES if re.search(r"util|helper|manager|misc|common", p.stem)]


NOT_IN_A_NOTEBOOK = re.compile(
    r"^\s*(def|class|async def)\s|read_csv|matplotlib|statsmodels"
    r"|(^|[\s\"'(=])(/[A-Za-z]\w*/|~/|[A-Z]:\\)",  # an absolute path
    re.MULTILINE,
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebooks_are_thin_and_stored_without_output(path: Path) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    code = [c for c in book["cells"] if c["cell_type"] == "code"]
    sources = ["".join(c["source"]) for c in code]
    assert [s for s in sources if NOT_IN_A_NOTEBOOK.search(s)] == []
    assert not any(c["outputs"] or c["execution_count"] for c in code)
    assert [c for c in code if "parameters" in c["metadata"].get("tags", [])]
    assert len(book["cells"]) <= 25
    assert sum(len(s.splitlines()) for s in sources) <= 80
