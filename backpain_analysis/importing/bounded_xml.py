"""XML read as a stream, with a bound on everything that a file could make large.

Expat builds no tree: what is kept is what the caller keeps. What expat itself keeps is bounded
here: open elements (depth), names, and one token (a tag with its attributes, or a comment). The
bounds are looked at between chunks, so that a good file is read fast.
"""

import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from ..errors import DataError

MOST_DEPTH = 200
MOST_ELEMENTS = 200_000_000
MOST_NAMES = 10_000  # different names of elements and attributes
LONGEST_TOKEN = 2**20  # bytes
CHUNK = 2**16  # bytes
DAMAGE = (  # what reading a damaged file raises, packed or not
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    LookupError,  # an encoding that there is not
    ValueError,  # one that expat cannot read
)
Attributes = dict[str, str]
OnStart = Callable[[str, Attributes], None]
OnEnd = Callable[[str], None]


class BoundedXml:
    """A stream of XML elements; a file that outgrows a bound is refused by a DataError.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    on_start, on_end : callable
        Called with each element's name, and at its start with its attributes.
    most_elements : int
        How many elements there may be.
    """

    def __init__(
        self, name: str, on_start: OnStart, on_end: OnEnd, most_elements: int = MOST_ELEMENTS
    ) -> None:
        self.name = name
        self.on_start = on_start
        self.on_end = on_end
        self.most_elements = most_elements
        self.elements = 0
        self.depth = 0
        self.fed = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    @property
    def line(self) -> int:
        """The line, from 1, of what is being read."""
        return self.parser.CurrentLineNumber

    def feed(self, chunk: bytes) -> None:
        """Read on; the callbacks are called for every element that is whole."""
        self.parser.Parse(chunk, False)
        self.fed += len(chunk)
        if self.fed - self.parser.CurrentByteIndex > LONGEST_TOKEN:
            raise self.refusal("an element or comment is longer than 1 MB")
        if self.depth > MOST_DEPTH:
            raise self.refusal(f"elements are nested deeper than {MOST_DEPTH}")
        if self.elements > self.most_elements:
            raise self.refusal("there are more elements than a table can hold")
        if len(self.parser.intern) > MOST_NAMES:
            raise self.refusal(f"there are more than {MOST_NAMES:,} names of elements")

    def close(self) -> None:
        """Say that nothing follows; raise expat's error where something should."""
        self.parser.Parse(b"", True)

    def refusal(self, problem: str) -> DataError:
        """Return the error for a bound that is outgrown."""
        todo = "No app writes such a file. Export it again."
        return DataError(f"{problem}; refused.", file=self.name, line=self.line, todo=todo)

    def _start(self, tag: str, attributes: Attributes) -> None:
        self.depth += 1
        self.elements += 1
        self.on_start(tag, attributes)

    def _end(self, tag: str) -> None:
        self.depth -= 1
        self.on_end(tag)

    def _doctype(self, *_: object) -> None:
        raise self.refusal("it declares a document type, which may hold entities without end")
