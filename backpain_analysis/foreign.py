"""What an environment sets for other programs, and what must change nothing here.

A matplotlib backend, Jupyter's folders, a path to another Python's modules: a report is the same
with them and without.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_NAMES = ("MPLBACKEND", "MATPLOTLIBRC", "IPYTHONDIR")
_BEGINNINGS = ("JUPYTER", "PYTHON")
_KEPT = (
    "PYTHONHOME",
    "PYTHONUTF8",
    "PYTHONIOENCODING",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
)


def without_foreign(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what is set in it for other programs."""
    return {name: value for name, value in environment.items() if not _is_foreign(name)}


def _is_foreign(name: str) -> bool:
    if name in _KEPT:
        return False
    return name in _NAMES or name.startswith(_BEGINNINGS)


def leave_foreign_aside() -> None:
    """Forget what the environment of this process sets for others, before much is imported.

    A folder on PYTHONPATH stays if this package was found in it.
    """
    added = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    home = Path(__file__).resolve().parent.parent
    for folder in filter(None, added):
        if Path(folder).resolve() != home and folder in sys.path:
            sys.path.remove(folder)
    for name in list(os.environ):
        if _is_foreign(name):
            del os.environ[name]
