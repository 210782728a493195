"""The fair test in a notebook: before it, while it runs, and what it found when it is over."""

from typing import Any

import pandas as pd

from .. import plots
from ..errors import BackpainError
from ..language import (
    Phrases,
    fair_details,
    fair_line,
    fair_sentence,
    fair_table,
    html_text,
    kind_of_block,
    plan_sections,
    power_words,
    progress_words,
    stopping_rule_words,
)
from ..report import ReportedTest, end_words, reported_test
from ..settings import is_example
from ..trial import FairTest, ProposedTest, StoppingRule, sesoi_of, today_for
from .note import Note, or_why_not
from .session import Record
from .widgets import nobody_clicks

CONFIRMATIONS = ("professional_agrees", "no_urgent_sign", "will_stop")


def reported(record: Record) -> ReportedTest | None:
    """Return the person's latest test, with its result only if it is over."""
    today = today_for(record.settings, record.diary)
    return reported_test(record.settings, record.diary, today)


def show_stopping_rule(record: Record) -> Note:
    """Say when to stop: the rule of the person's test, or the one that would be proposed."""
    test = record.fair_test
    rule = test.stopping if test is not None else StoppingRule()
    return Note(stopping_rule_words(record.words, rule))


def show_test_plan(record: Record, proposed: ProposedTest) -> "_Shown":
    """Say what the person usually does, what a test would ask for, and what speaks against it."""
    p = record.words
    sections = plan_sections(p, proposed, sesoi_of(record.settings))
    on_this_page = (p("trial.plan.title"), p("trial.plan.signs"))
    told: list[Any] = []
    for section in sections:
        if section.heading not in on_this_page:
            told += [_Heading(section.heading), Note(*section.lines)]
    return _Shown(*told)


@or_why_not
def show_test_lengths(record: Record, proposed: ProposedTest) -> Any:
    """Draw how long a test takes: what most tests of a length would find.

    While a test runs, say what was said of it beforehand.
    """
    p = record.words
    test = record.fair_test
    today = today_for(record.settings, record.diary)
    if test is not None and not test.is_over(today):
        weeks = round(test.schedule.weeks)
        return Note(power_words(p, weeks, test.power, test.sesoi))
    sesoi = sesoi_of(record.settings)
    lengths = record.test_lengths(proposed)
    chosen = None if proposed.refusals else float(proposed.weeks)
    return plots.power(lengths, sesoi=sesoi, chosen=chosen, words=p)


def show_test_so_far(record: Record) -> Any:
    """Say how a test goes and draw what was done; how pain differs is in neither."""
    p = record.words
    test = reported(record)
    if test is None:
        return Note(p("trial.status.none"))
    told = [*progress_words(p, test.progress), *map(p.remark, test.progress.remarks)]
    return _Shown(Note(*told), *_drawn_so_far(p, test))


def _drawn_so_far(p: Phrases, test: ReportedTest) -> list[Any]:
    blocks = test.progress.blocks
    if not blocks:
        return []
    rows = []
    for block in blocks:
        is_known = block.known_days > 0
        week = 7 / max(block.known_days, 1)
        rows.append(
            {
                "number": block.number,
                "is_high": block.is_high,
                "km_asked": week * block.km_asked if is_known else float("nan"),
                "km_run": week * block.km_done if is_known else float("nan"),
            }
        )
    return [plots.adherence(pd.DataFrame(rows), words=p).figure]


@or_why_not
def show_test_result(record: Record) -> Any:
    """Draw what a test found, under its line in everyday words; only when it is over."""
    p = record.words
    test = reported(record)
    if test is None or test.result is None:
        return _no_result(p, test)
    picture = plots.fair_test(test.result, record.diary, words=p)
    said = [fair_line(p, test.result), fair_sentence(p, test.result)]
    return _Shown(Note(*said), picture)


def show_test_numbers(record: Record) -> Note:
    """Show the table of a result, and what stands behind it; only when the test is over."""
    p = record.words
    test = reported(record)
    if test is None or test.result is None:
        return _no_result(p, test)
    result = test.result
    head, *rows = fair_table(p, result)
    numbers = pd.DataFrame(rows, columns=list(head))
    ended = list(end_words(p, test.test, result))
    return Note(numbers, *ended, *fair_details(p, result), p("fair.yours_alone"))


