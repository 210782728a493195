"""The notebooks, run for one person in one kernel, and their pages."""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..language.texts import fill
from ..settings import ROOT

FOLDER = ROOT / "notebooks"
TIME_LIMIT = 300  # seconds a cell


def run_notebooks(
    person: Path, out: Path, say: Callable[[str], None] = lambda text: None
) -> dict[str, str]:
    """Run every notebook for a person; return for each the error that ended it, or nothing.

    `out` gets `<name>.ipynb` and its page `<name>.html`. One kernel runs them all, emptied in
    between: the imports are paid for once. It talks over IPC, so no network port is opened (TCP
    where there is no IPC). A notebook that fails stops no other; its page shows the error.
    """
    import nbformat
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    try:
        books = {p.stem: nbformat.read(p, 4) for p in sorted(FOLDER.glob("[0-9]*.ipynb"))}
        titles = {n: b.cells[0].source.splitlines()[0].lstrip("# ") for n, b in books.items()}
    except Exception as failure:  # one of them was damaged
        return {"the notebooks": f"{type(failure).__name__}: {failure}"}
    how: Any = {"timeout": TIME_LIMIT, "shutdown_kernel": "immediate"}
    client: Any = None
    errors: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as sockets:
        try:
            for name, book in books.items():
                say(f"notebook {name}")
                if client is None or client.km is None:
                    place = {"transport": "ipc", "ip": f"{sockets}/{len(errors)}"}
                    kernel = AsyncKernelManager(**place if os.name != "nt" else {})
                    client = NotebookClient(book, km=kernel, **how)
                errors[name] = _run(client, book, person)
                try:
                    _write(book, name, titles, out)
                except Exception as failure:  # one page never takes the others down
                    errors[name] = f"{type(failure).__name__}: {failure}"
        finally:
            _end(client)
    return errors


def _run(client: Any, book: Any, person: Path) -> str:
    """Run one notebook in place, for the person named in its cell tagged `parameters`.

    Return the error that ended it. Where the kernel is lost with it, the client's `km` is None.
    """
    from nbclient.exceptions import CellExecutionError

    tagged = (c for c in book.cells if "parameters" in c.metadata.get("tags", []))
    cell = next(tagged, book.cells[0])
    stored, client.nb, failure = cell.source, book, ""
    cell.source = stored.replace('person = ""', f"person = {os.fspath(person)!r}")
    try:
        client.execute(cwd=str(ROOT), env={**os.environ, "BACKPAIN_REPORT": "1"})
    except CellExecutionError as error:
        failure = f"{error.ename}: {error.evalue}"
    except Exception as error:  # a kernel that is dead or stuck takes no other notebook down
        if hasattr(client, "_async_cleanup_kernel_future"):  # so nbclient takes a Ctrl-C
            raise KeyboardInterrupt from error
        _end(client)
        return (str(error).splitlines() or [type(error).__name__])[0]
    finally:
        cell.source = stored
    client.kc.execute("%reset_selective -f .", silent=True)  # `%reset` collects garbage, twice
    return failure


def _end(client: Any) -> None:
    """End a client's kernel, if it has one left, and the connection to it."""
    if client is not None and client.km is not None:
        client._cleanup_kernel()


def _write(book: Any, name: str, titles: dict[str, str], out: Path) -> None:
    """Write a notebook and its page: one file, no code, no reference to anything outside."""
    import nbformat
    from nbconvert import HTMLExporter

    nbformat.write(book, out / f"{name}.ipynb")
    hidden = ("exclude_input", "exclude_input_prompt", "exclude_output_prompt")
    exporter = HTMLExporter(template_name="basic", **dict.fromkeys(hidden, True))
    for output in (o for cell in book.cells for o in cell.get("outputs", [])):
        if output.output_type == "error":  # one line; a traceback helps no one here
            output.traceback = [f"{output.ename}: {output.evalue}"]
    body, _ = exporter.from_notebook_node(book)
    body = re.sub(r'(href="[\w./]+)\.ipynb"', r'\1.html"', body)
    page = fill("notebook.html", title=titles[name], name=name, titles=titles, body=body)
    (out / f"{name}.html").write_text(page, encoding="utf-8")
