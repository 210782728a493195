"""The clinician's pages: one content, in words, for the PDF, the page and the plain text."""

import json
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..answers import CANNOT_TELL, Answer
from ..checks import AfterPain, diary_check
from .months import by_month
from .texts import Texts

if TYPE_CHECKING:
    from .monthly import Analysis

MONTHS_SHOWN, MOST_RECORDED = 12, 12
RATED = re.compile(r"stress|sleep|schlaf")
DRUGS = "medic|medik|pain ?killer|schmerzmittel|ibuprofen|paracetamol|acetaminophen|naproxen|diclo"
COUNTED = re.compile(rf"{DRUGS}|flare|schub|strength|kraft")
STRENGTH = r"strength|kraft|weight ?training"
FOUR_WEEKS = pd.Timedelta(days=28)


def clinician_content(analysis: "Analysis", t: Texts) -> dict[str, Any]:
    """Put all that the two pages say into words; `words` is the catalogue, for the headings.

    Text only, ready for JSON; NaN never shows. `figures` and `notices` are the caller's to add.
    """
    daily, answers = analysis.shown, analysis.answers
    rows = [answer_row(t, a) for a in answers]
    no_lag = {a.exposure.name: r["sentence"] for a, r in zip(answers, rows, strict=True)}
    activities = ", ".join(analysis.settings.activities)
    return {
        "lang": t.language,
        "words": t.catalogue,
        "title": t("words.title", activities=activities),
        "period": t("words.period", first=t.date(daily.index[0]), last=t.date(daily.index[-1])),
        "who": _who(t, analysis),
        "heading": t("answers.heading" if len(rows) == 3 else "answers.heading_fewer"),
        "answers": rows,
        "months": _months(t, daily),
        "no_lag": t("page2.no_lag", missing=no_lag.get("distance", "")),
        "reverse": _reverse(t, answers.reverse),
        "trust": _trust(t, analysis, [r["wait"] for r in rows if r["wait"]]),
        "recorded": _recorded(t, analysis),
        "print": t("footer.print", hash=answers.plan.hash, version=version("backpain_analysis")),
    }


def _who(t: Texts, analysis: "Analysis") -> list[tuple[str, str]]:
    who, pain = analysis.settings.who, analysis.settings.pain
    asked = t("who.quoted", text=pain.wording) if pain.wording else t("who.asked_default")
    details = [asked, t("who.scale", per_day=t(f"who.per_day_{pain.per_day}"))]
    decided = analysis.exports.decisions
    scales = set(decided.loc[decided["decision"] == "pain scale", "value"]) - {"0-10"}
    details += [t("who.converted", scale=scale) for scale in sorted(scales)]
    region = str(analysis.daily.attrs.get("region", ""))
    details += [t("who.region", region=region)] if region else []
    details.append(t("who.recall", recall=pain.recall or t("who.not_given")))
    usual = pain.usual_time or _clock(t, analysis)
    details += [t("who.usual_time", usual_time=usual)] if usual else []
    rows = {
        "name": who.name,
        "born": t.date(who.born) if who.born else "",
        "asked": "; ".join(details),
        "question": who.question and t("who.quoted", text=who.question),
    }
    return [(t(f"who.{key}"), text) for key, text in rows.items() if text]


def _clock(t: Texts, analysis: "Analysis") -> str:
    """Return when the middle half of the ratings was given; nothing where few carry a time."""
    times, first = analysis.exports.pain["time"], analysis.settings.day_starts
    clock = times - times.dt.normalize()
    known = clock[clock > pd.Timedelta(0)]
    if known.empty or len(known) < len(times) / 2:
        return ""
    start, day = pd.Timedelta(hours=first.hour, minutes=first.minute), pd.Timedelta(days=1)
    middle = ((known - start) % day).quantile([0.25, 0.75])
    low, high = (f"{pd.Timestamp(0) + start + q:%H:%M}" for q in middle)
    return t("who.clock", low=low, high=high)


