"""The month's report: whole, the same each time, private, and safe against what goes wrong."""

import datetime as dt
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from pypdf import PdfReader

import backpain_analysis as bpa
from backpain_analysis.errors import SettingsError
from backpain_analysis.language import Phrases
from backpain_analysis.report import pages
from backpain_analysis.report.analysis import Analysis
from backpain_analysis.report.clinician import clinician_content
from backpain_analysis.report.months import by_month
from backpain_analysis.settings import ROOT, Settings
from backpain_analysis.tables import empty_table

EXAMPLE = ROOT / "data" / "example"


def test_the_report_is_whole(report: Path) -> None:
    assert report.parts[-2:] == ("example", "2026-10")
    for name in ("results.json", "daily.csv", "ledger.csv", "clinician/clinician.txt"):
        assert (report / name).stat().st_size > 500
    for stem in ("timeline", "answers", "lag_curve"):
        for kind in ("png", "svg", "pdf", "txt"):
            assert (report / "clinician" / "figures" / f"{stem}.{kind}").stat().st_size > 100
    # one month is no history yet
    assert not list(report.rglob("history.*"))


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes_and_opens_no_socket(
    report: Path, again: Path, hashes: Callable[[Path], dict[str, str]]
) -> None:
    one, two = hashes(again), hashes(report)
    assert one.pop("manifest.json") != two.pop("manifest.json")  # it holds the times
    assert one == two


def test_results_hold_what_the_design_names(report: Path) -> None:
    text = (report / "results.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    found = json.loads(text)
    keys = {"month", "person", "plan", "coverage", "answers", "reverse", "sensitivity", "software"}
    assert keys <= set(found)
    distance = found["answers"]["distance"]
    low, high = distance["monthly_safe_interval"]
    assert low < distance["interval"][0] < distance["estimate"] < distance["interval"][1] < high
    assert distance["verdict_interval"] == distance["monthly_safe_interval"]
    assert distance["level"] == 0.95
    assert found["coverage"]["rated_days"] == 465
    daily = pd.read_csv(report / "daily.csv")
    assert found["coverage"]["run_days"] == (daily["runs"] > 0).sum() < daily["runs"].count()
    assert found["coverage"]["weigh_in_days"] == daily["weight_kg"].notna().sum()
    assert found["plan"]["frozen"] is None


def test_the_clinicians_page_is_one_file(report: Path) -> None:
    html = (report / "clinician" / "clinician.html").read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["'](?!data:)""", html)
    assert html.count("<img alt=") == 3
    assert "Association, size uncertain" in html


def test_the_clinicians_folder_holds_only_what_is_handed_on(report: Path) -> None:
    names = {p.relative_to(report / "clinician").as_posix().split(".")[0] for p in
             (report / "clinician").rglob("*") if p.is_file()}  # fmt: skip
    pages = {"clinician", "clinician-letter"}
    assert names == pages | {f"figures/{n}" for n in ("timeline", "answers", "lag_curve")}


def test_the_manifest_names_every_input(report: Path) -> None:
    found = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    raw = EXAMPLE / "raw"
    assert found["inputs"] == {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in raw.iterdir()
    }


@pytest.mark.slow
@pytest.mark.usefixtures("one_way")
def test_the_pages_show_the_chosen_days_and_the_answers_rest_on_all(
    report: Path, tmp_path: Path
) -> None:
    since = dt.date(2026, 3, 1)
    made = bpa.write_report(EXAMPLE, tmp_path, "2026-10", notebooks=False, since=since)
    text = (made / "clinician" / "clinician.txt").read_text(encoding="utf-8")
    assert "1 March 2026" in text
    assert "the answers rest on all days from 3 February 2025 to 5 October 2026" in text
    a, b = (json.loads((f / "results.json").read_text())["answers"] for f in (report, made))
    assert a == b


def test_the_example_never_freezes_a_plan(report: Path) -> None:
    assert not (EXAMPLE / "plan.toml").exists()


@pytest.mark.usefixtures("no_pages")
def test_the_first_look_freezes_the_plan_and_the_next_keeps_it(
    someone: Path, tmp_path: Path
) -> None:
    for month, looks in (("2026-09", 1), ("2026-10", 2), ("2026-10", 2)):
        folder = bpa.write_report(someone, tmp_path / "out", month, notebooks=False, confirmed=True)
        found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        assert found["answers"]["distance"]["looks"] == looks
        assert found["plan"]["frozen"] == dt.date.today().isoformat()
    plan = bpa.read_settings(someone).frozen_plan
    assert plan is not None
    assert plan.hash == found["plan"]["hash"]
    # a month that is reported once more is compared with the month before, not with itself
    changes = (folder / "changes.md").read_text(encoding="utf-8")
    assert Phrases()("changes.against", month="2026-09") in changes


@pytest.mark.usefixtures("one_way")
def test_few_days_still_print(someone: Path, tmp_path: Path) -> None:
    diary = someone / "raw" / "pain_diary.csv"
    diary.write_text("".join(diary.read_text().splitlines(keepends=True)[:15]))
    (someone / "raw" / "weight.csv").unlink()
    folder = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False)
    text = (folder / "clinician" / "clinician.txt").read_text(encoding="utf-8")
    assert text.count("Not enough data yet") == 3
    assert "nan" not in text.casefold()
    assert len(PdfReader(folder / "clinician" / "clinician.pdf").pages) == 2
    assert not (someone / "plan.toml").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("one_way")
