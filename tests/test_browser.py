"""Each notebook in a real JupyterLab, in headless Chromium: cells run, figures show."""

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import CHROMIUM, Page, browser, free_port, wait

from backpain_analysis.report.notebooks import FOLDER
from backpain_analysis.settings import ROOT

NOTEBOOKS = sorted(p.name for p in FOLDER.glob("[0-9]*.ipynb"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("lab")
    for name in NOTEBOOKS:
        shutil.copy(FOLDER / name, folder)
    port = free_port()
    options = [f"--port={port}", "--no-browser", "--expose-app-in-browser", "--allow-root"]
    options += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"]
    env = os.environ | {"JUPYTER_CONFIG_DIR": str(folder / ".config"), "HOME": str(folder)}
    command = [sys.executable, "-m", "jupyterlab", *options, f"--notebook-dir={folder}"]
    server = subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait(
            lambda: urllib.request.urlopen(f"{address}/api/status").status == 200, 60, "the server"
        )
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser("--window-size=1200,4000") as opened:
        yield opened


BOOK = "Array.from(window.jupyterapp.shell.widgets('main'))[0]"
READY = f"!!({BOOK} && {BOOK}.sessionContext && {BOOK}.sessionContext.session)"
IDLE = f"""(() => {{ const cells = {BOOK}.content.model.cells; let waiting = 0;
  for (let i = 0; i < cells.length; i++) {{ const c = cells.get(i);
    if (c.type === 'code' && c.sharedModel.source.trim() && !c.executionCount) waiting += 1; }}
  return waiting === 0 && {BOOK}.sessionContext.session.kernel.status === 'idle'; }})()"""
OUTPUTS = f"""(() => {{ const found = []; const cells = {BOOK}.content.model.cells;
  for (let i = 0; i < cells.length; i++) if (cells.get(i).type === 'code')
    found.push(...cells.get(i).outputs.toJSON()); return found; }})()"""


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_in_jupyterlab(lab: str, page: Page, name: str) -> None:
    page.call("Page.navigate", url=f"{lab}/lab/tree/{name}?reset")
    wait(lambda: page.run(f"typeof window.jupyterapp === 'object' && {READY}"), 90, name)
    page.run(f"window.jupyterapp.shell.activateById({BOOK}.id)")
    page.run("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    wait(lambda: page.run(IDLE), 120, f"{name} to run")
    outputs = page.run(OUTPUTS)
    kinds = [o["output_type"] for o in outputs]
    assert "error" not in kinds
    assert not [o for o in outputs if o.get("name") == "stderr"]
    assert any("<img alt=" in str(o.get("data", {}).get("text/html")) for o in outputs)
    shown = page.run("document.querySelectorAll('.jp-OutputArea-output img').length")
    assert shown > 0
    if name.startswith(("03", "04", "05")):
        slider = "document.querySelectorAll('.widget-dropdown select').length"
        assert wait(lambda: page.run(slider), 30, "the widgets") >= 1
        before = page.run("document.querySelector('.widget-vbox').innerText")
        page.run("""(() => { const s = document.querySelector('.widget-dropdown select');
          s.selectedIndex = (s.selectedIndex + 1) % s.options.length;
          s.dispatchEvent(new Event('change', {bubbles: true})); })()""")
        changed = "document.querySelector('.widget-vbox').innerText"
        wait(lambda: page.run(changed) != before, 60, "the widget to respond")
    assert not Path(ROOT / "notebooks" / ".ipynb_checkpoints" / name).exists()
