"""The process that runs a report's notebooks: IPython's kernel, without a port of its own.

A kernel binds a port of the loopback for what processes that it forks print. None are forked here.
"""

from typing import Any

from ipykernel.iostream import IOPubThread
from ipykernel.kernelapp import launch_new_instance


def _open_no_port(thread: Any) -> None:
    """Leave the pipe out, as the kernel itself does where no port can be had."""
    thread._pipe_flag = False


if __name__ == "__main__":
    IOPubThread._setup_pipe_in = _open_no_port  # type: ignore[method-assign]
    launch_new_instance()
