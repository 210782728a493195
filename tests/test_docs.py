"""What the documents say is so: links, commands, code, names and lists."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import backpain_analysis as bpa

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "data").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_make_target_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))
    assert named <= TARGETS


def test_make_alone_prints_its_targets() -> None:
    shown = subprocess.run(["make", "-C", ROOT, "-s"], capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^make (\w+)", shown.stdout, re.MULTILINE))
    assert listed == TARGETS - {"environment"}


def test_commands_of_the_readme_exist() -> None:
    code = [*re.findall(r"`([^`\n]+)`", README), *blocks(README, "sh"), *blocks(README, "bat")]
    commands = set(re.findall(r"\bbackpain ([a-z]+)", "\n".join(code)))
    assert {"check", "report"} <= commands
    for command in commands:
        run = [sys.executable, "-m", "backpain_analysis.cli", command, "--help"]
        subprocess.run(run, capture_output=True, check=True)


def test_files_named_in_commands_exist() -> None:
    text = "\n".join(blocks(README, "sh") + blocks(README, "bat")).replace("\\", "/")
    named = re.findall(r"[\w./]+\.(?:ipynb|lock|yml)", text)
    assert len(named) >= 4
    assert all((ROOT / name).exists() for name in named)


@pytest.mark.parametrize("code", blocks(README, "python"))
def test_python_of_the_readme_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ROOT / "data" / "example"
    exec(compile(code.replace('"data/example"', repr(str(folder))), "README.md", "exec"), {})
    assert "distance" in capsys.readouterr().out


@pytest.mark.parametrize("text", blocks(README, "toml"))
def test_settings_of_the_readme_are_valid(text: str, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    settings = bpa.read_settings(tmp_path)
    assert settings.timezone == tomllib.loads(text)["timezone"]


def test_readme_names_every_app() -> None:
    from backpain_analysis.readers import READERS

    words = {re.search(r"\((.+)\)|(.+)", r.name).group(0) for r in READERS}
    kinds = {"attack list", "spreadsheet form", "events"}
    lacking = [w for w in words if w not in README and w not in kinds and "(" not in w]
    assert not lacking
    assert all(kind in README for kind in kinds)


def test_readme_tells_the_modules_in_the_order_that_is_held() -> None:
    from test_architecture import ORDER

    assert re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE) == ORDER


def test_readmes_tree_is_the_trees() -> None:
    tree = README[README.index("\nREADME.md ") : README.index("```\n\nLicence")]
    named = re.findall(r"(?:^|\s{2,})([\w.]+(?:/[\w/]*)?)\s{2,}", tree, re.MULTILINE)
    assert len(named) == 12
    assert all((ROOT / name).exists() for name in named)


def test_readme_carries_the_verdicts_and_the_urgent_signs() -> None:
    from backpain_analysis import answers

    verdicts = [getattr(answers, n) for n in dir(answers) if n.isupper()]
    verdicts = [v for v in verdicts if isinstance(v, str) and " " in v]
    assert len(verdicts) == 5
    assert all(f"| {v} |" in README for v in verdicts)
    for sign in ("numbness around the genitals", "both legs", "serious accident", "fever"):
        assert sign in README
        start = (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
        assert sign in start


def test_the_quoted_answer_is_the_examples() -> None:
    settings = bpa.read_settings(ROOT / "data" / "example")
    daily = bpa.build_daily(bpa.read_exports(settings.raw, settings), settings)
    quoted = " ".join(re.findall(r"^> (.+)$", README, re.MULTILINE))
    assert quoted == bpa.answer(daily, settings)["distance"].sentence


def test_documents_promise_nothing() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"\b(proves?|proven|triggers?)\b", text, re.IGNORECASE), page.name