def _no_result(p: Phrases, test: ReportedTest | None) -> Note:
    """Say why there is no result: no test, one that is not over, or one without data."""
    if test is None:
        return Note(p("notebook.test.no_result"))
    if not test.progress.is_over:
        return Note(p("trial.status.hidden"))
    return Note(p("fair.no_effect", why=test.lack or ""))


class _Heading:
    """A heading between notes."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_html_(self) -> str:
        return f"<h4>{html_text(self.text)}</h4>"

    def __repr__(self) -> str:
        return self.text


class _Shown:
    """Several things shown one under the other."""

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def _repr_html_(self) -> str:
        return "".join(_html_of(part) for part in self.parts)

    def __repr__(self) -> str:
        return "\n\n".join(_text_of(part) for part in self.parts)


def _html_of(part: Any) -> str:
    if isinstance(part, plots.Picture):
        return part.to_html()
    return str(part._repr_html_())


def _text_of(part: Any) -> str:
    if isinstance(part, plots.Picture):
        return f"{part.alt}\n{part.caption}"
    return repr(part)


def choose_test(record: Record, proposed: ProposedTest) -> Any:
    """Confirm three things and have the order drawn by chance, with a button; never without.

    A Note where nobody can click, or where no test can be begun.
    """
    p = record.words
    if proposed.refusals:
        return Note(p("notebook.test.refused"))
    if record.settings.person is None or is_example(record.settings.person):
        return Note(p("trial.plan.example", folder="data/raw"))
    if nobody_clicks():
        return Note(p("notebook.test.not_here"))
    return _Drawing(record, proposed).box


class _Drawing:
    """Three boxes to tick, a button that works only when all are, and what was drawn."""

    def __init__(self, record: Record, proposed: ProposedTest) -> None:
        import ipywidgets

        self.record = record
        self.proposed = proposed
        p = record.words
        wide = ipywidgets.Layout(width="auto")
        self.boxes = {
            name: ipywidgets.Checkbox(
                value=False, description=p(f"trial.confirm.{name}"), indent=False, layout=wide
            )
            for name in CONFIRMATIONS
        }
        self.button = ipywidgets.Button(
            description=p("notebook.test.draw"),
            disabled=True,
            layout=ipywidgets.Layout(width="auto", align_self="flex-start"),
        )
        self.said = ipywidgets.HTML()
        for box in self.boxes.values():
            box.observe(self._ticked, "value")
        self.button.on_click(self._draw)
        asked = ipywidgets.HTML(_paragraph(p("trial.plan.confirm")))
        parts = [asked, *self.boxes.values(), self.button, self.said]
        self.box = ipywidgets.VBox(parts)

    def _ticked(self, _: Any = None) -> None:
        self.button.disabled = not all(box.value for box in self.boxes.values())

    def _draw(self, _: Any) -> None:
        """Draw the order, once, and show it."""
        p = self.record.words
        given = {name: bool(box.value) for name, box in self.boxes.items()}
        self.button.disabled = True
        try:
            begun = self.record.begin_test(self.proposed, **given)
        except (BackpainError, OSError) as error:
            self.said.value = _paragraph(str(error))
            return
        for box in self.boxes.values():
            box.disabled = True
        files = [
            p("trial.plan.begun", file=begun.register.name),
            p("trial.plan.calendar", file=begun.calendar.name),
        ]
        paragraphs = "".join(map(_paragraph, files))
        self.said.value = paragraphs + _list(_blocks(p, begun.test))


def _blocks(p: Phrases, test: FairTest) -> list[str]:
    """Return each block in words, as it was drawn."""
    told = []
    for number, block in enumerate(test.schedule.blocks, start=1):
        kind = kind_of_block(p, block.is_high)
        told.append(
            p("trial.plan.block", number=number, first=block.first, last=block.last, kind=kind)
        )
    return told


def _paragraph(text: str) -> str:
    return f"<p>{html_text(text)}</p>"


def _list(lines: list[str]) -> str:
    return "".join(f"{html_text(line)}<br>" for line in lines)
