"""The files of a picture: drawn once, as SVG; Typst sets that as PDF and as PNG.

matplotlib would draw the picture anew for each of them, and load fontTools for the PDF.
"""

from pathlib import Path
from typing import Any

PNG_DPI = 300
PAGE = b"""
#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(sys.inputs.file, alt: sys.inputs.alt)
"""


def set_as_pdf_and_png(drawing: Path, title: str, alt: str) -> None:
    """Write `<stem>.pdf` (tagged, PDF/UA-1) and `<stem>.png` (300 dpi) beside an SVG file.

    Letters are outlines in all three, so that they look the same everywhere; what they say is in
    the alternative text. The same drawing gives the same bytes.
    """
    import typst

    compiler: Any = typst.Compiler(root=drawing.parent, ignore_system_fonts=True)
    words = {"file": drawing.name, "title": title, "alt": alt}
    compiler.compile(
        PAGE,
        output=drawing.with_suffix(".pdf"),
        format="pdf",
        sys_inputs=words,
        pdf_standards="ua-1",
    )
    compiler.compile(
        PAGE,
        output=drawing.with_suffix(".png"),
        format="png",
        ppi=PNG_DPI,
        sys_inputs=words,
    )
