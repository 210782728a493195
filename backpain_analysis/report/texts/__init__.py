"""The words of the pages: one catalogue a language, numbers and dates in its manner."""

import datetime as dt
import math
import tomllib
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from ...errors import SettingsError

FOLDER = Path(__file__).parent
PAGE = FOLDER / "page.html"
LANGUAGES = tuple(sorted(p.stem for p in FOLDER.glob("*.toml")))


class Texts:
    """One language's words. `texts("answers.heading")` looks up, and fills in values.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.
    other : bool
        Whether the activity is another than running: `group.key_other` then goes before
        `group.key`.
    """

    def __init__(self, language: str = "en", other: bool = False) -> None:
        if language not in LANGUAGES:
            raise SettingsError(
                f"there are no texts in {language!r}.",
                todo=f"Choose one of {', '.join(LANGUAGES)}.",
            )
        self.language, self.other = language, other
        content = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
        self.catalogue: dict[str, Any] = tomllib.loads(content)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `group.key`, its {fields} filled."""
        group, _, name = key.partition(".")
        words = self.catalogue[group]
        text = words.get(f"{name}_other", words[name]) if self.other else words[name]
        return str(text).format(**values)

    def all(self, group: str) -> list[str]:
        """Return every text of a group, in the file's order."""
        return [str(text) for text in self.catalogue[group].values()]

    def number(self, value: float, places: int = 1) -> str:
        """Write a number as the language does; NaN becomes the sign for nothing."""
        from babel.numbers import format_decimal

        if not math.isfinite(value):
            return self("words.none")
        if abs(value) >= 1e15:  # Babel counts digits only so far
            return f"{value:.0e}".replace("-", "\u2212")
        value = round(value, places) + 0.0
        pattern = "0." + "0" * places if places else "0"
        text: str = format_decimal(value, format=pattern, locale=self.language)
        return text.replace("-", "\u2212")

    def date(self, day: dt.date, form: str = "day") -> str:
        """Write a date as the language does."""
        from babel.dates import format_date

        return str(format_date(day, format=self(f"dates.{form}"), locale=self.language))


def page(title: str, body: str, nav: str = "", language: str = "en") -> str:
    """Return a whole HTML page in the house's look."""
    shown = f"<nav>{nav}</nav>\n" if nav else ""
    template = Template(PAGE.read_text(encoding="utf-8"))
    return template.substitute(title=escape(title), body=body, nav=shown, lang=language)
