"""The command's first moment: `backpain`, and `python -m backpain_analysis`.

Nothing is loaded before it hears a Ctrl-C; sooner than that, Python itself is starting.
"""

import os
import sys

STOPPED = 130


def main() -> None:
    """Run the command. A Ctrl-C while it is being loaded ends it with a sentence as well."""
    try:
        import signal
    except KeyboardInterrupt:
        _say_and_end()
    hears = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if hears:  # not where the shell has it ignored
        signal.signal(signal.SIGINT, _say_and_end)
    from .foreign import leave_foreign_aside

    leave_foreign_aside()
    from typer.main import get_command

    from .cli import app

    command = get_command(app)
    if hears:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    command()


def _say_and_end(*_: object) -> None:
    """End at once: raised amid an import, a KeyboardInterrupt may become another exception."""
    sys.stderr.write("Stopped. Nothing was changed.\n")
    sys.stderr.flush()
    os._exit(STOPPED)


if __name__ == "__main__":
    main()
