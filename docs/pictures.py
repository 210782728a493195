"""Draw the pictures of README and docs anew, from examples and calibration: `make pictures`.

The person's page is photographed by Chromium; without it, that picture stays as it is.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from explained import draw_idea, draw_verdicts

import backpain_analysis as bpa
from backpain_analysis.calibration_table import nearest
from backpain_analysis.report import pages
from backpain_analysis.trial import analyse

FIGURES = Path(__file__).parent / "figures"
EXAMPLE = Path(__file__).parents[1] / "data" / "example"
TESTED = EXAMPLE.with_name("example_test")
write_pdf = pages.write_pdf


def write_pdf_and_show(content, figures, out):
    """Set the pages as ever, then once more as pictures."""
    write_pdf(content, figures, out)
    write_pdf(content, figures, {"a4": Path(out["a4"].parent, "page_{p}.png")})
    shutil.copyfile(out["a4"].parent / "page_1.png", FIGURES / "clinician_page.png")


def photograph(page):
    """Take a picture of the top of the person's page."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium is installed: docs/figures/your_page.png stays as it is")
        return
    picture = FIGURES / "your_page.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    options += ["--window-size=1100,1600", f"--screenshot={picture}", page.absolute().as_uri()]
    subprocess.run([chromium, *options], check=True, capture_output=True)


pages.write_pdf = write_pdf_and_show
with tempfile.TemporaryDirectory() as folder:
    report = bpa.write_report(EXAMPLE, folder, notebooks=False)
    photograph(report / "yours.html")
me = bpa.notebook.open_record(TESTED)
picture = bpa.plots.fair_test(analyse(me.diary, me.fair_test), me.diary, width=bpa.plots.PRINT)
picture.savefig(FIGURES / "fair_test.png", dpi=150)
ax = bpa.plots.false_alarms(nearest(365, 0.8), width=bpa.plots.PRINT)
ax.figure.savefig(FIGURES / "false_alarms.png", dpi=150)
made_up = bpa.notebook.open_record(EXAMPLE)
fit = bpa.fit_lagged(made_up.diary, bpa.DISTANCE)
picture = draw_idea(made_up.diary.days, fit, width=bpa.plots.PRINT)
picture.savefig(FIGURES / "idea.png", dpi=150)
draw_verdicts(width=bpa.plots.PRINT).savefig(FIGURES / "verdicts.png", dpi=150)
