"""The words of the pages: one catalogue a language, numbers and dates in its manner."""

import datetime as dt
import math
import tomllib
from collections.abc import Iterable
from numbers import Integral, Real
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


class Texts:
    """One language's words. `texts("answers.heading")` looks up, and fills in values.

    Where the activity is another than running (`other`), `key_other` stands for `key`.
    """

    def __init__(self, language: str = "en", other: bool = False) -> None:
        self.language, self.other = language, other
        content = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
        self.catalogue: dict[str, Any] = tomllib.loads(content)
        for words in self.catalogue.values() if other else ():
            words |= {k.removesuffix("_other"): v for k, v in words.items() if "_other" in k}

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `group.key`, its {fields} filled: numbers and dates as written here.

        A whole number stands as one; any other has one decimal.
        """
        group, _, name = key.partition(".")
        for field, value in values.items():
            if isinstance(value, Real):
                values[field] = self.number(float(value), 0 if isinstance(value, Integral) else 1)
            elif isinstance(value, dt.date):
                values[field] = self.date(value)
        return str(self.catalogue[group][name]).format(**values)

    def number(self, value: float, places: int = 1) -> str:
        """Write a number as the language does; NaN becomes the sign for nothing."""
        if not math.isfinite(value):
            return self("words.none")
        text = f"{value:z.{places}f}" if abs(value) < 1e15 else f"{value:.0e}"
        return text.replace("-", "\u2212").replace(".", self("words.point"))

    def short(self, value: float) -> str:
        """Write a number with one decimal where it has any."""
        return self.number(value, 1 if round(value, 1) % 1 else 0)

    def date(self, day: dt.date, form: str = "day") -> str:
        """Write a date as the language does."""
        from babel.dates import format_date

        return str(format_date(day, format=self(f"dates.{form}"), locale=self.language))

    def activities(self, names: Iterable[str]) -> str:
        """Name the activities that count, one beside the other."""
        words = self.catalogue.get("activities", {})
        return ", ".join(words.get(name, name) for name in names)


def fill(template: str, **values: Any) -> str:
    """Fill a template of `report/`; in a page, what it is filled with is escaped."""
    import jinja2

    files = jinja2.FileSystemLoader(Path(__file__).parents[1] / "report")
    escape = jinja2.select_autoescape(["html"])
    made = jinja2.Environment(loader=files, autoescape=escape, trim_blocks=True, lstrip_blocks=True)
    return made.get_template(template).render(values) + "\n"
