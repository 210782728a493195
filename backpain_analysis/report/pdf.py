"""The clinician's pages, set with Typst."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).with_name("clinician.typ")


def write_pdf(content: Mapping[str, Any], figures: Path, out: Mapping[str, Path]) -> None:
    """Set the pages once for each paper size; Typst reads no file outside `figures`.

    Tagged, accessible (PDF/UA-1), the same bytes each time, and with the same fonts everywhere:
    a sign that these lack is named in brackets.

    Parameters
    ----------
    content : mapping
        All words and numbers (`clinician_content`), with the figures' files.
    figures : Path
        The folder of the figures.
    out : mapping of str to Path
        For a paper size of Typst's its file: `.pdf`, or `.png` for a picture of each page.
    """
    import matplotlib
    import typst

    from ..plots import in_letters_at_hand

    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    compiler: Any = typst.Compiler(root=figures, font_paths=[fonts], ignore_system_fonts=True)
    words = in_letters_at_hand(json.dumps(content, ensure_ascii=False))
    for paper, path in out.items():
        compiler.compile(
            TEMPLATE.read_bytes(),
            output=path,
            format=path.suffix.removeprefix("."),
            sys_inputs={"paper": paper, "content": words},
            pdf_standards="ua-1",
        )
