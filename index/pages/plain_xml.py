"""Reads XML as a stream and as nothing but tags and text: a document type, and with it every entity
of somebody's own, is refused, and so are tags within too many others."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

MOST_DEEP = 8
"""Tags within each other; what is read here has two or three."""
NAMESPACE_END = " "
"""Between a tag's namespace and its name."""


class RefusedXmlError(Exception):
    """Something is no whole XML, or more than tags and text; the message goes on from its name."""


@dataclass(slots=True)
class PlainXml:
    """A parser that is fed block by block.

    `opened` is called with the name of each tag and its attributes, `closed` with its name, and
    `said` with the text between.
    """

    opened: Callable[[str, dict[str, str]], None]
    closed: Callable[[str], None] = lambda name: None
    said: Callable[[str], None] | None = None
    _parser: expat.XMLParserType | None = None
    _depth: int = 0

    def feed(self, block: bytes, *, is_over: bool) -> None:
        """The next bytes.

        Raises:
            RefusedXmlError: they are not XML that is read.
        """
        try:
            self._begun().Parse(block, is_over)
        except expat.ExpatError as error:
            raise RefusedXmlError(f"is no whole XML ({error})") from error

    @property
    def at(self) -> int:
        """How many bytes were read."""
        return max(self._begun().CurrentByteIndex, 0)

    def _begun(self) -> expat.XMLParserType:
        if self._parser is None:
            self._parser = expat.ParserCreate(namespace_separator=NAMESPACE_END)
            self._parser.StartElementHandler = self._open
            self._parser.EndElementHandler = self._close
            self._parser.StartDoctypeDeclHandler = self._refuse
            if self.said is not None:
                self._parser.CharacterDataHandler = self.said
        return self._parser

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1  # those that are open take memory
        if self._depth > MOST_DEEP:
            raise RefusedXmlError(f"has tags within more than {MOST_DEEP} others")
        self.opened(name.rpartition(NAMESPACE_END)[2], attributes)

    def _close(self, name: str) -> None:
        self._depth -= 1
        self.closed(name.rpartition(NAMESPACE_END)[2])

    @staticmethod
    def _refuse(*_: object) -> None:
        raise RefusedXmlError("has a document type")
