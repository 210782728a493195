"""JSON read as a stream, with a bound on everything that a file could make large.

No tree of the whole is built: what a reader does not ask for is passed over, flat objects and
lists at once by one pattern. Numbers stay the text that they are, so that they reach `measures`
as the cells of a table do. Where a list stands in place of an object, each of its elements counts;
several documents one after the other count as a list.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from ...errors import DataError

MOST_DEPTH = 64
LONGEST_TOKEN = 2**20  # characters of one text
MOST_IN_RECORD = 20_000  # values kept of one record
MOST_UNREAD = 300  # names of keys remembered
CHUNK = 2**16
Tree = dict[str, Any]  # the keys that are read, each with those below it
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_PLAIN = rf'(?:[^"\[\]{{}}]++|{_STRING})'
_FLAT = rf"[{{\[]{_PLAIN}*+[}}\]]"
_PASSED_OVER = re.compile(rf"(?:{_PLAIN}|{_FLAT})++", re.DOTALL)
_BLANK = re.compile(r"[ \t\r\n]*+")
_TEXT = re.compile(_STRING, re.DOTALL)
_WORD = re.compile(r"-Infinity|[-+0-9.eE]++|[A-Za-z]++")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_LARGEST_EXPONENT = 40
_WORDS = {"true", "false", "null", "NaN", "Infinity", "-Infinity"}


class JsonStream:
    """A JSON document; one that outgrows a bound is refused by a DataError.

    Parameters
    ----------
    stream : binary stream
    name : str
        The file's name, for messages.
    most : int
        How many bytes the file may give.

    Attributes
    ----------
    unread : dict of str to None
        The names of the keys that were passed over, in their order.
    """

    def __init__(self, stream: IO[bytes], name: str, most: int) -> None:
        self.name = name
        self.most = most
        self.unread: dict[str, None] = {}
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = None
        self._text = ""
        self._at = 0
        self._before = 0  # characters that have gone by
        self._fed = 0  # bytes
        self._ended = False
        self._kept = 0  # values of this record

    def records(
        self, path: tuple[str, ...], wanted: Tree, above: Tree, skips: Any = None
    ) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Yield the objects at a path of keys, each with what stands in the objects around it.

        Parameters
        ----------
        path : tuple of str
            Keys from the outermost object; lists on the way do not count.
        wanted : dict
            The keys read of each object.
        above : dict
            The keys read of the objects around it. What stands behind a record is added to the
            mapping once it has been read.
        skips : callable, optional
            Called with what is known of the objects around, before the last key of the path is
            entered; True passes over what stands there.
        """
        while self._next():
            yield from self._records(path, wanted, above, {}, skips, 0)

    def paths(self) -> Iterator[str]:
        """Yield the path of every key, dotted, whenever it stands in the document."""
        while self._next():
            yield from self._keys("", 0)

    def _records(
        self,
        path: tuple[str, ...],
        wanted: Tree,
        above: Tree,
        around: dict[str, Any],
        skips: Any,
        depth: int,
    ) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        self._bound(depth)
        sign = self._next()
        if sign == "[":
            for _ in self._elements():
                yield from self._records(path, wanted, above, around, skips, depth + 1)
        elif sign == "{" and not path:
            self._kept = 0
            yield self._object(wanted, "", depth), around
        elif sign == "{":
            own = dict(around)
            for key in self._members():
                if key == path[0] and not (len(path) == 1 and skips and skips(own)):
                    yield from self._records(path[1:], wanted, above, own, skips, depth + 1)
                elif key in above:
                    own[key] = self._value(above[key], key, depth + 1)
                else:
                    self._pass_over(key if key != path[0] else "", depth + 1)
        else:
            self._scalar()

    def _keys(self, before: str, depth: int) -> Iterator[str]:
        self._bound(depth)
        sign = self._next()
        if sign == "[":
            for _ in self._elements():
                yield from self._keys(before, depth + 1)
        elif sign == "{":
            for key in self._members():
                path = f"{before}.{key}" if before else key
                yield path
                yield from self._keys(path, depth + 1)
        else:
            self._scalar()

    def _value(self, wanted: Tree, name: str, depth: int) -> Any:
        self._bound(depth)
        sign = self._next()
        self._kept += 1
        if self._kept > MOST_IN_RECORD:
            raise self.refusal(f"one record holds more than {MOST_IN_RECORD:,} values")
        if sign == "{":
            return self._object(wanted, name, depth)
        if sign == "[":
            return [self._value(wanted, name, depth + 1) for _ in self._elements()]
        return self._scalar()

    def _object(self, wanted: Tree, name: str, depth: int) -> dict[str, Any]:
        found = {}
        for key in self._members():
            path = f"{name}.{key}" if name else key
            if key in wanted:
                found[key] = self._value(wanted[key], path, depth + 1)
            else:
                self._pass_over(path, depth + 1)
        return found

    def _members(self) -> Iterator[str]:
        """Yield the keys of an object, each before its value has been read."""
        self._take("{")
        if self._next() == "}":
            self._take("}")
            return
        while True:
            if self._next() != '"':
                raise self.damage("a key is missing")
            key = self._string()
            self._take(":")
            yield key
            if self._next() != ",":
                break
            self._take(",")
        self._take("}")

    def _elements(self) -> Iterator[None]:
        """Yield before each element of a list."""
        self._take("[")
        if self._next() == "]":
            self._take("]")
            return
        while True:
            yield
            if self._next() != ",":
                break
            self._take(",")
        self._take("]")

    def _pass_over(self, name: str, depth: int) -> None:
        """Pass over a value, whatever its size."""
        if name and len(self.unread) < MOST_UNREAD:
            self.unread[name] = None
        sign = self._next()
        if sign not in ("{", "["):
            self._scalar()
            return
        inside = 0
        while True:
            sign = self._next()
            if not sign:
                raise self.damage("it breaks off")
            if sign == '"':  # longer than a piece of the file
                self._string()
            if sign in "{[":
                inside += 1
                self._bound(depth + inside)
                self._at += 1
            elif sign in "}]":
                inside -= 1
                self._at += 1
                if not inside:
                    return
            self._run_over()

    def _run_over(self) -> None:
        """Advance past all that is flat, to a bracket that opens something deeper or closes."""
        while True:
            found = _PASSED_OVER.match(self._text, self._at)
            if found:
                self._at = found.end()
            if self._at < len(self._text) and self._text[self._at] in "}]":
                return
            # a bracket, or a quotation mark, whose other end may stand in the next chunk
            if self._ended or len(self._text) - self._at > CHUNK:
                return
            if not self._more():
                return

    def _scalar(self) -> str:
        """Read a text, a number or a word; null is a blank."""
        if self._next() == '"':
            return self._string()
        found = _WORD.match(self._text, self._at)
        while found and found.end() == len(self._text) and self._more():
            found = _WORD.match(self._text, self._at)
        if not found:
            raise self.damage("a value is missing")
        self._at = found.end()
        word = found[0]
        if word == "null":
            return ""
        if word in _WORDS:
            return word
        return self._number(word)

    def _number(self, word: str) -> str:
        try:
            float(word)
        except ValueError:
            raise self.damage(f"{word[:20]!r} is no value") from None
        if "e" not in word.lower():
            return word
        try:
            value = Decimal(word)
        except ArithmeticError:
            return word
        is_short = abs(value.adjusted()) < _LARGEST_EXPONENT
        return f"{value:f}" if is_short else word

    def _string(self) -> str:
        found = _TEXT.match(self._text, self._at)
        while not found and len(self._text) - self._at <= LONGEST_TOKEN and self._more():
            found = _TEXT.match(self._text, self._at)
        if not found and not self._ended:
            raise self.refusal("a text is longer than 1 MB")
        if not found:
            raise self.damage("it breaks off within a text")
        self._at = found.end()
        text = found[0][1:-1]
        return _unescaped(text) if "\\" in text else text

    def _take(self, sign: str) -> None:
        if self._next() != sign:
            raise self.damage(f"{sign!r} is missing")
        self._at += 1

    def _next(self) -> str:
        """Return the next character that is not blank, "" at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read the next piece; what has gone by is dropped."""
        if self._ended:
            return False
        data = self._stream.read(CHUNK)
        self._fed += len(data)
        if self._fed > self.most:
            raise self.refusal("the file unpacks to more than it may")
        if self._decoder is None:
            self._decoder = codecs.getincrementaldecoder(encoding_of(data))("replace")
        self._before += self._at
        self._text = self._text[self._at :] + self._decoder.decode(data, final=not data)
        self._at = 0
        self._ended = not data
        return bool(data) or bool(self._text)

    def _bound(self, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise self.refusal(f"it is nested more than {MOST_DEPTH} deep")

    def refusal(self, problem: str) -> DataError:
        """Return the error for a bound that is outgrown."""
        todo = "No app writes such a file. Export it again."
        return DataError(f"{problem}; refused.", file=self.name, todo=todo)

    def damage(self, problem: str) -> DataError:
        """Return the error for what is no JSON."""
        place = self._before + self._at + 1
        text = f"damaged or broken off at character {place:,} ({problem})."
        return DataError(text, file=self.name, todo="Export it again.")


def encoding_of(data: bytes) -> str:
    """Return the encoding of a document by its first bytes: a mark, or zeros beside each sign."""
    if data.startswith(codecs.BOM_UTF16_LE) or data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16"
    if data[1:2] == b"\0":
        return "utf-16-le"
    if data[:1] == b"\0":
        return "utf-16-be"
    return "utf-8-sig"


def _unescaped(text: str) -> str:
    """Return a text without its escapes; half of a pair of surrogates becomes a question mark."""
    plain = _ESCAPE.sub(_character, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "u" and len(code) == 5:
        return chr(int(code[1:], 16))
    return _ESCAPED.get(code, code)
