"""The command's first moment: `backpain`, and `python -m backpain_analysis`."""

import sys

from .foreign import leave_foreign_aside

STOPPED = 130


def main() -> None:
    """Run the command. A Ctrl-C while it is being loaded ends it with a sentence as well."""
    try:
        leave_foreign_aside()
        from .cli import app
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Nothing was changed.\n")
        sys.exit(STOPPED)
    app()


if __name__ == "__main__":
    main()
