"""The person's page in headless Chromium: from disk, no network, every width, mode and hand.

`.ci/run` fetches axe-core and names its file in AXE; without it the check of accessibility is
skipped.
"""

import base64
import dataclasses
import datetime as dt
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from chromium import CHROMIUM, NO_NETWORK, Page, browser, wait
from made_tests import AFTER, DURING, made_days, made_result, reported
from pypdf import PdfReader

import backpain_analysis as bpa
from backpain_analysis.diary import Event
from backpain_analysis.report import Analysis
from backpain_analysis.report.yours import your_page
from backpain_analysis.settings import ROOT, Settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]
AXE = Path(os.environ.get("AXE", ""))
INJECTION = pd.Timestamp("2025-12-03")
EVENTS = (
    Event("physiotherapy", pd.Timestamp("2025-07-20"), pd.Timestamp("2025-09-10")),
    Event(
        "<script>alert(1)</script> & 'x'", pd.Timestamp("2025-12-03"), pd.Timestamp("2025-12-03")
    ),
    Event("N" * 200, pd.Timestamp("2026-06-20"), pd.Timestamp("2026-06-27")),
    Event("חופשה 👩‍👧 \x07", pd.Timestamp("2026-02-01"), pd.Timestamp("2026-02-14")),
)
SIZES = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
PAGES = ["example", "decade", "weeks", "painless", "tested", "testing"]
SLIDER = "document.querySelector('.slider')"
READOUT = "document.querySelector('.readout').textContent"
LINES = "[...document.querySelectorAll('.days li')]"
VIEWS = "[...document.querySelectorAll('.stage svg')].map(s => s.getAttribute('viewBox'))"


def analysis_of(days: pd.DataFrame, events: tuple[Event, ...], **settings: Any) -> Analysis:
    nothing: Any = None
    diary = bpa.Diary(days, events=events)
    chosen = Settings(**settings)
    answers = bpa.answer(diary, chosen)
    return Analysis(chosen, nothing, diary, days, answers, looks=1)


def example_days() -> pd.DataFrame:
    settings = bpa.read_settings(ROOT / "data" / "example")
    exports = bpa.read_exports(settings.raw, settings)
    days = bpa.build_diary(exports, settings).days.copy()
    random = np.random.default_rng(1)
    days["stress"] = random.integers(0, 6, len(days)).astype(float)
    return days


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of pages: the example, ten years, three weeks, no pain, fair tests."""
    folder = tmp_path_factory.mktemp("pages")
    days = example_days()
    long = pd.concat([days] * 6).iloc[:3653]
    long.index = pd.date_range("2016-11-01", periods=len(long), freq="D", name="day")
    frames = {
        "example": days,
        "decade": long,
        "weeks": days.iloc[60:81],
        "painless": days.assign(pain=np.nan),
    }
    for name, frame in frames.items():
        analysis = analysis_of(frame, EVENTS)
        page = your_page(analysis, month="2026-11", today=dt.date(2026, 11, 28))
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    of_test = made_days()
    tests = {
        "tested": reported(of_test, AFTER, made_result()),
        "testing": reported(of_test, DURING),
    }
    for name, test in tests.items():
        analysis = dataclasses.replace(analysis_of(of_test, EVENTS), fair_test=test)
        page = your_page(analysis, month="2026-08", today=AFTER)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def opened() -> Iterator[Page]:
    with browser(NO_NETWORK) as page:
        page.call("Page.enable")
        yield page


@pytest.fixture(scope="module", params=["example", "example_test"])
def clinicians(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the clinician's page of an example; the second has done a fair test."""
    out = tmp_path_factory.mktemp("report")
    made = bpa.write_report(ROOT / "data" / request.param, out, "2026-11", notebooks=False)
    return made / "clinician" / "clinician.html"


def show(page: Page, path: Path, width: int, mode: str = "light", *, touch: bool = False) -> None:
    page.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=900,
        deviceScaleFactor=1,
        mobile=touch,
    )
    page.call("Emulation.setTouchEmulationEnabled", enabled=touch, maxTouchPoints=2)
    scheme = {"name": "prefers-color-scheme", "value": mode}
    page.call("Emulation.setEmulatedMedia", media="", features=[scheme])
    page.call("Page.navigate", url="about:blank")
    page.call("Page.navigate", url=path.as_uri())
    loaded = f"document.readyState === 'complete' && location.href === {path.as_uri()!r}"
    wait(lambda: page.run(loaded), 20, path.name)


