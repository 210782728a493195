"""Draw the README's pictures anew, from the example and the calibration: `make pictures`."""

import shutil
import tempfile
from pathlib import Path

import backpain_analysis as bpa
from backpain_analysis.calibration_table import nearest
from backpain_analysis.report import pages

FIGURES = Path(__file__).parent / "figures"
EXAMPLE = Path(__file__).parents[1] / "data" / "example"
write_pdf = pages.write_pdf


def write_pdf_and_show(content, figures, out):
    """Set the pages as ever, then once more as pictures."""
    write_pdf(content, figures, out)
    write_pdf(content, figures, {"a4": Path(out["a4"].parent, "page_{p}.png")})
    shutil.copyfile(out["a4"].parent / "page_1.png", FIGURES / "clinician_page.png")


pages.write_pdf = write_pdf_and_show
with tempfile.TemporaryDirectory() as folder:
    report = bpa.write_report(EXAMPLE, folder, notebooks=False)
    for name in ("timeline", "answers"):
        shutil.copyfile(report / "figures" / f"{name}.png", FIGURES / f"{name}.png")
ax = bpa.plots.false_alarms(nearest(365, 0.8), width=bpa.PRINT)
ax.figure.savefig(FIGURES / "false_alarms.png", dpi=150)