def answer_row(t: Texts, a: Answer) -> dict[str, str]:
    """Return one answer in words: `label`, `verdict`, `sentence`, `rules_out`, `wait`."""
    name = a.exposure.name
    row = {"label": t(f"answers.{name}"), "verdict": t(f"verdicts.{a.verdict}")}
    if a.fit is None or a.contrast is None:
        return row | {"sentence": _missing(t, a), "rules_out": "", "wait": ""}
    low, high = a.interval()
    places = 1 if max(-low, high) >= 0.1 else 2
    row["sentence"] = t(
        "answers.found",
        unit=t(f"answers.unit_{name}"),
        estimate=_side(t, a.fit.estimate, "", places),
        level=f"{100 * a.level:.0f}",
        low=_side(t, low, "end_", places),
        high=_side(t, high, "end_", places),
    )
    low, high = a.contrast_int()
    row["rules_out"] = t(
        "answers.from_to",
        low=t.number(a.contrast.low),
        high=t.number(a.contrast.high),
        unit=t(f"answers.measure_{name}"),
        harm=_ruled_out(t, "higher", high, a.sesoi),
        benefit=_ruled_out(t, "lower", -low, a.sesoi),
    )
    return row | {"wait": _wait(t, a, row["label"]) if a.verdict == CANNOT_TELL else ""}


def _missing(t: Texts, a: Answer) -> str:
    """Return what is missing before an answer, which `answers` says in English."""
    if t.language == "en":
        return a.missing
    numbers = re.findall(r"\d+", a.missing)
    text = t.catalogue["missing"].get(re.sub(r"\d+", "#", a.missing), "")
    return re.sub("#", lambda _: numbers.pop(0), text) or t("answers.few", days=a.usable_days)


def _side(t: Texts, value: float, form: str, places: int) -> str:
    none = abs(value) < 0.5 * 0.1**places
    side = "same" if none else "lower" if value < 0 else "higher"
    return t(f"answers.{form}{side}", x=t.number(abs(value), places))


def _ruled_out(t: Texts, side: str, bound: float, sesoi: float) -> str:
    kind = "allowed" if bound >= sesoi else "excluded" if bound >= 0.05 else "none"
    return t(f"answers.{kind}_{side}", x=t.number(bound))


def _wait(t: Texts, a: Answer, label: str) -> str:
    low, high = a.months_needed or (0, 0)
    kind = "never" if not high else "span" if low < high else "about"
    months = t(f"answers.wait_{kind}", low=low, high=high)
    smallest = t.number(a.smallest_detectable)
    return t("answers.wait", label=label, smallest=smallest, months=months)


def _months(t: Texts, daily: pd.DataFrame) -> dict[str, Any]:
    rows = []
    for name, m in by_month(daily, MONTHS_SHOWN).iterrows():
        kind, _, last = str(name).rpartition(" ")
        shown = t.date(pd.Period(last).start_time, "month") if "-" in last else last
        share = f" ({t.number(100 * m['rated'] / m['days'], 0)} %)" if m["days"] else ""
        numbers = [t.short(m[c]) for c in ("median", "worst")]
        numbers += [t.number(m[c], 0) for c in ("severe", "runs", "km")]
        label = t(f"months.{kind}", month=shown) if kind else shown
        rated = t.number(m["rated"], 0) + share
        rows.append([label, rated, *numbers, t.number(m["weight_kg"])])
    columns = ("month", "rated", "median", "worst", "severe", "runs", "km", "weight")
    return {"head": [t(f"months.{c}") for c in columns], "rows": rows}


def _reverse(t: Texts, reverse: AfterPain | None) -> dict[str, str]:
    if reverse is None:
        return {"answer": "", "text": t("reverse.absent")}
    low, high = reverse.conf_int()
    text = t(
        "reverse.found",
        change=t.number(abs(100 * reverse.estimate), 0),
        side=t(f"reverse.side_{'lower' if reverse.estimate < 0 else 'higher'}"),
        low=t.number(100 * low, 0),
        high=t.number(100 * high, 0),
    )
    return {"answer": t(f"reverse.{reverse.verdict}") + ".", "text": text}


