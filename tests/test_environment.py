"""One set of dependencies told in three files, and nothing in the tree that ties it to a place."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
CONDA_NAMES = {
    "flit_core": "flit-core",
    "matplotlib": "matplotlib-base",
    "seaborn": "seaborn-base",
    "typst": "typst-py",
    "tzdata": "python-tzdata",
}


def tracked() -> list[Path]:
    """List the files under version control (or all, where git or its folder is missing)."""
    git = shutil.which("git")
    listed = git and subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if not listed or listed.returncode:
        pytest.skip("no git: cannot tell which files belong to the project")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_conda_users_get_the_same_dependencies_and_bounds() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = {d for d in environment["dependencies"] if isinstance(d, str)}
    expected = {f"python {PROJECT['project']['requires-python']}", "pip"}
    for requirement in DECLARED:
        name, bound = re.fullmatch(r"([\w-]+)(.*)", requirement).groups()
        expected.add(f"{CONDA_NAMES.get(name, name)} {bound}".strip())
    assert conda == expected
    assert {"pip": ["--editable ."]} in environment["dependencies"]
    assert environment["channels"][0] == "conda-forge"


def test_every_dependency_has_a_lower_bound() -> None:
    assert [d for d in DECLARED if not re.fullmatch(r"[\w-]+>=[\d.]+", d)] == []


def locked() -> dict[str, list[str]]:
    """Return the pinned versions of each package in requirements.lock, several where they fork."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE):
        pins.setdefault(normal(name), []).append(version)
    return pins


def numbers(version: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", version)]


def test_the_lock_pins_every_dependency_within_its_bounds() -> None:
    pins = locked()
    for requirement in DECLARED:
        name, floor = requirement.split(">=")
        assert pins.get(normal(name)), f"{name} is not in requirements.lock: run `make lock`"
        assert all(numbers(v) >= numbers(floor) for v in pins[normal(name)]), name


def test_the_lock_holds_names_versions_hashes_and_markers_only() -> None:
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(
            r"[\w.-]+==[\w.]+( ; [\w .<>=!'()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line
        ), line


def test_this_environment_is_the_locks() -> None:
    if not (ROOT / ".venv").exists() or Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        pytest.skip("these tests do not run in .venv")
    for requirement in DECLARED:
        name = requirement.split(">=")[0]
        assert metadata.version(name) in locked()[normal(name)], f"{name}: run `make environment`"


def test_no_runtime_dependency_is_under_the_gpl() -> None:
    seen: set[str] = set()
    waiting = [d.split(">=")[0] for d in PROJECT["project"]["dependencies"]]
    while waiting:
        name = normal(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system or Python
        about = found.metadata
        licence = [about.get("License-Expression") or "", (about.get("License") or "")[:80]]
        licence += [c for c in about.get_all("Classifier", []) if c.startswith("License")]
        assert not re.search(r"(?<!L)\bA?GPL|GNU (Affero )?General Public", " ".join(licence)), name
        waiting += [
            re.match(r"[\w.-]+", r).group() for r in found.requires or [] if "extra ==" not in r
        ]
    assert len(seen) > 40


# Written in pieces so that this file does not match itself
REGISTRY = re.compile(
    r"https?://[^/\s]*("
    + "|".join(["py" + "pi", "python" + "hosted", "npm" + "js", "conda[.]org"])
    + ")"
)
MACHINE = re.compile(
    r"(?<![\w./:-])/("
    + "|".join(["home", "Users", "root", "work", "opt", "tmp", "mnt"])
    + r")/[\w.]"
)


def test_no_registrys_address_and_no_machines_path() -> None:
    wrong = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, an archive
        for number, line in enumerate(text.splitlines(), 1):
            if REGISTRY.search(line) or MACHINE.search(line):
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not wrong


def test_the_version_is_told_once() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    version = PROJECT["project"]["version"]
    assert citation["version"] == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_jupyterlab_asks_nobody_for_news_and_shows_names_in_full() -> None:
    path = ROOT / "jupyter/share/jupyter/lab/settings/overrides.d/backpain_analysis.json"
    wanted = json.loads(path.read_text(encoding="utf-8"))
    news = wanted["@jupyterlab/apputils-extension:notification"]
    assert news["fetchNews"] == "false"
    assert news["checkForUpdates"] is False
    assert PROJECT["tool"]["flit"]["external-data"]["directory"] == "jupyter"
    schemas = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
    for plugin, values in wanted.items():  # a name that JupyterLab does not know is ignored
        package, _, name = plugin.partition(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))
        assert values.keys() <= schema["properties"].keys()


def test_make_lab_opens_copies_and_never_writes_over_one(tmp_path: Path) -> None:
    """With a JupyterLab that only says what it was asked to open."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "notebooks").mkdir()
    given = tmp_path / "notebooks" / "00_start_here.ipynb"
    given.write_text("first")
    for name, text in (("environment.sh", "exit 0"), (".venv/bin/jupyter", 'echo "opens $2"')):
        script = tmp_path / name
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(f"#!/bin/sh\n{text}\n")
        script.chmod(0o755)

    def lab() -> str:
        run = ["make", "-s", "lab"]
        return subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    mine = tmp_path / "notebooks" / "mine"
    assert lab() == "opens notebooks/mine/00_start_here.ipynb\n"
    german = tmp_path / "notebooks" / "de" / given.name
    german.parent.mkdir()
    german.write_text("zuerst")
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\necho de\n")
    python.chmod(0o755)
    assert lab() == "opens notebooks/mine/de/00_start_here.ipynb\n"
    assert (mine / "de" / given.name).read_text() == "zuerst"
    python.unlink()
    (mine / given.name).write_text("worked on")
    assert "newer" not in lab()
    given.write_text("second")
    assert "newer_00_start_here.ipynb" in lab()
    assert (mine / given.name).read_text() == "worked on"
    assert (mine / "newer_00_start_here.ipynb").read_text() == "second"
    assert "newer" not in lab()


FAKE_UV = """#!/bin/sh
case "$1" in
venv) mkdir -p .venv/bin; ln -s "$(command -v python3)" .venv/bin/python; echo made >> log ;;
pip) [ ! -e fails ] || exit 1 ;;
esac
"""


def test_a_half_made_or_deleted_environment_is_made_again(tmp_path: Path) -> None:
    """With a uv that only makes a folder."""
    for name in ("environment.sh", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(FAKE_UV)
    uv.chmod(0o755)
    path = f"{uv.parent}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def make() -> int:
        run = ["sh", "environment.sh"]
        return subprocess.run(run, cwd=tmp_path, env={**os.environ, "PATH": path}).returncode

    def times_made() -> int:
        return len((tmp_path / "log").read_text().splitlines())

    (tmp_path / "fails").touch()
    assert make() != 0
    assert not (tmp_path / ".venv" / "ready").exists()
    (tmp_path / ".venv" / "bin" / "python").unlink()  # half-made
    (tmp_path / "fails").unlink()
    assert make() == 0
    assert (tmp_path / ".venv" / "ready").exists()
    assert times_made() == 2
    assert make() == 0
    assert times_made() == 2  # ready in a blink
    shutil.rmtree(tmp_path / ".venv")
    assert make() == 0
    assert times_made() == 3
    assert not (tmp_path / ".venv.lock").exists()
