"""Headless Chromium for tests: found, started, and driven by its own protocol."""

import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def wait(ready: Callable[[], Any], seconds: float, what: str) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = ready()
        except OSError:
            found = None
        if found:
            return found
        time.sleep(0.3)
    pytest.fail(f"waited {seconds} s for {what}")


class Page:
    """A page of Chromium, driven by its own protocol."""

    def __init__(self, port: int) -> None:
        import websocket  # comes with jupyter_server

        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            pages = [p for p in json.load(answer) if p["type"] == "page"]
        self.socket = websocket.create_connection(
            pages[0]["webSocketDebuggerUrl"], suppress_origin=True, timeout=60
        )
        self.count = 0

    def call(self, method: str, **params: Any) -> Any:
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.count:
                return message["result"]

    def run(self, script: str) -> Any:
        result = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        return result["result"].get("value")


@contextmanager
def browser(*more: str) -> Iterator[Page]:
    """Start a browser of its own and give its one page."""
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = ["--headless", "--no-sandbox", "--disable-gpu", *more]
        options += [f"--remote-debugging-port={port}", f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(
            [str(CHROMIUM), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield wait(lambda: Page(port), 30, "the browser")
        finally:
            process.terminate()
            process.wait(20)
