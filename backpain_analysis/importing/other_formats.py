"""Formats that are not read: known by their ending, so that the better export can be named."""

from ..codes import Remark

NOT_A_TABLE = "not a table (CSV or XLSX); not read."
# ending: key of `tracks.other_format`, which says what to ask the app for
_FORMATS = {
    "kml": "map",
    "kmz": "map",
    "geojson": "map",
    "gdb": "map",
    "plt": "map",
    "igc": "map",
    "nmea": "map",
    "pwx": "training_peaks",
    "hrm": "polar",
    "hsr": "polar",
    "xrs": "polar",
    "sml": "suunto",
    "sdf": "suunto",
    "fitlog": "sport_tracks",
    "fitlog3": "sport_tracks",
    "logbook3": "sport_tracks",
    "slf": "sigma",
    "smf": "sigma",
    "srm": "cycling",
    "wko": "cycling",
    "wko4": "cycling",
    "gc": "cycling",
    "crs": "garmin_old",
    "hst": "garmin_old",
    "xls": "workbook_old",
    "ods": "workbook_other",
    "numbers": "workbook_other",
    "pdf": "pages",
    "doc": "pages",
    "docx": "pages",
    "htm": "pages",
    "html": "pages",
    "png": "pictures",
    "jpg": "pictures",
    "jpeg": "pictures",
    "heic": "pictures",
    "tgz": "archive",
    "tar": "archive",
    "7z": "archive",
    "rar": "archive",
    "bz2": "archive",
    "xz": "archive",
    "zst": "archive",
    "dmg": "archive",
}
_BESIDE_TABLES = ("pages", "pictures")  # archives hold many, and no one wants them read
_TRACKS = ("fit", "gpx", "tcx")


def other_format(name: str, *, in_archive: bool = False) -> Remark | str:
    """Say of a file that is not read which export to ask the app for."""
    ending = name.rpartition(".")[2].lower()
    if ending in _TRACKS:
        return Remark("tracks.problem.not_a_track", {"format": ending.upper()})
    key = _FORMATS.get(ending)
    if key is None or (in_archive and key in _BESIDE_TABLES):
        return NOT_A_TABLE
    fields = {"format": ending.upper()}
    return Remark(f"tracks.other_format.{key}", fields)
