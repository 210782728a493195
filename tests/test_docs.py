"""What the documents say is so: links, commands, code, names and lists."""

import io
import plistlib
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.answers import Answers
from backpain_analysis.codes import Interval, Remark, Verdict
from backpain_analysis.language import (
    Phrases,
    answer_hidden_cause,
    answer_numbers,
    card_line,
    check_sentence,
    detectable_sentence,
    estimate_sentence,
    ruled_out,
)

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "data").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)|src=\"([^\"]+)", text):
        name, _, heading = "".join(target).partition("#")
        if name.startswith("http"):
            continue
        there = page.parent / name if name else page
        assert there.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", t).strip().lower().replace(" ", "-") for t in titles}
            assert heading in anchors, target


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page.suffix != ".md" or page in seen:
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if link[:4] != "http"]
    assert set(PAGES) <= seen


ALL = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
MAKES = sorted(set(re.findall(r"(?:^|`)(make [a-z]+[^`\n]*)", ALL, re.MULTILINE)))


@pytest.mark.parametrize("command", MAKES)
def test_every_make_command_shown_can_be_run(command: str) -> None:
    """As far as make itself can tell, which runs none of it; `.ci/run` and people do."""
    shown = ["sh", "-c", f"{command} --dry-run"]
    told = subprocess.run(shown, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert command.split()[1] in TARGETS


def test_make_alone_prints_its_targets() -> None:
    shown = subprocess.run(["make", "-C", ROOT, "-s"], capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^make (\w+)", shown.stdout, re.MULTILINE))
    assert listed == TARGETS - {"environment"}


def commands(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    shown = [*re.findall(r"`([^`\n]+)`", text), *blocks(text, "sh"), *blocks(text, "bat")]
    return "\n".join(shown).replace("\\", "/")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_named_exists_with_its_options(page: Path) -> None:
    from typer.main import get_command

    from backpain_analysis.cli import app

    known = {name: c.params for name, c in get_command(app).commands.items()}
    tests = get_command(app).commands["test"].commands
    known |= {f"test {name}": c.params for name, c in tests.items()}
    for line in re.findall(r"\bbackpain ([a-z]+[^\n\"]*)", commands(page)):
        command, *words = line.split()
        if command == "test" and words:
            command = f"test {words.pop(0)}"
        assert command in known, line
        options = {name for parameter in known[command] for name in parameter.opts}
        assert {w for w in words if w.startswith("--")} <= options, line


SHOWN = {
    re.sub(r" [>&]+.*|['\"`].*", "", line).strip()
    for page in PAGES
    for line in re.findall(r"\bbackpain ((?!calibrate)[a-z]+[^\n]*)", commands(page))
} - {"log", "log --at", "test"}  # named, without what they need; `calibrate` has a test of its own
SMALL = {  # what keeps a command short, and away from the reader's own folder
    "report": "--person {person} --out {out} --month 2026-10 --only clinician",
    "check": "--person {person}",
    "setup": "--person {person} --out {out}",
    "log": "--person {person}",
    "test": "--person {person}",
}


@pytest.mark.parametrize("line", sorted(SHOWN))
def test_every_command_shown_runs(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from backpain_analysis.cli import app
    from backpain_analysis.report import pages

    monkeypatch.setattr(pages, "write_pages", lambda *args: None)
    person = tmp_path / "person"
    (person / "raw").mkdir(parents=True)
    (person / "raw" / "pain.csv").write_text("date,pain\n2026-10-01,4\n")
    words = line.split()
    more = SMALL[words[0]].format(person=person, out=tmp_path / "out").split()
    done = CliRunner().invoke(app, [*words, *more])
    is_refused = words[:2] == ["test", "plan"] and done.exit_code == 2  # of one rating
    assert done.exit_code == 0 or is_refused, done.output


def test_the_ways_without_make_install_as_the_script_does() -> None:
    script = (ROOT / "environment.sh").read_text(encoding="utf-8")
    pips = re.findall(r"-m pip install (.+)", "\n".join(blocks(README, "bat")))
    assert len(pips) == 2
    for options in pips:
        assert set(options.split()) <= set(script.split()) | {"."}, options


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_file_named_in_a_command_exists(page: Path) -> None:
    given = re.compile(r"(?<![\w./])(?:[\w.]+/)*[\w.]+\.(?:ipynb|lock|yml|sh|md|py)\b")
    named = {n for n in given.findall(commands(page)) if not n.startswith(("reports", "readers/"))}
    made = {"changes.md", "backpain_analysis/importing/apps/stride_keeper.py"}
    places = (ROOT, page.parent, ROOT / "backpain_analysis", ROOT / "notebooks")
    lacking = [n for n in named - made if not any((place / n).exists() for place in places)]
    assert not lacking


def test_the_readmes_two_commands_and_the_ways_without_make() -> None:
    text = "\n".join(blocks(README, "sh") + blocks(README, "bat")).replace("\\", "/")
    for command in ("make report", "make lab", "backpain report", "jupyter lab"):
        assert command in text
    assert len(re.findall(r"[\w./]+\.(?:ipynb|lock|yml)", text)) >= 4


def test_shell_lines_are_whole_and_the_plist_is_one() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in blocks(text, "sh"):
            lines = re.sub(r"^(\S+ ){3}2 \* \* ", "", block, flags=re.MULTILINE)  # as in a crontab
            subprocess.run(["sh", "-n"], input=lines, text=True, check=True)
        for block in blocks(text, "xml"):
            assert plistlib.loads(block.encode())["StartCalendarInterval"]


@pytest.mark.parametrize("code", blocks(README, "python"))
def test_python_of_the_readme_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ROOT / "data" / "example"
    exec(compile(code.replace('"data/example"', repr(str(folder))), "README.md", "exec"), {})
    assert "distance" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", [b for page in PAGES for b in blocks(page.read_text(encoding="utf-8"), "toml")]
)
def test_settings_that_are_shown_are_valid(text: str, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    assert bpa.read_settings(tmp_path) != bpa.read_settings()


def test_a_source_is_added_as_formats_md_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample, the expected rows and the declaration printed there belong together."""
    from backpain_analysis.importing import apps

    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    page = page[page.index("## Add a source") :]
    sample, expected = (
        textwrap.dedent(b) for b in re.findall(r"```\n(.*?)```", page, re.DOTALL)[:2]
    )
    declared = textwrap.dedent(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0])
    made: dict[str, Any] = {}
    exec(declared.replace("from ..source", "from backpain_analysis.importing.source"), made)
    monkeypatch.setattr(apps, "READERS", (*apps.READERS, made["STRIDE_KEEPER"]))
    (tmp_path / "sessions.csv").write_text(sample, encoding="utf-8")
    exports = bpa.read_exports(tmp_path)
    assert not exports.questions
    wanted = pd.read_csv(io.StringIO(expected), parse_dates=["time", "day"])
    got = exports.runs.rename(columns={"start": "time"}).assign(table="runs")
    got = got.reindex(columns=wanted.columns)
    pd.testing.assert_frame_equal(got, wanted, check_dtype=False, rtol=1e-5)


def test_readme_names_every_app() -> None:
    from backpain_analysis.importing.apps import READERS

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
    assert len(named) == 13
    assert all((ROOT / name).exists() for name in named)
    linked = re.findall(r"\]\(([\w.]+)\)", README)  # the licence and its like
    told = {*named, *linked, "backpain_analysis"}  # the package has a table of its own
    told = {Path(name).parts[0] for name in told}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    there = {Path(name).parts[0] for name in listed.stdout.splitlines()}
    assert {name for name in there if name[0] != "."} <= told


def test_readme_carries_the_verdicts_and_the_urgent_signs() -> None:
    assert len(Verdict) == 5
    assert all(f"| {verdict} |" in README for verdict in Verdict)
    for sign in ("numbness around the genitals", "both legs", "serious accident", "fever"):
        assert sign in README
        start = (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
        assert sign in start


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the example's answers, which README and method.md speak of."""
    settings = bpa.read_settings(ROOT / "data" / "example")
    diary = bpa.build_diary(bpa.read_exports(settings.raw, settings), settings)
    return bpa.answer(diary, settings)


def test_the_quoted_answer_is_the_examples(answers: Answers) -> None:
    quoted = " ".join(re.findall(r"^> (.+)$", README, re.MULTILINE))
    p = Phrases()
    answer = answers["distance"]
    assert quoted == f"{card_line(p, answer)} {answer_numbers(p, answer)}"


def test_what_method_md_says_of_the_example_is_so(answers: Answers) -> None:
    page = " ".join((ROOT / "docs" / "method.md").read_text(encoding="utf-8").split())
    answer = answers["distance"]
    fit = answer.fit
    assert fit is not None
    assert f"{-fit.estimate:.1f} points less pain for 10 km a week more" in page

    def width(interval: Interval) -> float:
        return interval.upper - interval.lower

    ratio = width(answer.interval()) / width(fit.conf_int())
    assert "half as wide again as an interval for a single look" in page
    assert 1.4 < ratio < 1.6


def test_the_sentences_explained_are_the_programs() -> None:
    """Of each kind one; a sentence that is worded anew has to be explained anew."""
    page = (ROOT / "docs" / "reading_a_report.md").read_text(encoding="utf-8")
    quotes = re.findall(r"(?:^> .+\n)+", page, re.MULTILINE)
    explained = [" ".join(line[2:] for line in quote.splitlines()) for quote in quotes]
    expected = [
        *_said_of_an_answer(),
        *_said_as_a_verdict(),
        *_said_of_what_is_open(),
        *_said_of_the_reverse_question(),
        _said_of_something_hidden(),
    ]
    assert explained == expected


def _said_of_an_answer() -> list[str]:
    p = Phrases()
    low_and_high = {"low": 8, "high": 40, "planned_low": 5, "planned_high": 20}
    return [
        estimate_sentence(p, "distance", -0.4, (-0.9, 0.1), 0.95),
        *_ruled_out(p),
        p("answer.moved", **low_and_high, measure=p("exposure.measure.distance")),
    ]


def _ruled_out(p: Phrases) -> list[str]:
    told = ruled_out(p, "distance", (-2.0, 0.3), sesoi=1.0)
    return re.split(r"(?<=kilometres\.) ", told)


def _said_as_a_verdict() -> list[str]:
    def said(verdict: Verdict, exposure: Any, estimate: float, **more: Any) -> str:
        fit = None
        if verdict is not Verdict.NOT_ENOUGH:
            fit = SimpleNamespace(estimate=estimate)
        answer = SimpleNamespace(exposure=exposure, verdict=verdict, fit=fit, **more)
        return card_line(Phrases(), answer)

    few = Remark("lack.rated_days", {"days": 52, "needed": 90, "more": 38})
    return [
        said(Verdict.NOT_ENOUGH, bpa.DISTANCE, np.nan, lack=few),
        said(Verdict.NOTHING_MEANINGFUL, bpa.DISTANCE, -0.4),
        said(Verdict.MEANINGFUL, bpa.DISTANCE, -0.4),
        said(Verdict.SIZE_UNCERTAIN, bpa.WEIGHT_CHANGE, 0.4),
        said(Verdict.CANNOT_TELL, bpa.DISTANCE, -0.4, months_needed=(12, 17)),
    ]


def _said_of_what_is_open() -> list[str]:
    p = Phrases()
    soon = SimpleNamespace(held_back=None, smallest_detectable=1.4, months_needed=(12, 17))
    late = SimpleNamespace(held_back=None, smallest_detectable=2.1, months_needed=(70, 90))
    why = Remark("fit_lack.no_convergence")
    return [
        detectable_sentence(p, soon),
        detectable_sentence(p, late),
        p("answer.of_several"),
        p("answer.slower.clear", last=42),
        p("answer.unsteady.distance", early=-0.9, late=0.8),
        p("answer.uncorrected", why=p.remark(why)),
    ]


def _said_of_the_reverse_question() -> list[str]:
    p = Phrases()

    def said(finding: str, size: float, low: float, high: float) -> str:
        percent = Interval(low, high)
        found = SimpleNamespace(
            name="reverse",
            finding=finding,
            estimate=size,
            level=0.9,
            values={},
            conf_int=lambda: percent,
        )
        return check_sentence(p, found)

    return [
        said("yes", -0.08, -0.11, -0.05),
        said("probably", -0.04, -0.07, -0.01),
        said("unclear", -0.02, -0.06, 0.02),
        f"{p('answer.rests_when_it_hurts')} {p('answer.more_days')}",
    ]


def _said_of_something_hidden() -> str:
    values = {"season_of_pain": 0.002, "season_of_exposure": 0.051}
    values |= {"weekday_of_pain": 0.011, "weekday_of_exposure": 0.001}
    sized = SimpleNamespace(finding="sized", estimate=0.12, subject="distance", values=values)
    return answer_hidden_cause(Phrases(), SimpleNamespace(hidden=sized))


def test_documents_promise_nothing() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"\b(proves?|proven|triggers?)\b", text, re.IGNORECASE), page.name


@pytest.mark.slow
def test_how_often_a_fair_test_finds_what_is_there_is_as_the_benchmark_says() -> None:
    page = (ROOT / "docs" / "fair_test.md").read_text(encoding="utf-8")
    script = [sys.executable, ROOT / "benchmarks" / "fair_power.py"]
    table = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    assert table.count("\n") > 9
    assert table in page
