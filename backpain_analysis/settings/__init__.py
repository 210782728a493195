"""The person's settings, checked: what may be set, its ranges, the folder that it is set in."""

from .person import (
    ROOT,
    Exposure,
    FileSettings,
    PainSettings,
    PlanSettings,
    Settings,
    Who,
    check_reports_folder,
    find_person,
    is_example,
    read_settings,
    settings_from,
    text_of_settings,
    toml_of_settings,
)

__all__ = [
    "ROOT",
    "Exposure",
    "FileSettings",
    "PainSettings",
    "PlanSettings",
    "Settings",
    "Who",
    "check_reports_folder",
    "find_person",
    "is_example",
    "read_settings",
    "settings_from",
    "text_of_settings",
    "toml_of_settings",
]
