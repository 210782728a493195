"""The pages' templates, filled; what fills a page of HTML is made safe on the way."""

from pathlib import Path
from typing import Any

from ..language import plain_text

FOLDER = Path(__file__).parent


def fill(template: str, **values: Any) -> str:
    """Fill a template of this folder and return its text."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=jinja2.select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    if template.endswith(".html"):
        environment.finalize = _without_controls
    return environment.get_template(template).render(values) + "\n"


def _without_controls(value: Any) -> Any:
    """Take control characters out of a text that is not HTML yet."""
    from markupsafe import Markup

    if isinstance(value, str) and not isinstance(value, Markup):
        return plain_text(value)
    return value
