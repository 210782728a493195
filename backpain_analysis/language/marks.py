"""The letters of a month's days as a strip of dots, where whatever shows them can write dots."""

# both and pain alone are the two that matter; a plus is a session on a day that was not rated
DOTS: dict[str, str | int | None] = {"B": "●", "P": "○", "A": "+", "W": "-", ".": "·"}


def days_as_dots(letters: str) -> str:
    """Return a mark for each letter of `Exports.calendar()`: "PBA." becomes "○●+·"."""
    return letters.translate(str.maketrans(DOTS))


def can_write_dots(encoding: str | None) -> bool:
    """Return whether text in this encoding can hold the marks; an unknown one is taken for ASCII.

    A terminal of Windows often cannot, where its output goes into a file.
    """
    marks = "".join(map(str, DOTS.values()))
    try:
        marks.encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
