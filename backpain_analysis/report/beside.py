"""The process that runs the notebooks beside the one that reads, answers and draws.

    the report                     this process                       its kernel
    starts it                  ->  loads Jupyter, starts          ->  loads what notebooks need
    hands the analysis over    ->  runs one notebook after the other, writes their pages
    reads how far it is        <-  says which, and in the end what failed

It ends when its input does: a report that is stopped or killed leaves no process behind.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..codes import Remark
from ..foreign import without_foreign
from ..held import own_folder
from .notebooks import PACKAGE, Kernel, in_a_line, run_in
from .progress import Say

if TYPE_CHECKING:
    from .analysis import Analysis

MODULE = "backpain_analysis.report.beside"
DISTANCE = "distance"
SAID = "backpain: "  # before each line that is meant for the report; a library may print others


class NotebooksBeside:
    """The notebooks of a person, run by a process of their own.

    Parameters
    ----------
    process : Popen
    folder : Path
        Where the analysis is handed over; only this user can read it.
    """

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self.process = process
        self.folder = folder

    def run(self, analysis: "Analysis", person: Path, out: Path) -> None:
        """Hand over the report's analysis; the notebooks begin, and their pages go into `out`."""
        from .handover import hand_over

        hand_over(analysis, self.folder)
        language = analysis.settings.language
        order = {"person": str(person), "out": str(out), "language": language}
        _write_line(self.process.stdin, json.dumps(order))

    def hand_on(self, analysis: "Analysis") -> None:
        """Hand over what the last notebooks show, while the first ones run."""
        from .fair_test import before_test
        from .handover import FAIR_TEST, SENSITIVITY, hand_on

        found = analysis.sensitivity.get(DISTANCE)
        hand_on(analysis, SENSITIVITY, found, self.folder)
        before = before_test(analysis.settings, analysis.diary)
        hand_on(analysis, FAIR_TEST, before, self.folder)

    def errors(self, say: Say) -> dict[str, str]:
        """Wait for the notebooks; return for each the error that ended it, or nothing."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if not line.startswith(SAID):
                continue
            said = json.loads(line.removeprefix(SAID))
            if "errors" in said:
                return dict(said["errors"])
            say(Remark("progress.notebook", {"name": said["notebook"]}))
        return {"the notebooks": f"their process ended with status {self.process.wait()}"}


@contextmanager
def notebooks_beside(notebooks: Path) -> Iterator[NotebooksBeside]:
    """Start the process that will run the notebooks of a folder; end it, whatever happens."""
    with own_folder() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", MODULE, str(notebooks), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=without_foreign(os.environ) | {"PYTHONPATH": str(PACKAGE.parent)},
            start_new_session=True,  # a Ctrl-C reaches the report, which ends this one
        )
        try:
            yield NotebooksBeside(process, folder)
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    """Close its input, which ends the process and its kernel, and wait."""
    with process:
        assert process.stdin is not None
        process.stdin.close()


def _write_line(stream: Any, line: str) -> None:
    """Write a line; a process that is gone will say so when it is asked for its errors."""
    try:
        stream.write(f"{line}\n")
        stream.flush()
    except BrokenPipeError:
        pass


def main(notebooks: Path, folder: Path) -> None:
    """Be the process: make everything ready, then run the notebooks when the order comes."""
    # the grammar of web addresses that jsonschema would load takes a second and is not asked for
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    kernel = Kernel(folder, given=folder)
    order = _Order(sys.stdin, kernel)
    try:
        kernel.load()
        given = order.wait()
        errors = run_in(
            kernel,
            notebooks,
            person=Path(given["person"]),
            out=Path(given["out"]),
            language=given["language"],
            say=lambda step: _say({"notebook": step.fields["name"]}),
        )
    except Exception as failure:
        errors = {"the notebooks": in_a_line(failure)}
    _say({"errors": errors})
    kernel.end()


def _say(what: dict[str, Any]) -> None:
    print(SAID + json.dumps(what), flush=True)


class _Order:
    """What the report asks for, read by a thread that sees when the report is gone."""

    def __init__(self, stream: TextIO, kernel: Kernel) -> None:
        self.stream = stream
        self.kernel = kernel
        self.line = ""
        self.is_there = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        self.line = self.stream.readline()
        self.is_there.set()
        self.stream.read()
        self.kernel.kill()
        os._exit(1)

    def wait(self) -> dict[str, str]:
        self.is_there.wait()
        if not self.line:
            raise EOFError("the report ended before its notebooks began")
        return dict(json.loads(self.line))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    os._exit(0)  # the thread that waits for the end of the input would hold up an orderly exit
