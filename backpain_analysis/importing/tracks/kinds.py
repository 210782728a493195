"""What a file is, by its first bytes: a track (TCX, GPX, FIT), or XML of another kind."""

import codecs
import re

from .fit_messages import is_fit

FIT = "FIT"
GPX = "GPX"
TCX = "TCX"
ENDINGS = (".fit", ".gpx", ".tcx")
_ROOTS = {"gpx": GPX, "TrainingCenterDatabase": TCX}
_NAME = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_CLOSED_BY = {"<?": "?>", "<!--": "-->", "<!": ">"}


def track_kind(top: bytes) -> str:
    """Return FIT, GPX or TCX for the first bytes of a track; "" for those of anything else."""
    if is_fit(top):
        return FIT
    return _ROOTS.get(root_element(top), "")


def root_element(top: bytes) -> str:
    """Return the name of an XML file's root, without its prefix; "" where there is none."""
    text = _as_text(top).lstrip("\ufeff \t\r\n\0")
    while text.startswith(("<?", "<!")):
        closing = next(end for begin, end in _CLOSED_BY.items() if text.startswith(begin))
        if text.startswith("<!DOCTYPE") and "[" in text.partition(">")[0]:
            closing = "]>"
        text = text.partition(closing)[2].lstrip()
    named = _NAME.match(text)
    return named[1] if named else ""


def _as_text(top: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    ):
        if top.startswith(mark):
            return top.decode(encoding, "replace")
    return top.removeprefix(codecs.BOM_UTF8).decode("latin-1")
