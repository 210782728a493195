"""The clinician's pages: one content, in words, for the PDF, the page and the plain text."""

import json
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..answers import CANNOT_TELL, Answer
from ..checks.reverse import AfterPain, diary_check
from ..language.texts import Texts
from ..language.wording import of_activity
from .months import by_month

if TYPE_CHECKING:
    from .month import Analysis

MONTHS_SHOWN, MOST_RECORDED, LONGEST_NAME = 12, 12, 60
RATED = re.compile(r"stress|sleep|schlaf")
DRUGS = "medic|medik|pain ?killer|schmerzmittel|ibuprofen|paracetamol|acetaminophen|naproxen|diclo"
COUNTED = re.compile(rf"{DRUGS}|flare|schub|strength|kraft")
STRENGTH = r"strength|kraft|weight ?training"
GIVEN = r"'.*'|\d+"  # a region or a number within a sentence
FOUR_WEEKS = pd.Timedelta(days=28)
Pairs = list[tuple[str, str]]


def clinician_content(analysis: "Analysis") -> dict[str, Any]:
    """Put all that the two pages say into words, ready for JSON; the caller adds the figures."""
    t, daily, answers = analysis.texts, analysis.shown, analysis.answers
    rows = {a.exposure.name: answer_row(t, a) for a in answers}
    lag_missing = rows["distance"]["sentence"] if "distance" in rows else ""
    return {
        "lang": t.language,
        "words": t.catalogue,
        "title": t("words.title", activities=t.activities(analysis.settings.activities)),
        "period": t("words.period", first=daily.index[0], last=daily.index[-1]),
        "who": _who(t, analysis),
        "heading": t("answers.heading" if len(rows) == 3 else "answers.heading_fewer"),
        "answers": list(rows.values()),
        "months": _months(t, daily),
        "no_lag": t("page2.no_lag", missing=lag_missing),
        "reverse": _reverse(t, answers.reverse),
        "trust": _trust(t, analysis, [r["wait"] for r in rows.values() if r["wait"]]),
        "recorded": _recorded(t, analysis),
        "print": t("footer.print", hash=answers.plan.hash, version=version("backpain_analysis")),
    }


def _who(t: Texts, analysis: "Analysis") -> Pairs:
    who, pain = analysis.settings.who, analysis.settings.pain
    decided = analysis.exports.decisions
    scales = set(decided.loc[decided["decision"] == "pain_scale", "value"]) - {"0-10"}
    region, usual = analysis.diary.region, pain.usual_time or _clock(t, analysis)
    asked = [
        t("who.quoted", text=pain.wording) if pain.wording else t("who.asked_default"),
        t("who.scale", per_day=t(f"who.per_day_{pain.per_day}")),
        *(t("who.converted", scale=scale) for scale in sorted(scales)),
        t("who.region", region=region) if region else "",
        t("who.recall", recall=pain.recall or t("who.not_given")),
        t("who.usual_time", usual_time=usual) if usual else "",
    ]
    rows = {
        "name": who.name,
        "born": t.date(who.born) if who.born else "",
        "asked": "; ".join(filter(None, asked)),
        "question": who.question and t("who.quoted", text=who.question),
    }
    return [(t(f"who.{key}"), text) for key, text in rows.items() if text]


def _clock(t: Texts, analysis: "Analysis") -> str:
    """Return when the middle half of the ratings was given; nothing where few carry a time."""
    times, first = analysis.exports.pain["time"], analysis.settings.day_starts
    timed = times[times != times.dt.normalize()]
    if timed.empty or len(timed) < len(times) / 2:
        return ""
    start = pd.Timestamp(f"{first:2000-01-01 %H:%M}")
    middle = start + ((timed - start) % pd.Timedelta(days=1)).quantile([0.25, 0.75])
    low, high = middle.dt.strftime("%H:%M")
    return t("who.clock", low=low, high=high)


def answer_row(t: Texts, a: Answer) -> dict[str, str]:
    """Return one answer in words: `label`, `verdict`, `sentence`, `rules_out`, `wait`."""
    name = a.exposure.name
    row = {"label": t(f"answers.{name}"), "verdict": t(f"verdicts.{a.verdict}")}
    if a.fit is None:
        return row | {"sentence": _missing(t, a), "rules_out": "", "wait": ""}
    low, high = a.interval()
    places = 1 if max(-low, high) >= 0.1 else 2

    def side(value: float, form: str = "") -> str:
        none = abs(value) < 0.5 * 0.1**places
        which = "same" if none else "lower" if value < 0 else "higher"
        return t(f"answers.{form}{which}", x=t.number(abs(value), places))

    def ruled_out(which: str, bound: float) -> str:
        kind = "allowed" if bound >= a.sesoi else "excluded" if bound >= 0.05 else "none"
        return t(f"answers.{kind}_{which}", x=bound)

    ends = {"low": side(low, "end_"), "high": side(high, "end_"), "level": round(100 * a.level)}
    unit, estimate = t(f"answers.unit_{name}"), side(a.fit.estimate)
    row["sentence"] = t("answers.found", unit=unit, estimate=estimate, **ends)
    low, high = a.contrast_int()
    sides = {"harm": ruled_out("higher", high), "benefit": ruled_out("lower", -low)}
    own = {"low": a.contrast.low, "high": a.contrast.high, "unit": t(f"answers.measure_{name}")}
    row["rules_out"] = t("answers.from_to", **own, **sides)
    if a.verdict != CANNOT_TELL:
        return row | {"wait": ""}
    least, most = a.months_needed or (0, 0)
    kind = "never" if not most else "span" if least < most else "about"
    wait = {"months": t(f"answers.wait_{kind}", low=least, high=most), "label": row["label"]}
    return row | {"wait": t("answers.wait", smallest=a.smallest_detectable, **wait)}


