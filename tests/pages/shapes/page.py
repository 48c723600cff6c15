"""A page with its truth: who said what, and what the page says of each doctor.

A `TruePage` is text, the pieces of it with their owners, and one `TrueAnswer` for each answer.
Every piece is a slice of the text.
"""

from dataclasses import dataclass
from typing import Literal

from index.model import Span

Kind = Literal["words", "headline", "byline", "nobody"]


@dataclass(frozen=True)
class Piece:
    """One sentence or line, and the number of the answer that it is part of (None: of none)."""

    words: str
    owner: int | None = None
    kind: Kind = "nobody"


@dataclass(frozen=True)
class Placed:
    """A piece with its place on the page and the number of its line, from 1; `last_line` is another
    where the piece is wrapped."""

    piece: Piece
    span: Span
    line: int
    last_line: int


@dataclass(frozen=True)
class TrueAnswer:
    """What the page says of the doctor of one answer; each field has every reading that is right.

    An empty field is one that the page does not say. `printed` is the whole byline and sign-off,
    for fields that are any part of it. `doubted`: the sign-off names somebody else than the byline,
    or two people stand above one byline. Then no name is right, or what is printed with a warning.
    """

    number: int
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    ratings: tuple[float, ...] = ()
    reviews: tuple[int, ...] = ()
    printed: str = ""
    doubted: bool = False


@dataclass(frozen=True)
class TruePage:
    """A generated page, the shape it was made in, and its truth."""

    family: str
    shape: str
    seed: int
    text: str
    pieces: tuple[Placed, ...]
    answers: tuple[TrueAnswer, ...]

    def answer(self, number: int) -> TrueAnswer:
        """The answer with a number, from 1."""
        return self.answers[number - 1]

    @property
    def is_whole(self) -> bool:
        """Whether every answer has its headline, and a byline that names its doctor."""
        return all(
            one.names and self._has(one, "headline") and self._has(one, "byline")
            for one in self.answers
        )

    @property
    def lost_last_byline(self) -> bool:
        """Whether nothing of the last answer's byline is there, and something of another's is.

        Where votes stand above the words of every answer, such a page has the same lines as one
        with bylines above the words that lost its first: the page does not say whose words are
        whose (tests/pages/test_shapes.py makes both).
        """
        *others, last = self.answers
        return not self._has(last, "byline") and any(self._has(one, "byline") for one in others)

    def _has(self, answer: TrueAnswer, kind: Kind) -> bool:
        return any(
            one.piece.owner == answer.number and one.piece.kind == kind for one in self.pieces
        )
