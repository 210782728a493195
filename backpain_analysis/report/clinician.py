"""The clinician's pages: one content, in words, for the PDF, the page and the plain text."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from ..answers import Answer, Answers
from ..checks import ReverseTest, diary_check
from ..figures.course import diary, gaps
from ..settings import Settings
from .months import by_month
from .texts import Texts

MONTHS_SHOWN = 12
RECORDED = re.compile(r"medic|medik|flare|schub|stress|sleep|schlaf|strength|kraft")
TEMPLATE = Path(__file__).with_name("clinician.typ")


def clinician_content(
    daily: pd.DataFrame,
    answers: Answers,
    settings: Settings,
    t: Texts,
    *,
    looks: int = 0,
    notices: Sequence[str] = (),
    example: bool = False,
) -> dict[str, Any]:
    """Put all that the two pages say into words.

    Returns
    -------
    dict
        Text only, ready for JSON; the figures are named, not held. NaN never shows.
    """
    first, last = daily.index[0], daily.index[-1]
    distance = next((a for a in answers if a.exposure.name == "distance"), None)
    return {
        "lang": t.language,
        "title": t("words.title", activities=", ".join(settings.activities)),
        "kind": t("words.kind"),
        "period": t("words.period", first=t.date(first), last=t.date(last)),
        "notices": list(notices),
        "who": _who(t, settings, str(daily.attrs.get("region", ""))),
        "answers": {
            "heading": t("answers.heading"),
            "rows": [answer_row(t, a) for a in answers],
        },
        "months": _months(t, daily),
        "no_lag": t("page2.no_lag", missing=_missing(t, distance) if distance else ""),
        "reverse": _reverse(t, answers.reverse),
        "trust": {
            "heading": t("trust.heading"),
            "rows": _trust(t, daily, answers, looks, example),
        },
        "other": {"heading": t("other.heading"), "rows": _other(t, daily)},
        "footer": {
            "text": t("footer.text"),
            "print": t(
                "footer.print", hash=answers.plan.hash, version=version("backpain_analysis")
            ),
        },
    }


def _who(t: Texts, settings: Settings, region: str) -> list[tuple[str, str]]:
    who, pain = settings.who, settings.pain
    rows = [(t("who.name"), who.name)] if who.name else []
    if who.born:
        rows.append((t("who.born"), t.date(who.born)))
    asked = f"\u201c{pain.wording}\u201d" if pain.wording else t("who.asked_default")
    details = [t("who.scale", per_day=t(f"who.per_day_{pain.per_day}"))]
    for key, value in (
        ("region", region),
        ("recall", pain.recall),
        ("usual_time", pain.usual_time),
    ):
        details += [t(f"who.{key}", **{key: value})] if value else []
    rows.append((t("who.asked"), f"{asked}; {'; '.join(details)}"))
    if who.question:
        rows.append((t("who.question"), f"\u201c{who.question}\u201d"))
    return rows


def answer_row(t: Texts, a: Answer) -> dict[str, str]:
    """Return one answer in words: `label`, `verdict`, `sentence`, `rules_out`."""
    name = a.exposure.name
    row = {"label": t(f"answers.{name}"), "verdict": t(f"verdicts.{a.verdict}")}
    if a.fit is None or a.contrast is None:
        return row | {"sentence": _missing(t, a), "rules_out": ""}
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
    return row


def _missing(t: Texts, a: Answer) -> str:
    """Return what is missing before an answer; the sentence of `answers` is English."""
    return a.missing if t.language == "en" else t("answers.few", days=a.usable_days)


def _side(t: Texts, value: float, form: str, places: int) -> str:
    none = abs(value) < 0.5 * 0.1**places
    side = "same" if none else "lower" if value < 0 else "higher"
    return t(f"answers.{form}{side}", x=t.number(abs(value), places))


def _ruled_out(t: Texts, side: str, bound: float, sesoi: float) -> str:
    kind = "allowed" if bound >= sesoi else "excluded" if bound >= 0.05 else "none"
    return t(f"answers.{kind}_{side}", x=t.number(bound))


def _months(t: Texts, daily: pd.DataFrame) -> dict[str, Any]:
    columns = ("month", "rated", "median", "worst", "severe", "runs", "km", "weight")
    rows = []
    for label, m in by_month(daily, MONTHS_SHOWN).iterrows():
        name = str(label)
        if name.startswith("before"):
            name = t("months.before", year=name.split()[-1])
        elif "-" in name:
            until, name = name.startswith("until"), name.split()[-1]
            name = t.date(pd.Period(name).start_time, "month")
            name = t("months.until", month=name) if until else name
        share = f"{t.number(m['rated'], 0)} ({t.number(100 * m['rated'] / m['days'], 0)} %)"
        half = 1 if m["median"] % 1 else 0
        places = {"median": half, "worst": 0, "severe": 0, "runs": 0, "km": 0, "weight_kg": 1}
        rows.append([name, share, *(t.number(m[c], p) for c, p in places.items())])
    return {
        "heading": t("months.heading"),
        "head": [t(f"months.{c}") for c in columns],
        "rows": rows,
    }


def _reverse(t: Texts, reverse: ReverseTest | None) -> dict[str, str]:
    words = {"heading": t("reverse.heading"), "why": t("reverse.why")}
    if reverse is None:
        return words | {"answer": "", "text": t("reverse.absent")}
    low, high = reverse.conf_int(0.90)
    text = t(
        "reverse.found",
        change=t.number(abs(100 * reverse.estimate), 0),
        side=t(f"reverse.side_{'lower' if reverse.estimate < 0 else 'higher'}"),
        low=t.number(100 * low, 0),
        high=t.number(100 * high, 0),
    )
    return words | {"answer": t(f"reverse.{reverse.verdict}") + ".", "text": text}


def _trust(
    t: Texts,
    daily: pd.DataFrame,
    answers: Answers,
    looks: int,
    example: bool,
) -> list[tuple[str, str]]:
    pain, plan = diary(daily["pain"]), answers.plan
    text = t("trust.rated_none")
    if len(pain):
        rated, total = int(pain.count()), len(pain)
        longest = max((g[2] for g in gaps(pain)), default=0)
        share = t.number(100 * rated / total, 0)
        text = t("trust.rated_text", rated=rated, total=total, share=share, gap=longest)
        text = f"{text} {t('gaps.' + diary_check(daily).verdict)}"
    fixed = t("trust.plan_example" if example else "trust.plan_draft")
    if plan.frozen_on is not None:
        state = t("trust.plan_unchanged")
        if plan.changes:
            state = t("trust.plan_changed", date=", ".join(t.date(on) for on, _ in plan.changes))
        fixed = t("trust.plan_frozen", date=t.date(plan.frozen_on), state=state)
    return [
        (t("trust.rated"), text),
        (t("trust.plan"), fixed),
        (t("trust.looks"), t("trust.looks_text", looks=looks)),
        (t("trust.sesoi"), t("trust.sesoi_text", sesoi=t.number(plan.sesoi))),
        (t("trust.change"), t("trust.change_text")),
    ]


def _other(t: Texts, daily: pd.DataFrame) -> list[str]:
    """Return a line for each recorded variable that a clinician asks for; no other.

    A questionnaire about function is filled in now and then: its first and last score.
    """
    rows = []
    scales = t.catalogue["scales"]
    for name in daily.columns:
        values = daily[name].dropna()
        words = str(name).casefold().replace("_", " ")
        scale = next((scales[w] for w in words.split() if w in scales), "")
        values.index = pd.DatetimeIndex(values.index)
        ends = [(t.number(values.iloc[i]), t.date(values.index[i])) for i in (0, -1) if len(values)]
        if scale and ends:
            first, last = (t("other.score", score=score, date=day) for score, day in ends)
            rows.append(t("other.scores", name=name, scale=scale, first=first, last=last))
        elif ends and RECORDED.search(words):
            recent = values[values.index > daily.index[-1] - pd.Timedelta(days=28)].median()
            usual, recent = t.number(values.median()), t.number(recent)
            rows.append(t("other.row", name=name, days=len(values), median=usual, recent=recent))
    return rows


def write_pdf(content: Mapping[str, Any], figures: Path, out: Mapping[str, Path]) -> None:
    """Set the pages with Typst: tagged, accessible (PDF/UA-1), the same bytes each time.

    Parameters
    ----------
    content : mapping
        Of `clinician_content`, with `figures` added.
    figures : Path
        Folder of the SVG files that the content names.
    out : mapping
        The file to write for each paper size: "a4", "us-letter".
    """
    import matplotlib
    import typst

    # Typst reads nothing outside its root: words, template and figures lie together there
    page, template = figures / "content.json", figures / TEMPLATE.name
    page.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    template.write_bytes(TEMPLATE.read_bytes())
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    try:
        compiler: Any = typst.Compiler(template, root=figures, font_paths=[fonts])
        for paper, path in out.items():
            kind, paged = path.suffix[1:], {"paper": paper}
            compiler.compile(output=path, format=kind, sys_inputs=paged, pdf_standards=["ua-1"])
    finally:
        page.unlink()
        template.unlink()


def written(kind: str, content: Mapping[str, Any], figures: Path) -> str:
    """Return the pages as an "html" body, pictures inside, or as "txt" to paste into a record."""
    import jinja2

    pictures = {
        name: p | {"data": base64.b64encode((figures / p["file"]).read_bytes()).decode()}
        for name, p in content["figures"].items()
    }
    template = TEMPLATE.with_suffix(f".{kind}").read_text(encoding="utf-8")
    made = jinja2.Environment(autoescape=kind == "html").from_string(template)
    return made.render(c=content, figures=pictures) + "\n"
