"""The first run: the open questions one after another, and whether the usual weeks are right.

    steps      what is asked about a file, the choices, and what each would mean
    written    the answer as lines of settings.toml, and nothing else in it changed
    words      a step in the person's language
    dialogue   all of this in a terminal

The terminal (`backpain setup`) and notebook 00 show the same steps.
"""

from .dialogue import Ended, ask_about_files, ask_about_habits
from .steps import Choice, Step, first_step
from .words import StepWords, step_words
from .written import Written, write_answer

__all__ = [
    "Choice",
    "Ended",
    "Step",
    "StepWords",
    "Written",
    "ask_about_files",
    "ask_about_habits",
    "first_step",
    "step_words",
    "write_answer",
]
