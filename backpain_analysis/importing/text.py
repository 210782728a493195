"""A text table opened: its encoding, its delimiter, its records."""

import codecs
import csv
import io
from collections import Counter
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from ..codes import Remark
from .source import HEAD, Decision, Opened, Records

END = "\x03"  # stands behind the last line, where a quote that is never closed takes it in
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_LOOKED_AT = 4000  # bytes, to find UTF-16 without a mark
csv.field_size_limit(2**30)  # no cell is longer than a file may be


class Decoded(NamedTuple):
    """Text as UTF-8 bytes without a byte-order mark, the encoding that it had, the evidence."""

    text: bytes
    encoding: str
    evidence: Remark


class Split(NamedTuple):
    """How well a delimiter splits the first rows; a later one is better if it compares higher."""

    fits_most: bool  # of the rows: a comma in a title above the table splits only the title
    header_fits: bool
    fields: int  # beyond the first, over all rows of the commonest width
    often: int


def open_text(data: bytes, name: str) -> Opened:
    """Find encoding and delimiter of a text table, with the evidence."""
    written, zeros = _without_zeros_at_the_end(data)
    decoded = decode(written)
    text = decoded.text.replace(b"\r\r\n", b"\n")
    delimiter, decision = find_delimiter(text)
    decisions = [Decision("encoding", decoded.encoding, decoded.evidence), decision]
    if zeros:
        evidence = Remark("odd_file.evidence.zeros_at_the_end", {"n": zeros})
        decisions.append(Decision("end", Remark("odd_file.value.not_read"), evidence))
    no_line_end = text[-1:] not in b"\r\n"
    return Opened(name, partial(split_records, text, delimiter), decisions, no_line_end)


def _without_zeros_at_the_end(data: bytes) -> tuple[bytes, int]:
    """Return a text without the zero bytes behind it, and how many they were.

    They lie there when a file was not written to its end. In UTF-16 every second byte may be zero.
    """
    written = data.rstrip(b"\0")
    if b"\0" in written[:_LOOKED_AT] or written.startswith(tuple(_BYTE_ORDER_MARKS)[1:]):
        return data, 0
    return written, len(data) - len(written)


def find_delimiter(text: bytes) -> tuple[str, Decision]:
    """Return the delimiter that splits the first rows best, and the decision."""
    chosen = ","
    best: Split | None = None
    evidence = Remark("import.evidence.no_delimiter")
    for delimiter in _DELIMITERS:
        head = islice(split_records(text, delimiter), HEAD)
        widths = [len(fields) for _, fields in head]
        if not widths:
            continue
        width, often = max(Counter(widths).items(), key=lambda item: (item[0] > 1, item[1]))
        split = Split(
            fits_most=2 * often > len(widths),
            header_fits=widths[0] == width,
            fields=often * (width - 1),
            often=often,
        )
        if width > 1 and (best is None or split > best):
            chosen = delimiter
            best = split
            fields = {"n": often, "rows": len(widths), "width": width}
            evidence = Remark("import.evidence.same_width", fields)
    value = Remark(f"import.value.{_DELIMITERS[chosen]}")
    return chosen, Decision("delimiter", value, evidence)


def split_records(text: bytes, delimiter: str) -> Records:
    """Yield the records that are not blank, each with the line where it starts."""
    lines = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
    reader = csv.reader(chain(lines, [END]), delimiter=delimiter)
    line = 1
    for fields in reader:
        if len(fields) == 1:
            fields = _unwrapped(fields, delimiter)
        if fields and fields[0] != END and not _is_blank(fields):
            yield line, fields
        line = reader.line_num + 1


def _is_blank(fields: list[str]) -> bool:
    return not fields[0].strip() and not any(map(str.strip, fields))


def _unwrapped(fields: list[str], delimiter: str) -> list[str]:
    """Split a row that was quoted as one cell (a double-encoded file)."""
    inner = list(csv.reader(io.StringIO(fields[0], newline=""), delimiter=delimiter))
    return inner[0] if len(inner) == 1 and len(inner[0]) > 2 else fields


def decode(data: bytes) -> Decoded:
    """Find the encoding: a byte-order mark, zeros in every second byte, UTF-8, else cp1252."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            text = data.removeprefix(mark).decode(encoding, "replace")
            return Decoded(text.encode(), encoding, Remark("import.evidence.byte_order_mark"))
    top = data[:_LOOKED_AT]
    even_zeros = top[0::2].count(0)
    odd_zeros = top[1::2].count(0)
    if max(even_zeros, odd_zeros) > 0.4 * len(top) / 2:
        encoding = "utf-16-be" if even_zeros > odd_zeros else "utf-16-le"
        text = data.decode(encoding, "replace")
        return Decoded(text.encode(), encoding, Remark("import.evidence.zeros"))
    try:
        data.decode()
    except UnicodeDecodeError as error:
        at = error.start
    else:
        return Decoded(data, "utf-8", Remark("import.evidence.every_byte_fits"))
    if at >= len(data) - 3:
        return Decoded(data[:at], "utf-8", Remark("import.evidence.last_character_cut"))
    text = data.decode("cp1252", "replace")
    evidence = Remark("import.evidence.not_utf8", {"byte": at + 1})
    return Decoded(text.encode(), "cp1252", evidence)
