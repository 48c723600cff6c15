"""A page while it is being made: parts that deviations take out, move and add to, then one text."""

import re
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeAlias

from index.model import Span
from tests.pages.shapes.bylines import Place, Stars, towns_in
from tests.pages.shapes.page import Kind, Piece, Placed, TrueAnswer, TruePage
from tests.pages.shapes.people import Person

WIDTH = 72
"""How many characters a line has at most on a page that is wrapped."""
Line: TypeAlias = tuple[Piece, ...]
Block: TypeAlias = list[Line]
"""Lines without a blank line between them."""


@dataclass
class SignOff:
    """The end of a body with a name: its lines, and who it names (None: nobody that is certain)."""

    lines: tuple[str, ...]
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    contradicts: bool = False
    apart: bool = False
    """Whether there are blank lines between its lines."""


@dataclass
class AnswerDraft:
    """One answer. A part that is None is missing."""

    number: int
    headline: str | None
    vote: str | None
    paragraphs: list[list[str]]
    person: Person | None
    place: Place | None
    stars: Stars | None
    sign_off: SignOff | None = None
    second: Person | None = None
    """Somebody else who is printed below the name."""
    extras: list[tuple[int, str, str]] = field(default_factory=list)
    """Position (0 is above the name, 3 below the stars), kind, and words of each extra line."""
    above: list[Block] = field(default_factory=list)
    below: list[Block] = field(default_factory=list)
    below_vote: list[Block] = field(default_factory=list)
    within: list[tuple[int, Block]] = field(default_factory=list)
    """Blocks in the midst of the body, each with the number of paragraphs before it."""
    close: bool = False
    """Whether the words begin on the line below the vote line."""
    unfinished: bool = False
    """Whether the last sentence has no full stop."""
    order: str | None = None
    """An order of its own, other than that of the page."""
    plain_postscript: bool = False
    """Whether a sentence of the doctor stands below the answer with nothing that says so."""

    @property
    def has_byline(self) -> bool:
        """Whether a name, a place or stars are left."""
        return any((self.person, self.place, self.stars))


@dataclass
class PageDraft:
    """A page. `order` has the letters of headline, vote, byline, words: `hvwb` is the seeds'."""

    random: Random
    order: str
    style: str
    title: str | None
    question: list[str]
    marker: str | None
    answers: list[AnswerDraft]
    notice: str | None
    announced: int
    language: str = "en"
    top: list[Block] = field(default_factory=list)
    above_marker: list[Block] = field(default_factory=list)
    below_marker: list[Block] = field(default_factory=list)
    above_notice: list[Block] = field(default_factory=list)
    bottom: list[Block] = field(default_factory=list)
    notice_on_top: bool = False
    marker_on_top: bool = False
    spacing: str = "own"
    newline: str = "\n"
    indent: str = ""
    trailing: bool = False
    wrapped: bool = False
    copies: int = 1

    @property
    def above_words(self) -> bool:
        """Whether bylines stand above the words."""
        return self.order.index("b") < self.order.index("w")


def nobody(*lines: str) -> Block:
    """A block that is nobody's."""
    return [(Piece(line),) for line in lines]


def owned(number: int, kind: Kind, *lines: str) -> Block:
    """A block of one answer, a piece a line."""
    return [(Piece(line, number, kind),) for line in lines]


def byline(answer: AnswerDraft, style: str) -> list[Block]:
    """The blocks of a byline in a style."""
    lines = _byline_lines(answer, style)
    block = owned(answer.number, "byline", *lines)
    if style == "blank lines":
        return [[line] for line in block]
    return [block] if block else []


def _byline_lines(answer: AnswerDraft, style: str) -> list[str]:
    name = answer.person.line if answer.person else None
    if name and style == "by":
        name = f"By {name}"
    if name and style == "answered":
        name = f"{name} answered:"
    place = answer.place.line if answer.place else None
    main = [name, place, answer.stars.line if answer.stars else None]
    if style in {"name only", "answered"}:
        main[1:] = [None, None]
    if style.startswith("one line"):
        separator = style.removeprefix("one line ").strip("«»")
        joined = separator.join(part for part in main if part)
        main = [joined or None, None, None]
    lines: list[str] = []
    for position, part in enumerate([*main, None]):
        lines += [words for where, _, words in answer.extras if where == position]
        lines += [part] if part else []
        if position == 0 and part and answer.second:
            lines.append(answer.second.line)
    return lines


def body(answer: AnswerDraft) -> list[Block]:
    """The blocks of the doctor's words, with what stands among them."""
    blocks: list[Block] = []
    last = len(answer.paragraphs) - 1
    for index, sentences in enumerate(answer.paragraphs):
        blocks += [block for before, block in answer.within if before == index]
        pieces = [Piece(words, answer.number, "words") for words in sentences]
        if index == last and answer.unfinished:
            pieces[-1] = Piece(pieces[-1].words.rstrip(".?!"), answer.number, "words")
        blocks.append([tuple(pieces)])
    blocks += [block for before, block in answer.within if before > last]
    if answer.sign_off:
        block = owned(answer.number, "words", *answer.sign_off.lines)
        blocks += [[line] for line in block] if answer.sign_off.apart else [block]
    return blocks