@pytest.mark.parametrize(("width", "mode"), SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_it_fits_and_can_be_read(
    opened: Page, folder: Path, name: str, width: int, mode: str
) -> None:
    show(opened, folder / f"{name}.html", width, mode)
    assert opened.run("document.documentElement.scrollWidth") <= width
    smallest = """Math.min(...[...document.querySelectorAll('main *')].filter(e => e.offsetParent &&
      [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
      .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
    assert opened.run(smallest) >= 11
    assert opened.run("performance.getEntriesByType('resource').length") == 0
    assert opened.run("getComputedStyle(document.body).backgroundColor") == (
        "rgb(20, 23, 27)" if mode == "dark" else "rgb(255, 255, 255)"
    )
    drawn = """[...document.querySelectorAll('.stage svg')]
      .every(s => s.getBoundingClientRect().width > 200)"""
    assert opened.run(drawn)


@pytest.mark.parametrize(("name", "most"), [("example", 500_000), ("decade", 1_500_000)])
def test_it_is_small_and_painted_within_a_second(
    opened: Page, folder: Path, name: str, most: int
) -> None:
    path = folder / f"{name}.html"
    assert path.stat().st_size < most
    show(opened, path, 1280)
    painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    assert wait(lambda: opened.run(painted), 10, "the first paint") < 1000


def key(page: Page, name: str, code: int) -> None:
    for kind in ("keyDown", "keyUp"):
        page.call(
            "Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code
        )


def test_every_day_is_reached_by_keyboard_with_the_words_of_a_hover(
    opened: Page, folder: Path
) -> None:
    show(opened, folder / "example.html", 1280)
    for _ in range(60):
        key(opened, "Tab", 9)
        if opened.run(f"document.activeElement === {SLIDER}"):
            break
    assert opened.run(f"document.activeElement === {SLIDER}")
    lines = opened.run(
        "[...document.querySelectorAll('.days li')].map(l => [l.value, l.textContent])"
    )
    words = dict(map(tuple, lines))
    key(opened, "End", 35)
    spoken = {}
    for _ in range(len(words) + 2):
        key(opened, "ArrowLeft", 37)
        at, text = opened.run(f"[{SLIDER}.value, {SLIDER}.getAttribute('aria-valuetext')]")
        spoken[int(at)] = text
        if at == "0":
            break
    spoken[len(words) - 1] = words[len(words) - 1]
    assert spoken == words
    key(opened, "PageUp", 33)
    assert opened.run(READOUT) == words[28]


def hover(page: Page, share: float, kind: str = "mouseMoved", **more: Any) -> None:
    page.run("document.querySelector('.stage').scrollIntoView({block: 'center'})")
    box = page.run("(() => { const b = document.querySelector('.stage').getBoundingClientRect();"
                   " return [b.left, b.top, b.width, b.height]; })()")  # fmt: skip
    x = box[0] + share * box[2]
    y = box[1] + box[3] / 2
    page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)


def test_the_mouse_shows_a_day_and_a_drag_zooms_all_panels(opened: Page, folder: Path) -> None:
    show(opened, folder / "example.html", 1280)
    days = int(opened.run("document.getElementById('timeline').dataset.days"))
    hover(opened, 0.5)
    shown = opened.run(
        f"[...document.querySelectorAll('.days li')].find(l => l.textContent === {READOUT}).value"
    )
    assert abs(shown - days / 2) <= 1
    at_rest = opened.run(VIEWS)
    hover(opened, 0.25, "mousePressed", button="left", clickCount=1)
    hover(opened, 0.4, buttons=1, button="left")
    hover(opened, 0.5, buttons=1, button="left")
    hover(opened, 0.5, "mouseReleased", button="left", clickCount=1)
    near = opened.run(VIEWS)
    assert len(set(near)) == 1
    first, _, span, _ = map(float, near[0].split())
    assert abs(first - days / 4) <= 2
    assert abs(span - days / 4) <= 3
    opened.run("document.querySelector('[data-last=\"0\"]').click()")
    assert opened.run(VIEWS) == at_rest


def test_a_finger_looks_and_two_zoom(opened: Page, folder: Path) -> None:
    show(opened, folder / "example.html", 390, touch=True)
    opened.run("document.querySelector('.stage').scrollIntoView({block: 'center'})")
    left, top, width = opened.run(
        "(() => { const b = document.querySelector('.stage').getBoundingClientRect();"
        " return [b.left, b.top + b.height / 2, b.width]; })()"
    )

    def touch(kind: str, *shares: float) -> None:
        points = [{"x": left + share * width, "y": top, "id": n} for n, share in enumerate(shares)]
        opened.call("Input.dispatchTouchEvent", type=kind, touchPoints=points)

    touch("touchStart", 0.5)
    touch("touchEnd")
    assert "2025" in opened.run(READOUT)
    touch("touchStart", 0.45)
    touch("touchStart", 0.45, 0.55)
    touch("touchMove", 0.3, 0.7)
    touch("touchMove", 0.2, 0.8)
    touch("touchEnd")
    views = opened.run(VIEWS)
    assert len(set(views)) == 1
    assert float(views[0].split()[2]) == pytest.approx(610 / 6, rel=0.15)


def test_it_reads_without_its_script(opened: Page, folder: Path) -> None:
    opened.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        show(opened, folder / "example.html", 390)
        text = opened.run("document.body.innerText")
        assert "Less pain goes with more runs" in text
        assert opened.run("document.querySelectorAll('.days li').length") == 610
        for part in (".controls", ".slider", ".readout"):
            assert opened.run(f"document.querySelector('{part}').offsetParent === null")
        assert opened.run("document.querySelectorAll('.axis span').length") >= 3
    finally:
        opened.call("Emulation.setScriptExecutionDisabled", value=False)


def printed(page: Page) -> PdfReader:
    made = page.call("Page.printToPDF", preferCSSPageSize=False, paperWidth=8.27, paperHeight=11.69)
    return PdfReader(io.BytesIO(base64.b64decode(made["data"])))


def test_it_prints_the_picture_at_rest(opened: Page, folder: Path) -> None:
    show(opened, folder / "example.html", 1280, "dark")
    opened.run("document.querySelector('[data-zoom=in]').click()")
    pdf = printed(opened)
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert len(pdf.pages) <= 5
    assert "Less pain goes with more runs" in " ".join(text.split())
    assert "Whole" not in text
    assert opened.run(VIEWS)[0].startswith("0 0 610")


def test_a_fair_test_stands_first_and_prints(opened: Page, folder: Path) -> None:
    show(opened, folder / "tested.html", 390)
    places = "['#fair-test', '.cards'].map(s => document.querySelector(s).offsetTop)"
    first, second = opened.run(places)
    assert first < second
    assert (
        opened.run("document.querySelector('#fair-test svg').getBoundingClientRect().width") > 200
    )
    text = " ".join(page.extract_text() for page in printed(opened).pages)
    assert "Being asked for more running lowered the pain." in " ".join(text.split())


def test_the_clinicians_page_prints_on_two_and_fits_a_phone(opened: Page, clinicians: Path) -> None:
    show(opened, clinicians, 1280)
    for width, height in ((8.27, 11.69), (8.5, 11)):
        made = opened.call("Page.printToPDF", paperWidth=width, paperHeight=height)
        pages = PdfReader(io.BytesIO(base64.b64decode(made["data"]))).pages
        assert len(pages) == 2
        assert "Last four weeks" in pages[0].extract_text()
    show(opened, clinicians, 390, touch=True)
    assert opened.run("document.documentElement.scrollWidth") <= 390
    assert opened.run("document.querySelector('.timeline img').width") >= 600


@pytest.mark.skipif(not AXE.is_file(), reason="AXE names no axe.min.js: accessibility NOT checked")
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious_for_the_clinician(
    opened: Page, clinicians: Path, width: int
) -> None:
    show(opened, clinicians, width)
    assert not serious(opened)


def serious(page: Page) -> list[Any]:
    """Return what axe-core calls serious or critical."""
    page.run(AXE.read_text(encoding="utf-8"))
    found = page.run("""axe.run().then(r => r.violations.map(v => [v.impact, v.id,
      v.nodes.slice(0, 3).map(n => n.html.slice(0, 120) + ' ' + n.failureSummary)]))""")
    return [one for one in found if one[0] in ("serious", "critical")]


@pytest.mark.skipif(not AXE.is_file(), reason="AXE names no axe.min.js: accessibility NOT checked")
@pytest.mark.parametrize(("width", "mode"), SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(
    opened: Page, folder: Path, name: str, width: int, mode: str
) -> None:
    show(opened, folder / f"{name}.html", width, mode)
    opened.run("""document.querySelectorAll('details')
      .forEach(d => { if (!d.closest('.days')) d.open = true; })""")
    assert not serious(opened)
    assert opened.run("!!document.querySelector('.slider:not([aria-hidden])')")