def test_long_words_of_the_person_do_not_burst_the_pages(someone: Path, tmp_path: Path) -> None:
    (someone / "settings.toml").write_text(
        'timezone = "Europe/Berlin"\n[who]\n'
        'name = "Zo\u00eb \\"Z\\" \u05d0\u05d1\u05d2 <b> #1 $x$ @a \\\\"\n'
        f'question = "{"Does it help? " * 20}"\n[pain]\nwording = "{"How bad was it? " * 20}"\n',
        encoding="utf-8",
    )
    folder = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False)
    pdf = PdfReader(folder / "clinician" / "clinician.pdf")
    assert len(pdf.pages) == 2
    assert 'Zo\u00eb "Z"' in pdf.pages[0].extract_text()


@pytest.mark.parametrize("month", ["2026-13", "October", "2999-01", "26-10", "../2026-10"])
def test_a_month_that_is_none_is_refused(month: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"month|ahead"):
        bpa.write_report(EXAMPLE, tmp_path, month, notebooks=False)
    assert not list(tmp_path.rglob("*.json"))


def test_the_table_of_a_long_diary_stays_short() -> None:
    daily = bpa.simulate_diary("a", n_days=2500, seed=1).daily
    table = by_month(daily, months=12)
    assert len(table) <= 16
    assert table["days"].sum() == len(daily.loc[daily["pain"].first_valid_index() :])
    assert table["rated"].sum() == daily["pain"].count()
    assert by_month(daily)["runs"].sum() == daily["runs"].sum()


