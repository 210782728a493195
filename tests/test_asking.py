"""Lines in a terminal: broken between words, and answered one by one."""

import os
import sys
import time

import pytest

from backpain_analysis.cli import asking
from backpain_analysis.cli.asking import wrapped
from backpain_analysis.language import Phrases


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("One two three", "One two\nthree"),
        ("    in one two", "    in one\n    two"),
        ("  1  one two", "  1  one\n     two"),
        ("", ""),
    ],
)
def test_a_line_is_broken_between_words(line: str, shown: str) -> None:
    assert wrapped(line, columns=10) == shown


@pytest.mark.parametrize(("columns", "width"), [(90, 90), (100, 100), (101, 100), (300, 100)])
def test_no_line_is_wider_than_a_hundred_columns(columns: int, width: int) -> None:
    lines = wrapped("a " * 200, columns=columns).splitlines()
    assert max(map(len, lines)) in (width - 1, width)


@pytest.mark.parametrize(
    ("typed", "reason"), [("1", "first"), ("2", "second"), ("0\n3\n-1\n2", "second"), ("", None)]
)
def test_a_reason_is_chosen_by_its_number(
    monkeypatch: pytest.MonkeyPatch, typed: str, reason: str | None
) -> None:
    answers = iter(typed.split("\n"))
    monkeypatch.setattr(asking, "ask", lambda _: next(answers))
    monkeypatch.setattr(Phrases, "__call__", lambda *_, **__: "words")
    assert asking.ask_reason(Phrases(), ["first", "second"]) == reason


ASK_TWICE = """
from backpain_analysis.cli.asking import ask
print("FIRST", repr(ask("one")))
print("SECOND", repr(ask("two")))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_lines_pasted_at_once_answer_one_question_and_arrows_move() -> None:
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-c", ASK_TWICE])
    shown = _until(terminal, b"> ")
    os.write(terminal, b"3\n2\n1\n")
    shown += _until(terminal, b"two\r\n")
    time.sleep(0.5)
    os.write(terminal, b"ac\x1b[Db\n")  # back by one letter, then a b
    shown += _until(terminal, b"SECOND 'abc'")
    os.waitpid(pid, 0)
    assert b"FIRST '3'" in shown


def _until(terminal: int, text: bytes) -> bytes:
    """Read what a terminal shows until a text appears; a failed read ends the test."""
    shown = b""
    while text not in shown:
        shown += os.read(terminal, 1024)
    return shown
