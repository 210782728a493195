"""List all that answers, regressions and checks hold."""

from typing import Any

from listed import lines_of

import backpain_analysis as bpa
from backpain_analysis.answers import Answer, Answers
from backpain_analysis.checks import Check
from backpain_analysis.diary import Diary
from backpain_analysis.model import LaggedFit

# Found once; or columns of a regression, which have a test of their own
NOT_OF_A_FIT = (
    "uncorrected", "outcome", "design", "days", "day_numbers", "exposure_columns", "covariance",
    "exposure", "hills",
)  # fmt: skip
LEVELS = (0.90, 0.95)
MONTHS = (1, 24)


def fit_lines(fit: LaggedFit, name: str) -> list[str]:
    """List what a regression found, its intervals and what it says uncorrected."""
    found = lines_of(fit, name, without=NOT_OF_A_FIT)
    plain = fit.uncorrected
    rest = {
        "intervals": [fit.conf_int(level) for level in LEVELS],
        "anytime_valid": [fit.anytime_valid_int(level, tau=2.0) for level in LEVELS],
        "anytime_valid_pvalue": fit.anytime_valid_pvalue(tau=2.0),
        "uncorrected": (plain.estimate, plain.std_error, plain.df, plain.pvalue),
    }
    return found + lines_of(rest, name)


def answer_lines(answer: Answer, *, waits: bool) -> list[str]:
    name = answer.exposure.name
    without = ["fit", "reverse", "outlook", "exposure"]
    if not waits:
        without.append("months_needed")
    found = lines_of(answer, name, without=tuple(without))
    intervals = {
        "intervals": [answer.interval(level) for level in LEVELS],
        "contrast_intervals": [answer.contrast_int(level) for level in LEVELS],
    }
    found += lines_of(intervals, name)
    if answer.fit is None:
        return found
    found += fit_lines(answer.fit, f"{name}.fit")
    if waits and answer.outlook is not None:
        chances = {
            "offset": answer.outlook.offset,
            "nothing": [answer.outlook.chance_of_nothing(months) for months in MONTHS],
            "association": [answer.outlook.chance_of_association(months) for months in MONTHS],
        }
        found += lines_of(chances, f"{name}.chances")
    return found


def answers_lines(answers: Answers, *, waits: bool = True) -> list[str]:
    """List all that answers hold; without the waits, which take a while, where these are shown."""
    found = lines_of(answers.plan, "plan")
    for answer in answers:
        found += answer_lines(answer, waits=waits)
    found += lines_of(answers.reverse, "reverse")
    return found + lines_of(answers.summary(), "summary")


def model_lines(check: Check) -> list[str]:
    intervals = [check.conf_int(level) for level in LEVELS]
    found = lines_of(check, check.name, without=("fit",))
    return found + lines_of(intervals, f"{check.name}.intervals")


def checks_of(diary: Diary) -> dict[str, Any]:
    """Make every check that needs no regression; some come in groups."""
    return {
        "diary_check": bpa.diary_check(diary),
        "reverse": bpa.reverse_test(diary),
        "placebo": bpa.lead_placebo(diary),
        "load_jumps": bpa.load_jumps(diary),
        "joint_model": bpa.joint_model(diary),
        "other_ratings": bpa.other_ratings(diary),
        "medication": bpa.medication(diary),
        "ways_through": bpa.ways_through(diary),
    }


def checks_lines(checks: dict[str, Any]) -> list[str]:
    return lines_of(checks, "checks", without=("fit",))