@pytest.mark.slow
@pytest.mark.usefixtures("one_way")
def test_the_pages_speak_german(someone: Path, tmp_path: Path) -> None:
    path = someone / "settings.toml"
    path.write_text('language = "de"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    folder = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False)
    pdf = PdfReader(folder / "clinician" / "clinician.pdf")
    assert len(pdf.pages) == 2
    assert pdf.trailer["/Root"]["/Lang"] == "de"
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "Zusammenhang" in text
    assert "Dez. 2025" in text
    assert not re.search(
        r"\b(the|running|pain|weeks)\b", text.replace("How strong", "").split("Drei Fragen")[1]
    )
    words = (folder / "clinician" / "figures" / "answers.txt").read_text(encoding="utf-8")
    assert "Schmerzunterschied" in words
    assert "Notaufnahme" in (folder / "yours.html").read_text(encoding="utf-8")
    drawn = (folder / "clinician" / "figures" / "timeline.svg").read_text(encoding="utf-8")
    assert not re.search(r"<!-- .*\d\.\d", drawn)


@pytest.mark.slow
@pytest.mark.usefixtures("one_way")
def test_the_pages_of_one_who_walks_speak_of_walks(someone: Path, tmp_path: Path) -> None:
    path = someone / "settings.toml"
    given = 'language = "de"\nactivities = ["run", "walk"]\n'
    path.write_text(given + path.read_text(encoding="utf-8"), encoding="utf-8")
    for month in ("2026-09", "2026-10"):
        folder = bpa.write_report(someone, tmp_path / "out", month, notebooks=False)
    pages = (folder / "yours.html", folder / "clinician" / "clinician.html")
    mine, clinicians = (path.read_text(encoding="utf-8") for path in pages)
    assert "Tägliche Schmerzen, Laufen, Gehen und Gewicht" in clinicians
    for page in (mine, clinicians):
        assert "Häufigkeit der Aktivität" in page
        assert not re.search(r"Lauf[hs]|alt=\"[^\"]*(pain|Estimates|Run)", page)
    assert "Schätzwerte von 2 Monaten mit ihren Intervallen; zuletzt: Häufigkeit" in mine


@pytest.mark.slow
@pytest.mark.usefixtures("no_pages")
def test_shrunken_exports_and_a_damaged_last_report_are_told(someone: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    bpa.write_report(someone, out, "2026-09", notebooks=False)
    diary = someone / "raw" / "pain_diary.csv"
    diary.write_text("".join(diary.read_text().splitlines(keepends=True)[:-40]))
    made = bpa.write_report(someone, out, "2026-10", notebooks=False)
    assert "past values vanished" in (made / "changes.md").read_text(encoding="utf-8")
    (out / "2026-09" / "results.json").write_text("{")
    made = bpa.write_report(someone, out, "2026-10", notebooks=False)
    assert "first report" in (made / "changes.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.usefixtures("one_way")
def test_a_changed_plan_heads_every_page_with_its_date(
    someone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, settings = tmp_path / "out", someone / "settings.toml"
    kept = settings.read_text(encoding="utf-8")
    with monkeypatch.context() as without:
        without.setattr(pages, "write_pages", lambda *args: None)
        bpa.write_report(someone, out, "2026-09", notebooks=False, confirmed=True)
        settings.write_text(kept.replace("[pain]", '[pain]\nper_day = "worst"'), encoding="utf-8")
        bpa.write_report(someone, out, "2026-10", notebooks=False, confirmed=True)
    again = bpa.write_report(someone, out, "2026-10", notebooks=False, confirmed=True)
    today = dt.date.today()
    words = f"Plan changed on {today.day} {today:%B %Y} (looks before: 1)"
    for name in ("yours.html", "clinician/clinician.html", "clinician/clinician.txt"):
        assert words in (again / name).read_text(encoding="utf-8"), name
    pdf = PdfReader(again / "clinician" / "clinician.pdf")
    assert words in " ".join(pdf.pages[0].extract_text().split())
    (someone / "plan.toml").unlink()  # planning anew is a change too
    settings.write_text(kept, encoding="utf-8")
    monkeypatch.setattr(pages, "write_pages", lambda *args: None)
    made = bpa.write_report(someone, out, "2026-10", notebooks=False, confirmed=True)
    changes = json.loads((made / "results.json").read_text(encoding="utf-8"))["plan"]["changes"]
    assert changes == [[today.isoformat(), 1], [today.isoformat(), 2]]  # October was seen, too


def test_days_left_out_within_the_month_are_a_change_after_its_look(someone, tmp_path, monkeypatch):
    out, settings = tmp_path / "out", someone / "settings.toml"
    monkeypatch.setattr(pages, "write_pages", lambda *args: None)
    bpa.write_report(someone, out, "2026-09", notebooks=False, confirmed=True)
    kept = settings.read_text(encoding="utf-8")
    settings.write_text("covered_to = 2026-06-30\n" + kept, encoding="utf-8")
    made = bpa.write_report(someone, out, "2026-09", notebooks=False)
    plan = json.loads((made / "results.json").read_text(encoding="utf-8"))["plan"]
    assert plan["changes"] == [[dt.date.today().isoformat(), 1]]
    assert plan["fixed"]["covered_to"] == "2026-06-30"


@pytest.mark.usefixtures("no_pages")
def test_pages_that_are_renewed_are_headed_once(someone: Path, tmp_path: Path) -> None:
    (someone / "raw" / "other.csv").write_text("date,distance\n03/04/2026,5\n05/04/2026,6\n")
    made = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False)
    book = "<title>A notebook</title><main>\n<h1>A notebook</h1>\n</main>"
    (made / "00_book.html").write_text(book, encoding="utf-8")
    for _ in range(2):
        bpa.write_report(someone, tmp_path / "out", "2026-10", only="clinician")
        html = (made / "00_book.html").read_text(encoding="utf-8")
        assert html.count("A question about the files is open") == 1
        assert html.count("Draft: ") == 1
        assert html.index("Draft: ") < html.index("<h1>")


@pytest.mark.slow
@pytest.mark.usefixtures("no_pages")
def test_the_reports_of_two_persons_are_kept_apart(someone: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    shutil.copytree(someone, other)
    made = bpa.write_report(someone, out, "2026-09", notebooks=False, confirmed=True)
    for month in ("2026-09", "2026-10"):
        with pytest.raises(SettingsError, match=r"of another person \('someone'\).*--out .*other"):
            bpa.write_report(other, out, month, notebooks=False)
    assert json.loads((made / "results.json").read_text(encoding="utf-8"))["person"] == "someone"
    assert not (other / "plan.toml").exists()
    (someone / "plan.toml").rename(other / "plan.toml")  # their folder has another name now
    bpa.write_report(other, out, "2026-10", notebooks=False)


@pytest.mark.usefixtures("no_pages")
def test_a_draft_and_an_open_question_head_the_pages(someone: Path, tmp_path: Path) -> None:
    (someone / "raw" / "other.csv").write_text("date,distance\n03/04/2026,5\n05/04/2026,6\n")
    made = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False)
    page = (made / "yours.html").read_text(encoding="utf-8")
    assert "A question about the files is open" in page
    assert "Draft: " in page
    assert not (someone / "plan.toml").exists()


def told_of(daily: pd.DataFrame, **tables: pd.DataFrame) -> dict[str, str]:
    """Put the clinician's pages of a daily table into words; return what else was recorded."""
    nothing = {"runs": empty_table("runs"), "pain": empty_table("pain")} | tables
    decisions = pd.DataFrame(columns=["file", "decision", "value", "evidence"])
    exports: Any = SimpleNamespace(**nothing, decisions=decisions)
    made = Analysis(Settings(), exports, bpa.Diary(daily), daily, bpa.answer(daily), looks=1)
    return dict(clinician_content(made)["recorded"])


def test_what_a_clinician_asks_for_is_listed_and_nothing_else() -> None:
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    daily["PEG"] = daily["ODI score"] = daily["medication: x"] = daily["flare"] = float("nan")
    daily.loc[daily.index[[3, 50]], "PEG"] = [6.3, 4.0]
    daily.loc[daily.index[9], "ODI score"] = 32
    daily.loc[daily.index[[9, -1]], "medication: x"] = [400, 200]
    daily["sleep_h"] = 7.5
    daily["iodine"] = 1.0
    day, odi_day = (f"{d.day} {d:%B %Y}" for d in daily.index[[3, 9]])
    strength = pd.DataFrame({"activity": ["Strength Training", "run"], "day": daily.index[[4, 5]]})
    found = told_of(daily, runs=strength)
    assert found["PEG (function and pain, 0\u201310, higher is worse)"].startswith(
        f"first 6.3 ({day}), last 4 ("
    )
    assert found["ODI score (disability, 0\u2013100, higher is worse)"] == f"32 ({odi_day})"
    assert found["Medication: x"] == "on 2 days; in the last four weeks on 1"
    assert found["Strength sessions"] == "on 1 days; in the last four weeks on 0"
    assert found["Sleep (h)"] == (
        f"median 7.5 on {len(daily)} days, values 7.5 to 7.5; last four weeks 7.5"
    )
    assert found["Not recorded"] == "leg symptoms, side of the pain, the patient's goal"
    assert len(found) == 6


def test_a_long_list_of_medication_is_cut() -> None:
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    for n in range(20):
        daily[f"medication: {n} {'x' * 500}"] = 1.0
    found = told_of(daily)
    assert len(found) == 14
    assert list(found)[-2] == "and 8 more"
    assert max(map(len, found)) <= 60


@pytest.mark.slow
def test_a_person_who_records_everything_gets_two_pages(someone: Path, tmp_path: Path) -> None:
    path = someone / "settings.toml"
    long = '[who]\nname = "Ada"\nborn = 1980-02-29\nquestion = "Is it?"\n'
    head, _, tail = path.read_text("utf-8").partition("[who]")
    path.write_text('language = "de"\n' + head + long + tail.partition("\n\n")[2], "utf-8")
    days = pd.date_range("2025-05-01", periods=120).strftime("%Y-%m-%d")
    names = ["peg", "odi", "rmdq", "psfs", "stress", "sleep", "flare", *map(str, range(9))]
    rows = [f"{d},medication {n},3" if n.isdigit() else f"{d},{n},3" for d in days for n in names]
    (someone / "raw" / "more.csv").write_text("\n".join(["date,name,value", *rows]), "utf-8")
    asked = '\n[files."more.csv"]\ntable = "other"\ndate = "date"\n'
    asked += 'variable = "name"\nvalue = "value"\n'
    path.write_text(path.read_text("utf-8") + asked, "utf-8")
    made = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False)
    for name in ("clinician.pdf", "clinician-letter.pdf"):
        pages = PdfReader(made / "clinician" / name).pages
        assert len(pages) == 2
        assert "und 4 weitere" in pages[1].extract_text()


@pytest.mark.slow
def test_another_scale_and_the_usual_time_are_told(someone: Path, tmp_path: Path) -> None:
    (someone / "settings.toml").write_text(
        'timezone = "Europe/Berlin"\n[files."pain_diary.csv"]\nscale = "0-20"\n', encoding="utf-8"
    )
    diary = someone / "raw" / "pain_diary.csv"
    head, *rows = diary.read_text(encoding="utf-8").splitlines()
    timed = [f"{row.partition(',')[0]} 21:{n % 60:02d},{row.partition(',')[2]}"
             for n, row in enumerate(rows)]  # fmt: skip
    diary.write_text("\n".join([head, *timed]), encoding="utf-8")
    made = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False)
    text = (made / "clinician" / "clinician.txt").read_text(encoding="utf-8")
    assert "recorded as 0-20, converted to 0\u201310" in text
    assert "exact wording not given" in text
    assert "recall period: not given" in text
    assert re.search(r"usually between 21:1\d and 21:4\d \(half of the entries\)", text)
