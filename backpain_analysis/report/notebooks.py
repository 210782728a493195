"""The notebooks, run for one person in one kernel, and their pages."""

import asyncio
import json
import os
import re
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from ..codes import Remark
from ..errors import BackpainError
from ..foreign import without_foreign
from ..held import own_folder
from ..language import Phrases
from ..settings import ROOT, read_settings
from .progress import Say, say_nothing
from .templates import fill

FOLDER = ROOT / "notebooks"
PACKAGE = Path(__file__).parent.parent
KERNEL = "backpain"
MODULE = "backpain_analysis.report.kernel"
VARIABLE = (
    "BACKPAIN_REPORT"  # of the kernel's environment: where a report hands over what it computes
)
LOADED = """
import joblib, matplotlib.backends.backend_agg
import backpain_analysis as bpa
bpa.plots.timeline, bpa.notebook.open_record
"""
TIME_LIMIT = 300  # seconds a cell
OF_THEIR_OWN = "own"  # tag of the cells that hand the tables over: no part of a report
LINK_TO_A_NOTEBOOK = re.compile(r'(href="[\w./]+)\.ipynb"')


def run_notebooks(person: Path, out: Path, say: Say = say_nothing) -> dict[str, str]:
    """Run every notebook for a person; return for each the error that ended it, or nothing.

    `out` gets `<name>.ipynb` and its page `<name>.html`. One kernel runs them all, emptied in
    between: the imports are paid for once. It is this Python's own, whatever kernels and settings
    of Jupyter lie about, and what passes between it and this process goes over IPC (TCP where
    there is no IPC). A notebook that fails stops no other; its page shows the error. The
    notebooks are those of the person's language. A report runs them `beside`.
    """
    try:
        language = read_settings(person).language
    except BackpainError as failure:
        return {"the notebooks": in_a_line(failure)}
    with own_folder() as folder:
        kernel = Kernel(folder)
        try:
            return run_in(kernel, folder_of(language), person, out, language, say)
        finally:
            kernel.end()


def run_in(
    kernel: "Kernel", notebooks: Path, person: Path, out: Path, language: str, say: Say
) -> dict[str, str]:
    """Run the notebooks of a folder in a kernel, and write the page of each during the next."""
    try:
        books = _read_notebooks(notebooks)
        titles = {name: _title(book) for name, book in books.items()}
    except Exception as failure:  # one of them was damaged
        return {"the notebooks": in_a_line(failure)}
    errors: dict[str, str] = {}
    pages: dict[str, Future[None]] = {}
    with ThreadPoolExecutor(max_workers=1) as writer:
        for name, book in books.items():
            say(Remark("progress.notebook", {"name": name}))
            errors[name] = kernel.run(book, person)
            pages[name] = writer.submit(_write, book, name, titles, out, language)
    for name, page in pages.items():
        failed = page.exception()  # one page never takes the others down
        if failed is not None:
            errors[name] = in_a_line(failed)
    return errors


def folder_of(language: str) -> Path:
    """Return the folder of the notebooks in a language; English where there are none in it."""
    own = FOLDER / language
    return own if own.is_dir() else FOLDER


def _read_notebooks(folder: Path) -> dict[str, Any]:
    """Read every notebook by its name, without the cells that only JupyterLab is for."""
    import nbformat

    books = {}
    for path in sorted(folder.glob("[0-9]*.ipynb")):
        book: Any = nbformat.read(path, as_version=4)
        book.cells = [cell for cell in book.cells if not _is_own(cell)]
        books[path.stem] = book
    return books


def _is_own(cell: Any) -> bool:
    return OF_THEIR_OWN in cell.metadata.get("tags", [])


def _title(book: Any) -> str:
    first_line = str(book.cells[0].source.splitlines()[0])
    return first_line.lstrip("# ")


def in_a_line(failure: BaseException) -> str:
    """Return the kind of an error and what it says."""
    return f"{type(failure).__name__}: {failure}"


