"""Small tables written into a folder, and what reading them asks: for tests of importing."""

from collections.abc import Mapping
from pathlib import Path

import backpain_analysis as bpa
from backpain_analysis.importing import Exports
from backpain_analysis.settings import FileSettings, Settings


def read_tables(
    folder: Path,
    files: Mapping[str, FileSettings] | None = None,
    zone: str = "UTC",
    **texts: str,
) -> Exports:
    """Write each text to a table of its name and read them all; every row is accounted for."""
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    exports = bpa.read_exports(folder, Settings(timezone=zone, files=dict(files or {})))
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def row_a_day(header: str, *rows: str, month: int = 5) -> str:
    """Return a table with a row a day, from the first of a month of 2024 on."""
    lines = [f"2024-{month:02}-{day:02},{row}" for day, row in enumerate(rows, 1)]
    return "\n".join([header, *lines]) + "\n"


def codes_asked(exports: Exports) -> list[str]:
    """Return the codes of the questions, without their group."""
    return [question.remark.code.rpartition(".")[2] for question in exports.questions]