def blocks_of(answer: AnswerDraft, page: PageDraft) -> list[Block]:
    """All blocks of an answer in their order."""
    blocks = list(answer.above)
    order = answer.order or page.order
    for part in order:
        if part == "h" and answer.headline:
            blocks.append(owned(answer.number, "headline", answer.headline))
        elif part == "v":
            blocks += [nobody(answer.vote)] if answer.vote else []
            blocks += answer.below_vote
        elif part == "b":
            blocks += byline(answer, page.style)
        elif part == "w":
            below_vote = answer.vote and not answer.below_vote and "vw" in order
            opened = blocks.pop() if answer.close and below_vote else []
            first, *others = body(answer)
            blocks += [opened + first, *others]
    return blocks + answer.below


def all_blocks(page: PageDraft) -> list[Block]:
    """All blocks of a page in their order."""
    notice = [nobody(page.notice)] if page.notice else []
    marker = [nobody(page.marker.replace("#", str(page.announced)))] if page.marker else []
    head = [nobody(page.title)] if page.title else []
    head += [nobody(" ".join(page.question))] if page.question else []
    blocks = [*page.top, *(notice if page.notice_on_top else [])]
    blocks += [*marker, *head] if page.marker_on_top else [*head, *page.above_marker, *marker]
    blocks += page.below_marker
    for answer in page.answers:
        blocks += blocks_of(answer, page)
    blocks += page.above_notice
    return [*blocks, *([] if page.notice_on_top else notice), *page.bottom]


def truth(answer: AnswerDraft, page: PageDraft) -> TrueAnswer:
    """What the page says of an answer's doctor."""
    bare = page.style in {"name only", "answered"}
    places, stars = (None, None) if bare else (answer.place, answer.stars)
    signed = answer.sign_off or SignOff(())
    towns = [towns_in(words) for _, kind, words in answer.extras if kind == "town"]
    # A name with its letters is printed so, too.
    names = (*answer.person.names, answer.person.line) if answer.person else ()
    if answer.person and answer.second:
        one, other = answer.person, answer.second
        names = (f"{one.line} {other.line}", f"{one.names[0]} {other.names[0]}")
    elif not answer.person:
        names = signed.names
    extras = tuple(words for _, kind, words in answer.extras if kind in {"tagline", "role"})
    return TrueAnswer(
        number=answer.number,
        names=names,
        places=(places.places if places else ()) + sum(towns, ()) + signed.places,
        specialties=(places.specialties if places else ()) + extras,
        ratings=stars.ratings if stars else (),
        reviews=stars.reviews if stars else (),
        printed="\n".join([*_byline_lines(answer, page.style), *signed.lines]),
        doubted=bool(answer.person and (answer.second or signed.contradicts)),
    )


def finished(pages: list[PageDraft], family: str, shape: str, seed: int) -> TruePage:
    """The text of one or several drafts in one file, with its truth."""
    text, line = "", 1
    placed: list[Placed] = []
    for page in pages:
        for _ in range(page.copies):
            for words, pieces in _lines(page):
                placed += [_placed(words, at, piece, len(text), line) for at, piece in pieces]
                text += words + page.newline
                line += 1 + words.count("\n")
    text = text.rstrip("\r\n") + pages[-1].newline
    answers = tuple(truth(answer, page) for page in pages for answer in page.answers)
    unique = {answer.number: answer for answer in answers}
    return TruePage(family, shape, seed, text, tuple(placed), tuple(unique.values()))


def _placed(words: str, at: int, piece: Piece, start: int, line: int) -> Placed:
    """A piece of a line, of which the page's text has `start` characters and `line - 1` lines."""
    printed = words[at : at + len(piece.words)]
    first = line + words[:at].count("\n")
    span = Span(start + at, start + at + len(printed))
    return Placed(replace(piece, words=printed), span, first, first + printed.count("\n"))


def _lines(page: PageDraft) -> list[tuple[str, list[tuple[int, Piece]]]]:
    """Every line as it is printed, with the pieces on it and where they begin in it."""
    lines: list[tuple[str, list[tuple[int, Piece]]]] = []
    for block in all_blocks(page):
        lines += [_line(line, page) for line in block]
        lines += [("", [])] * _blank_lines(page)
    return lines


def _blank_lines(page: PageDraft) -> int:
    fixed = {"none": 0, "own": 1, "double": 2, "triple": 3}
    return fixed.get(page.spacing, page.random.choice((1, 1, 1, 2, 3)))


def _line(line: Line, page: PageDraft) -> tuple[str, list[tuple[int, Piece]]]:
    words = page.indent
    pieces: list[tuple[int, Piece]] = []
    for piece in line:
        if pieces:
            words += page.random.choice((" ", " ", " ", "  ", " \u00a0 "))
        pieces.append((len(words), piece))
        words += piece.words
    if page.trailing:
        words += page.random.choice(("", " ", "   ", "\t", " \u00a0"))
    if page.wrapped and line[0].kind in {"words", "nobody"}:
        words = _wrapped(words)
    return words, pieces


def _wrapped(words: str) -> str:
    """The same characters, with line ends in the place of some blanks."""
    start = 0
    while len(words) - start > WIDTH:
        at = words.rfind(" ", start + 1, start + WIDTH + 1)
        if at < 0:
            break
        words = f"{words[:at]}\n{words[at + 1 :]}"
        start = at + 1
    return words


def ends_as_sentence(words: str) -> bool:
    """Whether words end with a mark that ends a sentence."""
    return re.search(r"[.?!…]\W*$", words) is not None