class Kernel:
    """The process in which notebooks run; one that is lost is followed by a new one.

    Parameters
    ----------
    folder : Path
        A folder of its own, for the files that Jupyter needs.
    given : Path, optional
        The folder in which a report hands over what it computes. The notebooks show that, and
        neither read nor fit again.
    """

    def __init__(self, folder: Path, given: Path | None = None) -> None:
        self.folder = folder
        self.given = str(given or "1")
        self.started = 0
        self.client: Any = None

    def load(self) -> None:
        """Start the kernel, and load what the notebooks will use; what fails here fails there."""
        from nbformat.v4 import new_code_cell, new_notebook

        book = new_notebook(cells=[new_code_cell(LOADED)])
        self.client = self._start(book)
        self._execute(book)

    def run(self, book: Any, person: Path) -> str:
        """Run one notebook in place for a person, named in its cell tagged `parameters`.

        Return the error that ended it.
        """
        if self.client is None or self.client.km is None:
            self.client = self._start(book)
        cell = _parameters(book)
        stored = cell.source
        cell.source = stored.replace('person = ""', f"person = {os.fspath(person)!r}")
        try:
            return self._execute(book)
        finally:
            cell.source = stored

    def _start(self, book: Any) -> Any:
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient

        place = {"connection_file": f"{self.folder}/{self.started}.json"}
        if os.name != "nt":
            place |= {"transport": "ipc", "ip": f"{self.folder}/{self.started}"}
        self.started += 1
        manager: Any = AsyncKernelManager(
            kernel_name=KERNEL, kernel_spec_manager=_own_kernel(self.folder), **place
        )
        return NotebookClient(book, km=manager, timeout=TIME_LIMIT, shutdown_kernel="immediate")

    def _execute(self, book: Any) -> str:
        from nbclient.exceptions import CellExecutionError

        failure = ""
        self.client.nb = book
        try:
            self.client.execute(cwd=str(ROOT), env=self._environment())
        except CellExecutionError as error:
            failure = f"{error.ename}: {error.evalue}"
        except asyncio.CancelledError as stopped:  # a Ctrl-C while the kernel starts
            raise KeyboardInterrupt from stopped
        except Exception as error:  # a kernel that is dead or stuck takes no other notebook down
            if hasattr(self.client, "_async_cleanup_kernel_future"):  # so nbclient takes a Ctrl-C
                raise KeyboardInterrupt from error
            self.end()
            lines = str(error).splitlines()
            return lines[0] if lines else type(error).__name__
        # `%reset` collects garbage, twice
        self.client.kc.execute("%reset_selective -f .", silent=True)
        return failure

    def _environment(self) -> dict[str, str]:
        """Return the kernel's environment: neither a profile nor a path of anybody's."""
        own = without_foreign(os.environ)
        own[VARIABLE] = self.given
        own["IPYTHONDIR"] = str(self.folder / "ipython")
        own["PYTHONPATH"] = str(PACKAGE.parent)
        return own

    def kill(self) -> None:
        """End the kernel's process from another thread, at once."""
        manager = getattr(self.client, "km", None)
        process = getattr(getattr(manager, "provisioner", None), "process", None)
        if process is not None:
            process.kill()

    def end(self) -> None:
        """End the kernel, if one is left, and the connection to it."""
        if self.client is not None and self.client.km is not None:
            self.client._cleanup_kernel()


def _own_kernel(folder: Path) -> Any:
    """Return what knows one kernel only: that of the Python that runs this."""
    from jupyter_client.kernelspec import KernelSpecManager

    argv = [sys.executable, "-m", MODULE, "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": KERNEL, "language": "python"}
    file = folder / "kernels" / KERNEL / "kernel.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(spec), encoding="utf-8")
    return KernelSpecManager(kernel_dirs=[str(folder / "kernels")], ensure_native_kernel=False)


def _parameters(book: Any) -> Any:
    """Return the cell that names the person."""
    for cell in book.cells:
        if "parameters" in cell.metadata.get("tags", []):
            return cell
    return book.cells[0]


def _write(book: Any, name: str, titles: dict[str, str], out: Path, language: str) -> None:
    """Write a notebook and its page: one file, no code, no reference to anything outside."""
    import nbformat

    nbformat.write(book, out / f"{name}.ipynb")
    _shorten_errors(book)
    body, _ = _exporter().from_notebook_node(book)
    body = LINK_TO_A_NOTEBOOK.sub(r'\1.html"', body)
    page = fill(
        "notebook.html",
        title=titles[name],
        name=name,
        titles=titles,
        body=body,
        lang=language,
        back=Phrases(language)("links.back"),
    )
    (out / f"{name}.html").write_text(page, encoding="utf-8")


@cache
def _exporter() -> Any:
    """Return what makes a page of a notebook; it compiles its templates once for all of them."""
    from nbconvert import HTMLExporter

    return HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )


def _shorten_errors(book: Any) -> None:
    """Leave one line of each error: a traceback helps no one here."""
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
