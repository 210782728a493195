"""The steps of the first run in the person's language."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..importing import Question
from ..language import Phrases, upper_first
from .steps import Choice, Step

MARKS = {",": "comma", ".": "dot"}
WITH_LEAVING_OUT = 2  # choices of a question that has one answer


@dataclass(frozen=True)
class StepWords:
    """One step, to be shown: safe text, without markup.

    Parameters
    ----------
    place : str
        "Question 1 of 3".
    asked : str
        The question, in one or two sentences.
    about : tuple of str
        The file, and a row of it.
    choices : tuple of pairs of str
        Each choice, and what it would mean; "" where that is not known.
    """

    place: str
    asked: str
    about: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]


def step_words(p: Phrases, step: Step) -> StepWords:
    """Put a step into words."""
    return StepWords(
        place=p("setup.place", place=step.place, count=step.count),
        asked=_asked(p, step),
        about=tuple(_about(p, step)),
        choices=tuple(_choices(p, step)),
    )


def _asked(p: Phrases, step: Step) -> str:
    """Ask in plain words; where there are none of its own, in those of the importer."""
    question = step.question
    key = f"setup.asks.{_name(question)}"
    if not p.has(key):
        return upper_first(p.remark(question.remark))
    return p(key, **{**question.remark.fields, "app": _app(p, step)})


def _app(p: Phrases, step: Step) -> str:
    """Name the app that wrote a file, or else the file."""
    is_app = step.source and not p.has(f"import.source.{step.source}")
    return step.source if is_app else step.question.file


def _name(question: Question) -> str:
    """Return what a question is about: "distance_unit"."""
    return question.remark.code.rpartition(".")[2]


def _about(p: Phrases, step: Step) -> Iterator[str]:
    question = step.question
    if question.file:
        yield p("setup.file", file=question.file)
    if question.example:
        yield p("import.example_row", row="; ".join(question.example))


def _choices(p: Phrases, step: Step) -> Iterator[tuple[str, str]]:
    """Yield each choice with what it would mean; what all of them mean tells nothing."""
    means = [_means(p, choice) for choice in step.choices]
    different = set(filter(None, means))
    tells = len(different) > 1 or len(step.choices) <= WITH_LEAVING_OUT
    for choice, meant in zip(step.choices, means, strict=True):
        yield _choice(p, step, choice), meant if tells else ""


def _choice(p: Phrases, step: Step, choice: Choice) -> str:
    """Name a choice."""
    named = [_option(p, key, option) for key, option in choice.named]
    if step.question.key == "words":
        pairs = [p("setup.word", word=word, meaning=option) for word, option in choice.named]
        return "; ".join(pairs)
    if not step.question.lines or "ignore" in choice.values:
        return upper_first(named[0])
    if not named:
        return p("setup.right")
    return p("setup.right_with", named="; ".join(named))


def _option(p: Phrases, key: str, option: str) -> str:
    """Name the value of a setting; what has no words of its own is shown as it is."""
    code = f"setup.choice.{key}.{MARKS.get(option, option)}"
    if p.has(code):
        return p(code)
    general = f"setup.choice.{key}.else"
    if p.has(general):
        return p(general, value=option)
    return option


def _means(p: Phrases, choice: Choice) -> str:
    told = [p.remark(remark) for remark in choice.means]
    return p("setup.means", told="; ".join(told)) if told else ""
