"""The notebooks, run for one person in one kernel, and their pages."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from ..settings import ROOT
from .texts import fill

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

FOLDER = ROOT / "notebooks"
TIME_LIMIT = 300  # seconds a cell
READY = "import backpain_analysis.explore.shown"  # in the kernel, while this process imports too
KERNEL = ["--HistoryManager.hist_file=:memory:", f"--IPKernelApp.exec_lines={READY}"]


@dataclass(frozen=True)
class Run:
    """How one notebook went: its name, and the error that ended it, if any."""

    name: str
    error: str = ""


@contextmanager
def notebooks_beside(
    person: Path, out: Path, say: Callable[[str], None] = lambda text: None
) -> Iterator[list[Run]]:
    """Run every notebook for a person while the block does something else.

    One kernel runs them all, one after the other, emptied in between: the imports are paid for
    once. It talks over IPC, so no network port is opened (TCP where there is no IPC). It ends
    with the block, whatever ends that. The person's folder goes into the cell tagged `parameters`;
    `out` gets `<name>.html` and `<name>.ipynb`. The list of runs is full when the block has ended.
    A notebook that fails does not stop the others; its page shows the error.
    """
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_core.utils import run_sync

    kernels: list[AsyncKernelManager] = []
    sockets = tempfile.mkdtemp()

    def fresh() -> AsyncKernelManager:
        if os.name == "nt":
            kernel = AsyncKernelManager()
        else:  # each kernel's sockets in a place of their own: two runs never meet
            kernel = AsyncKernelManager(transport="ipc", ip=f"{sockets}/{len(kernels)}")
        kernels.append(kernel)
        run_sync(kernel.start_kernel)(
            extra_arguments=KERNEL, env={**os.environ, "BACKPAIN_REPORT": "1"}, cwd=str(ROOT)
        )
        return kernel

    def work(kernel: AsyncKernelManager) -> None:
        try:
            runs.extend(_run_all(kernel, fresh, person, out, say, over))
        except Exception as error:
            if not over.is_set():  # what breaks while the run is being ended is no news
                runs.append(Run("the notebooks", f"{type(error).__name__}: {error}"))

    runs: list[Run] = []
    over = Event()
    thread = None
    try:
        first = fresh()  # gets ready while this process imports
        # here, before the thread: matplotlib trips over an IPython that is half there
        import nbclient  # noqa: F401
        import nbconvert  # noqa: F401

        thread = Thread(target=work, args=[first], daemon=True)
        thread.start()
        yield runs
        thread.join()
    finally:
        over.set()
        for kernel in kernels:
            with suppress(Exception):  # interrupted while it started: its manager loses count
                if kernel.has_kernel:
                    run_sync(kernel.shutdown_kernel)(now=True)
        if thread is not None:
            thread.join(10)  # it soon sees that its kernel is gone
        shutil.rmtree(sockets, ignore_errors=True)


def _run_all(
    kernel: "AsyncKernelManager",
    fresh: Callable[[], "AsyncKernelManager"],
    person: Path,
    out: Path,
    say: Callable[[str], None],
    over: Event,
) -> list[Run]:
    import nbformat
    from jupyter_core.utils import run_sync

    books = {s.stem: nbformat.read(s, as_version=4) for s in sorted(FOLDER.glob("[0-9]*.ipynb"))}
    titles = {n: b.cells[0].source.splitlines()[0].lstrip("# ") for n, b in books.items()}
    client = None

    def write(name: str, error: str) -> Run:
        try:
            nbformat.write(books[name], out / f"{name}.ipynb")
            (out / f"{name}.html").write_text(_page(books[name], name, titles), encoding="utf-8")
        except Exception as failure:  # one notebook never takes the others down
            return Run(name, f"{type(failure).__name__}: {failure}")
        return Run(name, error)

    with ThreadPoolExecutor(1) as writer:  # writes one page while the next notebook runs
        written = []
        for name, book in books.items():
            if over.is_set():
                break
            say(f"notebook {name}")
            error, client = _run(book, kernel, client, person)
            if client is None and not over.is_set():
                run_sync(kernel.shutdown_kernel)(now=True)
                kernel = fresh()
            written.append(writer.submit(write, name, error))
    return [one.result() for one in written]


def _run(book: Any, kernel: "AsyncKernelManager", kc: Any, person: Path) -> tuple[str, Any]:
    """Run one notebook in place; return the error that ended it, and the client for the next one.

    The client is None where the kernel is lost. A new one waits to be sure that the kernel is
    silent, so one is kept for all.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    tagged = (c for c in book.cells if "parameters" in c.metadata.get("tags", []))
    cell = next(tagged, book.cells[0])
    stored = cell.source
    cell.source = stored.replace('person = ""', f"person = {os.fspath(person)!r}")
    failure = ""
    client = NotebookClient(book, km=kernel, timeout=TIME_LIMIT)
    client._cleanup_kernel = lambda: None  # type: ignore[method-assign]  # we end it, at exit too
    client.kc = kc
    try:
        client.execute()
    except CellExecutionError as error:
        failure = f"{error.ename}: {error.evalue}"
    except Exception as error:  # a kernel that is dead or stuck takes no other notebook down
        return (str(error).splitlines() or [type(error).__name__])[0], None
    finally:
        cell.source = stored
    client.kc.execute("%reset_selective -f .", silent=True)  # `%reset` collects garbage, twice
    return failure, client.kc


def _page(book: Any, name: str, titles: dict[str, str]) -> str:
    """Return a notebook's page: one file, no code, no reference to anything outside."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    for output in (o for cell in book.cells for o in cell.get("outputs", [])):
        if output.output_type == "error":  # one line; a traceback helps no one here
            output.traceback = [f"{output.ename}: {output.evalue}"]
    body, _ = exporter.from_notebook_node(book)
    body = re.sub(r'(href="[\w./]+)\.ipynb"', r'\1.html"', body)
    return fill("notebook.html", title=titles[name], name=name, titles=titles, body=body)
