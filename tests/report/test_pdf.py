"""The clinician's PDF: accessible (PDF/UA-1), small, two pages.

Typst checks PDF/UA-1 itself and stops at a fault. What a machine can check of the Matterhorn
Protocol (the PDF Association's list of PDF/UA-1 failures) is checked here once more, with pypdf.
Numbers in comments are its checkpoints.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

STANDARD = {
    *("Document", "Part", "Sect", "Div", "P", "H1", "H2", "Figure", "Caption", "Span", "Lbl"),
    *("Table", "THead", "TBody", "TR", "TH", "TD", "NonStruct", "Strong", "Em"),
}


@pytest.fixture(scope="module", params=["clinician.pdf", "clinician-letter.pdf"])
def pdf(report: Path, request: pytest.FixtureRequest) -> PdfReader:
    path = report / "clinician" / request.param
    assert path.stat().st_size < 1_000_000
    return PdfReader(path)


def elements(node: Any) -> Iterator[Any]:
    """Walk the structure tree in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def role(pdf: PdfReader, element: Any) -> str:
    roles = pdf.trailer["/Root"]["/StructTreeRoot"].get("/RoleMap", {})
    name = element["/S"]
    return str(roles.get(name, name))[1:]


def test_the_document_says_what_it_is(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True  # 01, 07
    assert "true" not in str(root["/MarkInfo"].get("/Suspects", "")).casefold()
    assert root["/Lang"] == "en"  # 11
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True  # 07-001
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp  # 05
    assert "Daily pain, running and weight" in xmp  # 06
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Daily pain, running and weight"
    assert not pdf.is_encrypted  # 26
    assert "/AcroForm" not in root  # 24, 25


def test_two_pages_each_in_its_structure(pdf: PdfReader) -> None:
    assert len(pdf.pages) == 2
    parents = [page["/StructParents"] for page in pdf.pages]
    assert len(set(parents)) == 2
    for page in pdf.pages:
        assert not page.get("/Annots")  # 28
        assert page.get("/Tabs", "/S") == "/S"


def test_all_content_is_tagged_or_decoration(pdf: PdfReader) -> None:
    shows = {b"Tj", b"TJ", b"'", b'"', b"Do", b"sh", b"f", b"F", b"f*", b"B", b"S", b"s", b"b"}
    for page in pdf.pages:
        open_, painted = 0, 0
        for _, operator in ContentStream(page.get_contents(), pdf).operations:
            open_ += (operator in (b"BDC", b"BMC")) - (operator == b"EMC")
            assert open_ >= 0
            if operator in shows:
                painted += 1
                assert open_, operator  # 01-003, 01-005
        assert open_ == 0
        assert painted > 50


def test_the_structure_is_sound(pdf: PdfReader) -> None:
    tree = list(elements(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]))
    kinds = [role(pdf, e) for e in tree]
    assert set(kinds) <= STANDARD, set(kinds) - STANDARD  # 02
    headings = [k for k in kinds if k[0] == "H" and k[1:].isdigit()]
    assert headings[0] == "H1"  # 14
    assert headings.count("H1") == 1
    figures = [e for e, k in zip(tree, kinds, strict=True) if k == "Figure"]
    assert len(figures) == 3
    for figure in figures:  # 13
        assert len(figure["/Alt"]) > 80
        assert figure["/A"]
    tables = [e for e, k in zip(tree, kinds, strict=True) if k == "Table"]
    assert len(tables) == 1
    for table in tables:  # 15
        heads = [e for e in elements(table) if role(pdf, e) == "TH"]
        assert len(heads) == 8
        widths = {
            sum(role(pdf, e) in ("TH", "TD") for e in elements(row["/K"]))
            for row in elements(table)
            if role(pdf, row) == "TR"
        }
        assert widths == {8}


def test_fonts_are_embedded_and_say_their_letters(pdf: PdfReader) -> None:
    fonts = {
        id(font): font
        for page in pdf.pages
        for font in (f.get_object() for f in page["/Resources"]["/Font"].values())
    }
    assert fonts
    for font in fonts.values():  # 31
        if font["/Subtype"] == "/Type3":
            continue
        below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below)
        assert "/ToUnicode" in font


def test_the_text_comes_out_in_reading_order(pdf: PdfReader) -> None:
    first, second = (" ".join(page.extract_text().split()) for page in pdf.pages)
    order = [
        *("Daily pain, running and weight", "Observational n-of-1", "made-up person"),
        *("Pain question", "The patient asks", "Three questions, three answers"),
        *(
            "Running frequency",
            "In the two weeks after one run more a week",
            "Running distance",
            "In the two weeks after 10 km more a week",
        ),
        *(
            "Weight change",
            "After gaining 1 kg",
            "Each dot is one day",
            "Month by month",
            "Days rated",
        ),
        *("until Oct 2025", "Nov 2025", "Oct 2026"),
    ]
    places = [first.index(words) for words in order]
    assert places == sorted(places)
    order = ["Difference in pain", "Each point is one day", "Fewer runs after bad days", "Why it"]
    order += ["How far to trust this", "Rated", "Plan", "Looks"]
    places = [second.index(words) for words in order]
    assert places == sorted(places)
    for page in (first, second):
        assert "not medical advice" in page
        assert "\ufffd" not in page
