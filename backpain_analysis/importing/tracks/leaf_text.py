"""The text of those elements that are read; all other text is never handed to Python."""

from ..bounded_xml import BoundedXml

LONGEST = 10_000  # characters


class LeafText:
    """Gathers the text of one element at a time, between `open` and `close`."""

    def __init__(self, xml: BoundedXml) -> None:
        self.xml = xml
        self.parts: list[str] = []
        self.length = 0
        xml.parser.buffer_text = True

    def open(self) -> None:
        """Begin to gather."""
        self.parts = []
        self.length = 0
        self.xml.parser.CharacterDataHandler = self._add

    def close(self) -> str:
        """Stop gathering and return the text, without blanks around it."""
        self.xml.parser.CharacterDataHandler = None
        return "".join(self.parts).strip()

    def _add(self, text: str) -> None:
        self.length += len(text)
        if self.length > LONGEST:
            raise self.xml.refusal(f"a text is longer than {LONGEST:,} characters")
        self.parts.append(text)
