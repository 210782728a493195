"""What is said of answers and checks, in each language."""

from collections.abc import Iterable
from typing import Any

from backpain_analysis.answers import Answers
from backpain_analysis.checks import Check
from backpain_analysis.language import (
    LANGUAGES,
    Phrases,
    answer_caution,
    answer_hidden_cause,
    answer_numbers,
    answer_rules_out,
    answer_sentence,
    card_badge,
    card_line,
    card_question,
    check_sentence,
    detectable_sentence,
    look_label,
    sensitivity_note,
    way_in_words,
)


def answers_words(answers: Answers) -> list[str]:
    told = []
    for language in LANGUAGES:
        p = Phrases(language)
        for answer in answers:
            told += [
                card_question(p, answer.exposure.name),
                card_badge(p, answer.verdict),
                card_line(p, answer),
                answer_sentence(p, answer),
                answer_numbers(p, answer),
                answer_rules_out(p, answer),
                answer_caution(p, answer),
            ]
            if answer.hidden is not None:
                told.append(answer_hidden_cause(p, answer))
            if answer.fit is not None:
                told.append(detectable_sentence(p, answer))
            for check in (answer.reverse, answer.slower):
                if check is not None:
                    told.append(check_sentence(p, check))
    return told


def checks_words(checks: Iterable[Any]) -> list[str]:
    """Say what checks found, each and every look of a group."""
    told = []
    for language in LANGUAGES:
        p = Phrases(language)
        for check in checks:
            told.append(check_sentence(p, check))
            for look in getattr(check, "looks", ()):
                told += [look_label(p, look), check_sentence(p, look)]
    return told


def ways_words(rows: Iterable[Check]) -> list[str]:
    told = []
    for language in LANGUAGES:
        p = Phrases(language)
        for check in rows:
            told += [way_in_words(p, check), sensitivity_note(p, check)]
    return told
