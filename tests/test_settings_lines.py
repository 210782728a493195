"""Lines of a settings file: what each becomes, or what is said of it, as approved."""
# ruff: noqa: E501

import dataclasses

import pytest
from approved import same_as_approved

from backpain_analysis.errors import SettingsError
from backpain_analysis.settings import Settings, settings_from
from backpain_analysis.settings.kinds import place_of_zone

LINES = """
timezone = "Europe/Berlin" | timezone = "EST" | timezone = "UTC+2" | timezone = "Nowhere" | timezone = "posix/UTC"
timezone = "" | timezone = 2 | language = "de" | language = "fr" | day_starts = "04:00" | day_starts = 11:59:00
day_starts = "11:59" | day_starts = "12:00" | day_starts = "04:00:30" | day_starts = "0400" | day_starts = "04:00Z"
covered_from = 2024-01-01 | covered_from = 1899-12-31 | covered_from = 1900-01-01 | covered_to = 2100-12-31
covered_to = 2101-01-01 | covered_from = "2024-01-01" | covered_from = 2024-01-01T10:00:00
covered_from = 2024-01-02 + covered_to = 2024-01-01 | covered_from = 2024-01-01 + covered_to = 2024-01-01
activities = ["run", "hike"] | activities = "run" | activities = [] | activities = [1] | print_events = true
print_events = "yes" | raw = "exports" | tiemzone = "UTC" | sesoi = 1 | [plan] + sesoi = 1 | [plan] + sesoi = 0.1
[plan] + sesoi = 0.09 | [plan] + sesoi = 0 | [plan] + sesoi = 5 | [plan] + sesoi = 5.1 | [plan] + sesoi = nan
[plan] + sesoi = "1" | [plan] + window_days = 28 | [plan] + window_days = 7 | [plan] + window_days = 14 | [plan] + window_days = 8
[plan] + window_days = 28.0 | [pain] + region = "low back" | [pain] + region = 3 | [pain] + timezone = "UTC"
[who] + born = 1980 | [who] + born = 1899 | [who] + name = "Ann" | [travel] + "2024-01-01" = "Asia/Tokyo" | [travel] + "2024-1-1" = "Asia/Tokyo"
[travel] + "2024-02-30" = "Asia/Tokyo" | [travel] + "2024-01-01" = "Tokyo" | [other] + stress = "Stress"
[words] + jog = "run" | [words] + jog = "running" | [words] + Jog = "run" | [files."a.csv"] + scale = "0-5"
[files."a.csv"] + year = 2026 | [files."a.csv"] + year = "2026" | [files."a.csv"] + year = 1989
[files."a.csv"] + year = 1990 | [files."a.csv"] + year = 2100 | [files."a.csv"] + year = 2101 | [files."a.csv"] + year = "x"
[files."a.csv"] + skip_lines = 0 | [files."a.csv"] + skip_lines = -1 | [files."a.csv"] + skip_lines = 1.0
[files."a.csv"] + skip_lines = true | [files."a.csv"] + date = "Day" | [files."a.csv"] + date = ["Day", "Month"]
[files."a.csv"] + table = "runs" | [files."a.csv"] + table = "walks" | [files."a.csv"] + distance_unit = "km"
[files."a.csv"] + distance_unit = "furlong" | [files."a.csv"] + ignore = true | [files."a.csv"] + ignore = "yes"
[files."a.csv"] + scale = 5 | [files."a.csv"] + ignored = true | [files."*.csv"] + keep = ["Ann"]
[files."a.csv"] + timezone = "UTC or local" | [files."a.csv"] + date_order = "dmy" | [files."a.csv"] + date_order = "ddmm"
[files."a.csv"] + decimal = "," | [files."a.csv"] + decimal = ";"
timezone = "UTC" + # a remark + language = "de" | [plan] + sesoi = 1 + [plan] + sesoi = 2
""".strip()  # fmt: skip


def became(settings: Settings) -> str:
    """Say what differs from the defaults."""
    parts = []
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if field.name in ("person", "raw") or value == getattr(Settings(), field.name):
            continue
        given = value.given() if hasattr(value, "given") else value
        if isinstance(value, dict):
            given = {k: v.given() if hasattr(v, "given") else v for k, v in value.items()}
        parts.append(f"{field.name} is {given}")
    return "; ".join(parts) or "nothing differs"


def outcome(text: str, folder) -> str:
    try:
        return became(settings_from(text, folder))
    except SettingsError as error:
        return f"refused: {error}".replace(str(folder), "").replace("/settings.toml", "the file")


def test_each_line_of_settings_becomes_what_is_approved(tmp_path):
    lines = []
    for row in LINES.splitlines():
        for written in row.split(" | "):
            lines += [written, f"    {outcome(written.replace(' + ', chr(10)), tmp_path)}"]
    for length in (200, 201):
        written = f'[pain]\nregion = "{"a" * length}"'
        lines += [f"a region of {length} letters", f"    {outcome(written, tmp_path)}"]
    same_as_approved("settings", lines)


@pytest.mark.parametrize(
    ("name", "place"),
    [("EST", "America/New_York"), ("est5edt", "America/New_York"), ("CET", ""), ("UTC+2", "")],
)
def test_an_abbreviation_may_mean_a_place(name, place):
    assert place_of_zone(name) == place