def _missing(t: Texts, a: Answer) -> str:
    """Return what is missing before an answer, which `answers` says in English."""
    if t.language == "en":
        return of_activity(a.missing, a.activities)
    given = re.findall(GIVEN, a.missing)
    text = t.catalogue["missing"].get(re.sub(GIVEN, "#", a.missing), "")
    return re.sub("#", lambda _: given.pop(0), text) or t("answers.few", days=a.usable_days)


def _months(t: Texts, daily: pd.DataFrame) -> dict[str, Any]:
    columns = ("month", "rated", "median", "worst", "severe", "runs", "km", "weight")
    rows = []
    for name, m in by_month(daily, MONTHS_SHOWN).iterrows():
        kind, _, last = str(name).rpartition(" ")
        month = t.date(pd.Period(last).start_time, "month") if "-" in last else last
        share = f" ({t.number(100 * m['rated'] / m['days'], 0)} %)" if m["days"] else ""
        rows.append([
            t(f"months.{kind}", month=month) if kind else month,
            t.number(m["rated"], 0) + share,
            *(t.short(m[c]) for c in ("median", "worst")),
            *(t.number(m[c], 0) for c in ("severe", "runs", "km")),
            t.number(m["weight_kg"]),
        ])  # fmt: skip
    return {"head": [t(f"months.{c}") for c in columns], "rows": rows}


def _reverse(t: Texts, reverse: AfterPain | None) -> dict[str, str]:
    if reverse is None:
        return {"answer": "", "text": t("reverse.absent")}
    side = t(f"reverse.side_{'lower' if reverse.estimate < 0 else 'higher'}")
    change, low, high = (round(100 * v) for v in (reverse.estimate, *reverse.conf_int()))
    text = t("reverse.found", change=abs(change), side=side, low=low, high=high)
    return {"answer": t(f"reverse.{reverse.verdict}") + ".", "text": text}


def _trust(t: Texts, analysis: "Analysis", waits: list[str]) -> Pairs:
    daily, plan = analysis.shown, analysis.answers.plan
    rated = t("trust.rated_none")
    if daily["pain"].notna().any():
        check = diary_check(daily)
        share = round(100 * check.rated / check.days)
        rated = t("trust.rated_text", rated=check.rated, total=check.days, share=share)
        rated += f" {t('trust.gap', gap=check.longest_gap)}" if check.longest_gap else ""
        rated += f" {t(f'gaps.{check.verdict}')}"
    fixed = t("trust.plan_example" if analysis.example else "trust.plan_draft")
    if plan.frozen_on is not None:
        changed = ", ".join(t.date(on) for on, _ in plan.changes)
        state = t("trust.plan_changed" if changed else "trust.plan_unchanged", date=changed)
        fixed = t("trust.plan_frozen", date=plan.frozen_on, state=state)
    rows = {
        "rated": rated,
        "plan": fixed,
        "looks": t("trust.looks_text" if analysis.looks else "trust.no_look", looks=analysis.looks),
        "sesoi": t("trust.sesoi_text", sesoi=t.short(plan.sesoi)),
        "change": " ".join([*waits, t("trust.change_text")]),
    }
    return [(t(f"trust.{key}"), text) for key, text in rows.items()]


def _recorded(t: Texts, analysis: "Analysis") -> Pairs:
    """Return a line for each recorded thing that a clinician asks for; no other."""
    daily, runs = analysis.shown, analysis.exports.runs
    lifted = runs.loc[runs["activity"].str.contains(STRENGTH, case=False), "day"].unique()
    things = {str(name): daily[name].dropna() for name in daily}
    things[t("other.strength")] = pd.Series(1.0, daily.index.intersection(lifted))
    told = []
    for name, values in things.items():
        label = re.sub(r" h$", " (h)", name.replace("_", " ").strip())
        words = label.casefold()
        scale = next((v for k, v in t.catalogue["scales"].items() if k in words.split()), "")
        recent, n = values[values.index > daily.index[-1] - FOUR_WEEKS], len(values)
        if not n:
            continue
        if scale:  # a questionnaire, filled in now and then
            label = f"{label} ({scale})"
            scores = [f"{t.short(v)} ({t.date(day)})" for day, v in values.iloc[[0, -1]].items()]
            text = t("other.scores", first=scores[0], last=scores[1], n=n) if n > 1 else scores[0]
        elif COUNTED.search(words):
            text = t("other.counted", days=int((values > 0).sum()), recent=int((recent > 0).sum()))
        elif RATED.search(words):
            medians = [t.short(v.median()) for v in (values, recent)]
            text = t("other.rated", days=n, median=medians[0], recent=medians[1])
        else:
            continue
        if len(label) > LONGEST_NAME:
            label = label[: LONGEST_NAME - 1] + "\u2026"
        told.append((not scale, -n, label[:1].upper() + label[1:], text))
    rows = [(label, text) for _, _, label, text in sorted(told)]
    left = len(rows) - MOST_RECORDED
    return rows[:MOST_RECORDED] + ([(t("other.more", n=left), "")] if left > 0 else [])


def write_pdf(content: Mapping[str, Any], figures: Path, out: Mapping[str, Path]) -> None:
    """Set the pages with Typst, which reads no file outside `figures`; `out`: a file a paper size.

    Tagged, accessible (PDF/UA-1), the same bytes each time.
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