def _trust(t: Texts, analysis: "Analysis", waits: list[str]) -> list[tuple[str, str]]:
    daily, plan = analysis.shown, analysis.answers.plan
    rated = t("trust.rated_none")
    if daily["pain"].notna().any():
        check = diary_check(daily)
        share = t.number(100 * check.rated / check.days, 0)
        rated = t("trust.rated_text", rated=check.rated, total=check.days, share=share)
        rated += f" {t('trust.gap', gap=check.longest_gap)}" if check.longest_gap else ""
        rated += f" {t(f'gaps.{check.verdict}')}"
    fixed = t("trust.plan_example" if analysis.example else "trust.plan_draft")
    if plan.frozen_on is not None:
        state = t("trust.plan_unchanged")
        if plan.changes:
            state = t("trust.plan_changed", date=", ".join(t.date(on) for on, _ in plan.changes))
        fixed = t("trust.plan_frozen", date=t.date(plan.frozen_on), state=state)
    rows = {
        "rated": rated,
        "plan": fixed,
        "looks": t("trust.looks_text" if analysis.looks else "trust.no_look", looks=analysis.looks),
        "sesoi": t("trust.sesoi_text", sesoi=t.short(plan.sesoi)),
        "change": " ".join([*waits, t("trust.change_text")]),
    }
    return [(t(f"trust.{key}"), text) for key, text in rows.items()]


def _recorded(t: Texts, analysis: "Analysis") -> list[tuple[str, str]]:
    """Return a line for each recorded thing that a clinician asks for; no other."""
    told = []
    for name, values in _things(t, analysis):
        label = re.sub(r" h$", " (h)", name.replace("_", " ").strip())
        words = label.casefold()
        scale = next((v for k, v in t.catalogue["scales"].items() if k in words.split()), "")
        recent = values[values.index > analysis.shown.index[-1] - FOUR_WEEKS]
        if scale:  # a questionnaire, filled in now and then
            label, n = f"{label} ({scale})", len(values)
            scores = [f"{t.short(v)} ({t.date(day)})" for day, v in values.iloc[[0, -1]].items()]
            text = t("other.scores", first=scores[0], last=scores[1], n=n) if n > 1 else scores[0]
        elif COUNTED.search(words):
            text = t("other.counted", days=int((values > 0).sum()), recent=int((recent > 0).sum()))
        elif RATED.search(words):
            medians: Any = {"median": t.short(values.median()), "recent": t.short(recent.median())}
            text = t("other.rated", days=len(values), **medians)
        else:
            continue
        label = label if len(label) <= 60 else label[:59] + "\u2026"
        told.append((not scale, -len(values), label[:1].upper() + label[1:], text))
    rows = [(label, text) for _, _, label, text in sorted(told)]
    left = len(rows) - MOST_RECORDED
    return rows[:MOST_RECORDED] + ([(t("other.more", n=left), "")] if left > 0 else [])


def _things(t: Texts, analysis: "Analysis") -> Iterator[tuple[str, pd.Series]]:
    """Give each column that holds something, and the days with a strength session."""
    daily, runs = analysis.shown, analysis.exports.runs
    for name in daily.columns:
        if daily[name].notna().any():
            yield str(name), daily[name].dropna()
    strength = runs.loc[runs["activity"].str.contains(STRENGTH, case=False), "day"].unique()
    days = daily.index.intersection(pd.DatetimeIndex(strength).normalize())
    if len(days):
        yield t("other.strength"), pd.Series(1.0, days)


def write_pdf(content: Mapping[str, Any], figures: Path, out: Mapping[str, Path]) -> None:
    """Set the pages with Typst: tagged, accessible (PDF/UA-1), the same bytes each time.

    `figures` is the folder of the SVG files that the content names: Typst reads nothing outside
    it. `out` holds the file to write for each paper size: "a4", "us-letter".
    """
    import matplotlib
    import typst

    template = Path(__file__).with_name("clinician.typ").read_bytes()
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    compiler: Any = typst.Compiler(root=figures, font_paths=[fonts])
    for paper, path in out.items():
        given = {"paper": paper, "content": json.dumps(content, ensure_ascii=False)}
        kind = path.suffix[1:]  # "pdf"; "png" for the picture of the README
        compiler.compile(template, path, kind, sys_inputs=given, pdf_standards="ua-1")
