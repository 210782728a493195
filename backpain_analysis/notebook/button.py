"""A button in the first notebook that writes the month's report."""

from typing import Any

from ..errors import BackpainError
from ..report import write_report
from ..settings import ROOT
from .display import Note
from .session import Record
from .widgets import nobody_clicks


def choose_report(record: Record) -> Any:
    """Offer a button that writes this month's report, as `make report` does."""
    if nobody_clicks():
        return Note("In JupyterLab a button here writes this month's report.")
    import ipywidgets as w

    button, said = w.Button(description="Write this month's report"), w.HTML()
    button.layout.width = "15rem"

    def write(_: Any) -> None:
        button.disabled, said.value = True, "Writing; this takes a moment ..."
        try:
            folder = write_report(record.settings.person or "", ROOT / "reports")
            said.value = f"Done: {folder.relative_to(ROOT)}/yours.html"
        except BackpainError as error:
            said.value = str(error)
        button.disabled = False

    button.on_click(write)
    return w.VBox([button, said])
