"""The names that version 0.1 had, so that a notebook kept in `notebooks/mine` still runs."""

import importlib
import warnings
from typing import Any

NOW = {
    "Note": "notebook.Note",
    "PRINT": "plots.PRINT",
    "build_daily": "build_diary(...).days",
    "choose_answers": "notebook.choose_answers",
    "choose_part": "notebook.choose_part",
    "choose_report": "notebook.choose_report",
    "draw_answers": "plots.answers",
    "draw_around_runs": "plots.around_runs",
    "draw_calendar": "plots.calendar",
    "draw_false_alarms": "plots.false_alarms",
    "draw_flares": "plots.flares",
    "draw_history": "plots.history",
    "draw_lag_curve": "plots.lag_curve",
    "draw_others": "plots.others",
    "draw_reverse": "plots.reverse",
    "draw_rhythm": "plots.rhythm",
    "draw_sensitivity": "plots.sensitivity",
    "draw_timeline": "plots.timeline",
    "draw_together": "plots.together",
    "open_record": "notebook.open_record",
    "read_calibration": "calibration_table.read_calibration",
    "show_answer": "notebook.show_answer",
    "show_checks": "notebook.show_checks",
    "show_course": "notebook.show_course",
    "show_coverage": "notebook.show_coverage",
    "show_diaries_like_mine": "notebook.show_diaries_like_mine",
    "show_false_alarms": "notebook.show_false_alarms",
    "show_files": "notebook.show_files",
    "show_held_equal": "notebook.show_adjusted",
    "show_lag_curve": "notebook.show_lag_curve",
    "show_looks": "notebook.show_findings",
    "show_numbers": "notebook.show_numbers",
    "show_other_ways": "notebook.show_sensitivity",
    "show_others": "notebook.show_others",
    "show_pain": "notebook.show_pain",
    "show_plan": "notebook.show_plan",
    "show_reverse": "notebook.show_reverse",
    "show_set_aside": "notebook.show_set_aside",
    "show_together": "notebook.show_together",
}


def former(name: str) -> Any:
    """Return what a name of version 0.1 stands for, after saying what it is called now."""
    warnings.warn(f"{name} is now {NOW[name]}", FutureWarning, stacklevel=3)
    if name == "build_daily":
        return build_daily
    module, _, now = NOW[name].rpartition(".")
    return getattr(importlib.import_module(f"backpain_analysis.{module}"), now)


def build_daily(*args: Any, **options: Any) -> Any:
    """Return the frame of `build_diary`."""
    from .diary import build_diary

    return build_diary(*args, **options).days
