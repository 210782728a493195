"""One language's phrases for one activity: a key and its fields in, a sentence out.

The catalogues (`en.toml`, `de.toml`) hold words only. A field is written `{name}`, with a form
where it needs one: `{days}`, `{estimate:.2}`, `{change:+.1}`, `{first:day}`. How a language
writes numbers and days is decided here and nowhere else.
"""

import datetime as dt
import functools
import math
import string
import tomllib
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from ..codes import Remark
from .safe import plain_text

FOLDER = Path(__file__).parent
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml"))
MINUS = "\u2212"
LARGEST_IN_FULL = 1e15


@functools.cache
def read_catalogue(language: str) -> dict[str, Any]:
    """Return all that a language has to say, as nested tables."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


class Phrases(string.Formatter):
    """The phrases of one language, about one kind of activity.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.
    activities : iterable of str
        What counts, as in the settings. One activity that the catalogue knows has words of its
        own (`[activity.run]`); any other, or several, are spoken of as "the activity".
    region : str
        The body region that is rated; the back where none is named.

    Notes
    -----
    The forms of the activity can stand in every phrase: `{doing}`, `{sessions}`, ... and with a
    capital, `{Doing}`, `{Sessions}`, ...; so can `{your_region}`: "your back".
    """

    def __init__(
        self, language: str = "en", activities: Iterable[str] = ("run",), region: str = ""
    ) -> None:
        self.language = language
        self.activities = tuple(activities)
        self.catalogue = read_catalogue(language)
        self.forms = self._forms_of_activity()
        self.forms["your_region"] = self._form_of_region(region)

    def _forms_of_activity(self) -> dict[str, str]:
        known = self.catalogue["activity"]
        forms = known["other"]
        if len(self.activities) == 1:
            name = activity_code(self.activities[0])
            forms = known.get(name, forms)
        capitals = {key.capitalize(): upper_first(text) for key, text in forms.items()}
        return forms | capitals

    def _form_of_region(self, region: str) -> str:
        if not region:
            return self("region.back")
        return self("region.named", region=region)

    def __call__(self, key: str, **fields: object) -> str:
        """Return the phrase of a key such as "answers.found", its fields filled.

        A phrase with a plural is a table of `one` and `other`, told apart by the field `n`.
        """
        phrase = self.look_up(key)
        if isinstance(phrase, Mapping):
            number = "one" if fields["n"] == 1 else "other"
            phrase = phrase[number]
        return self.vformat(phrase, (), self.forms | fields)

    def look_up(self, key: str) -> Any:
        """Return what the catalogue holds under a dotted key: a phrase, or a table of phrases."""
        found: Any = self.catalogue
        for part in key.split("."):
            found = found[part]
        return found

    def has(self, key: str) -> bool:
        """Tell whether the catalogue holds a key."""
        try:
            self.look_up(key)
        except (KeyError, TypeError):
            return False
        return True

    def remark(self, remark: Remark) -> str:
        """Return the words for a remark; remarks among its fields are put into words first."""
        return self(remark.code, **remark.fields)

    def format_field(self, value: Any, form: str) -> str:
        """Write one field: numbers and days in the language's manner, texts made safe."""
        if isinstance(value, Remark):
            value = self.remark(value)
        if isinstance(value, dt.date):
            return self.date(value, form or "day")
        if isinstance(value, Real) and not isinstance(value, bool):
            return self._numeric_field(value, form)
        text = plain_text(value)
        if form == "capital":
            return upper_first(text)
        return text

    def _numeric_field(self, value: Real, form: str) -> str:
        """Write a number in one of the forms "short", "rough", "exact", ".2", "+.1", ""."""
        number = float(value)
        if form == "short":
            return self.short(number)
        if form == "rough":
            return self.rough(number)
        if form == "exact":
            return self.exact(number)
        places = 0 if isinstance(value, Integral) else 1
        written = form.lstrip("+.")
        if written:
            places = int(written)
        return self.number(number, places, sign=form.startswith("+"))

    def number(self, value: float, places: int = 1, *, sign: bool = False) -> str:
        """Write a number with so many places, a true minus, and no sign before a zero."""
        if not math.isfinite(value):
            return str(self.look_up("number.none"))
        if abs(value) >= LARGEST_IN_FULL:
            return f"{value:.0e}"
        plus = "+" if sign else ""
        text = f"{value:{plus}z.{places}f}"
        is_zero = not text.strip("+0.")
        if is_zero:
            text = text.lstrip("+")
        point = str(self.look_up("number.point"))
        return text.replace("-", MINUS).replace(".", point)

    def short(self, value: float) -> str:
        """Write a number with one place where it has any."""
        if math.isfinite(value) and round(value, 1) % 1 != 0:
            return self.number(value, 1)
        return self.number(value, 0)

    def rough(self, value: float) -> str:
        """Write a number with two digits that count, without an exponent."""
        return self.exact(float(f"{value:.2g}"))

    def exact(self, value: float) -> str:
        """Write a number with as many places as it has, thousands apart."""
        if not math.isfinite(value):
            return str(self.look_up("number.none"))
        marks = {
            "-": MINUS,
            ",": str(self.look_up("number.thousands")),
            ".": str(self.look_up("number.point")),
        }
        table = {ord(mark): written for mark, written in marks.items()}
        return f"{value:,.12g}".translate(table)

    def date(self, day: dt.date, form: str = "day") -> str:
        """Write a day as the language does: "day", "month", ... of `[dates]`."""
        from babel.dates import format_date

        pattern = str(self.look_up(f"dates.{form}"))
        return str(format_date(day, format=pattern, locale=self.language))

    def listed(self, names: Iterable[str]) -> str:
        """Write names one beside the other."""
        return ", ".join(plain_text(name) for name in names)

    def activity_names(self) -> str:
        """Name the activities that count, one beside the other."""
        names = self.catalogue["activities"]
        named = [names.get(activity_code(name), name) for name in self.activities]
        return self.listed(named)


@functools.cache
def activity_code(name: str) -> str:
    """Return the key that an activity has here: the settings may say "swim" or "Swimming"."""
    for language in LANGUAGES:
        for code, word in read_catalogue(language)["activities"].items():
            if name.casefold() in (code, word.casefold()):
                return str(code)
    return name


def upper_first(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
