"""Track files: the tables that `importing.tracks` makes of TCX, GPX and FIT."""

from ...codes import Remark
from ..source import Records, Rows, Source


def _sessions(records: Records, names: list[str]) -> Rows:
    """Say of a track that is no session why."""
    problem = len(names) - 1
    for line, fields in records:
        yield line, Remark(fields[problem]) if fields[problem] else fields


TCX = Source(
    "TCX",
    header="tcx start, tcx sport, tcx distance",
    columns="tcx start, tcx sport, tcx distance, tcx timer, tcx elapsed, tcx problem",
    distance="tcx distance [m]",
    duration="tcx timer|tcx elapsed [s]",
    activity="tcx sport",
    rows=_sessions,
)
GPX = Source(
    "GPX",
    header="gpx start, gpx sport, gpx distance",
    columns="gpx start, gpx sport, gpx distance, gpx timer, gpx elapsed, gpx problem",
    distance="gpx distance [m]",
    duration="gpx timer|gpx elapsed [s]",
    activity="gpx sport",
    rows=_sessions,
)
FIT = Source(
    "FIT",
    header="fit start, fit sport, fit distance",
    columns="fit start, fit sport, fit distance, fit timer, fit elapsed, fit problem",
    distance="fit distance [m]",
    duration="fit timer|fit elapsed [s]",
    activity="fit sport",
    rows=_sessions,
)
