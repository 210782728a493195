"""Runs of a report that are killed at a chosen moment, each a fork of this fresh process.

    python tests/report/killed_runs.py < orders

An order is a line of JSON: `person`, `out`, `temporary`, and for a kill `phase`, `share` and
`whole` (what the answer to an order without a kill said). The answer is a line too: the status
that the run ended with, and what a whole run counted.

What draws and sets type has threads of its own, which a fork does not take along: this process
never uses them itself.
"""

import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import backpain_analysis as bpa
from backpain_analysis.codes import Remark
from backpain_analysis.report import folder, month

PHASES = ("reading", "answering", "drawing", "writing", "moving")
BY_TIME = ("answering",)  # it looks at no file
LOOKS = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.scandir",
         "os.listdir", "os.truncate", "shutil.rmtree", "shutil.copyfile")  # fmt: skip


class Run:
    """One run of a report, which ends itself at a look of a phase."""

    def __init__(self, phase: str, share: float, whole: dict[str, Any] | None) -> None:
        self.phase = phase
        self.share = share
        self.now = ""
        self.since = 0.0
        self.looks: dict[str, int] = dict.fromkeys(PHASES, 0)
        self.seconds: dict[str, float] = dict.fromkeys(PHASES, 0.0)
        self.whole = whole or {}  # what a whole run counted: the measure of the share

    def begin(self, phase: str) -> None:
        moment = time.monotonic()
        if self.now:
            self.seconds[self.now] += moment - self.since
        self.now = phase
        self.since = moment
        if self.whole and phase == self.phase and phase in BY_TIME:
            # nobody catches the alarm: it ends the process as a kill does
            signal.setitimer(signal.ITIMER_REAL, self.share * self.whole["seconds"][phase] + 1e-4)

    def look(self, event: str, arguments: object) -> None:
        if event not in LOOKS or not self.now:
            return
        if self.whole and self.now == self.phase and self.phase not in BY_TIME:
            last = self.share * (self.whole["looks"][self.phase] - 1)
            if self.looks[self.now] >= last:
                os.kill(os.getpid(), signal.SIGKILL)
        self.looks[self.now] += 1

    def say(self, step: Remark) -> None:
        phase = step.code.removeprefix("progress.")
        if phase in PHASES:
            self.begin(phase)

    def follow(self, where: Any, function: str, phase: str) -> None:
        """Have a phase begin where a function is called."""
        sound = getattr(where, function)

        def followed(*arguments: Any) -> Any:
            self.begin(phase)
            return sound(*arguments)

        setattr(where, function, followed)

    def write(self, person: Path, out: Path) -> None:
        self.follow(month, "_write_data", "writing")
        self.follow(folder, "_close_to_others", "moving")
        sys.addaudithook(self.look)
        bpa.write_report(person, out, "2026-10", notebooks=False, confirmed=True, say=self.say)
        self.begin("")


def in_a_child(order: dict[str, Any]) -> dict[str, Any]:
    """Let a child write the report; return how it ended, and what it counted."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            tempfile.tempdir = order["temporary"]
            run = Run(order.get("phase", ""), order.get("share", 0.0), order.get("whole"))
            run.write(Path(order["person"]), Path(order["out"]))
            told = {"looks": run.looks, "seconds": run.seconds}
            os.write(writes, json.dumps(told).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writes)
    with os.fdopen(reads) as stream:
        counted = stream.read()
    _, status = os.waitpid(child, 0)
    return {
        "killed": os.WIFSIGNALED(status),
        "status": status,
        "whole": json.loads(counted or "{}"),
    }


def main() -> None:
    """Take orders until there are no more."""
    import backpain_analysis.report.pages  # noqa: F401  # so that no child has to load it

    for line in sys.stdin:
        sys.stdout.write(json.dumps(in_a_child(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
