"""How right a reader is on a page whose truth is known: every offence, with its reason."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.errors import UnreadablePage
from index.model import Answer, Page, Span
from index.pages.line_reader.text import parse_page
from tests.pages.shapes.page import Placed, TrueAnswer, TruePage

Fault = Literal["wrong", "inside", "guessed", "lost"]
WORDS_QUOTED = 20
"""A warning that repeats so many characters of a line quotes it."""


@dataclass(frozen=True)
class Offence:
    """One fault of a reading: what it is, where (from 1), and why, in words."""

    fault: Fault
    line: int
    reason: str
    warned: bool


@dataclass(frozen=True)
class Measured:
    """What a reader did to one page. `nameable` answers have a name that the page prints."""

    page: TruePage
    refused: bool
    nameable: int
    named: int
    offences: tuple[Offence, ...]
    warnings: tuple[str, ...]

    def count(self, fault: Fault) -> int:
        """How many offences of one kind there are."""
        return sum(offence.fault == fault for offence in self.offences)

    @property
    def silent(self) -> int:
        """Sentences under a wrong doctor of which no warning tells."""
        return sum(one.fault == "wrong" and not one.warned for one in self.offences)


def reading(page: TruePage) -> Measured:
    """Read a page with the reader of text pages, and compare."""
    try:
        read = parse_page(page.text, page_id="page", source="page.txt", digest="0" * 64)
    except UnreadablePage as error:
        return measure(page, error)
    return measure(page, read)


def measure(page: TruePage, read: Page | UnreadablePage) -> Measured:
    """Compare a reading with the truth. A refused page names nobody and offends nobody."""
    nameable = [answer for answer in page.answers if answer.names and not answer.doubted]
    if isinstance(read, UnreadablePage):
        return Measured(page, True, len(nameable), 0, (), (read.reason,))
    warnings = _Warnings(read.warnings)
    offences = [
        offence for answer in read.answers for offence in _of_answer(page, read, answer, warnings)
    ]
    offences += _lost(page, read, warnings)
    named = sum(_is_named(page, read, answer) for answer in nameable)
    return Measured(page, False, len(nameable), named, tuple(offences), read.warnings)


class _Warnings:
    """What the warnings of a page tell of its lines and answers."""

    def __init__(self, warnings: tuple[str, ...]) -> None:
        self._text = " \n ".join(plain(warning) for warning in warnings)
        ranges = re.finditer(
            r"\blines?\s+(\d+)(?:\s*(?:-|–|to|and)\s*(\d+))?", "\n".join(warnings), re.IGNORECASE
        )
        self._lines = [range(int(one[1]), int(one[2] or one[1]) + 1) for one in ranges]
        self._answers = {
            int(number)
            for warning in warnings
            if not warning.endswith("no headline")
            for number in re.findall(r"\banswer (\d+)\b", warning)
        }

    def tell_of(self, placed: Placed) -> bool:
        """Whether one quotes a piece or gives the number of its line."""
        quoted = plain(placed.piece.words)[:WORDS_QUOTED].strip()
        lines = range(placed.line, placed.last_line + 1)
        if any(line in told for told in self._lines for line in lines):
            return True
        # A word or two, or a number, may stand in a warning by chance, unless in quotation marks.
        before = r"(?<!\w)" if len(quoted) >= WORDS_QUOTED // 2 else r"[\"'«“‘`]"
        return re.search(before + re.escape(quoted), self._text) is not None

    def tell_of_answer(self, number: int) -> bool:
        """Whether one is about an answer as the reader numbers them."""
        return number in self._answers


def plain(words: str) -> str:
    """Words without invisible characters, marks of form and differences of blanks."""
    folded = unicodedata.normalize("NFKC", words)
    visible = "".join(one for one in folded if unicodedata.category(one) != "Cf")
    return " ".join(visible.split())


def words_in(text: str) -> list[str]:
    """The words of a text without its punctuation, in lower case."""
    return re.findall(r"\w+", plain(text).casefold())


def _of_answer(
    page: TruePage, read: Page, answer: Answer, warnings: _Warnings
) -> Iterator[Offence]:
    held = [placed for placed in page.pieces if _holds(answer, placed.span)]
    owner = _owner(page, held)
    name = answer.doctor.name
    told = warnings.tell_of_answer(answer.number)
    for placed in held:
        warned = warnings.tell_of(placed)
        of = placed.piece.owner
        where = f"in answer {answer.number}, by {name or 'nobody'}: {placed.piece.words!r}"
        if of is None and not warned:
            yield Offence("inside", placed.line, f"nobody's words {where}", False)
        if name is None:
            continue
        if of is None and not warned:
            yield Offence("wrong", placed.line, f"nobody's words {where}", told)
        elif of is not None and not _is_of(page.answer(of), name):
            whose = next(iter(page.answer(of).names), "nobody who is named")
            yield Offence("wrong", placed.line, f"words of {whose} {where}", warned or told)
    line = held[0].line if held else 1
    if name and owner and owner.doubted and not (told or any(map(warnings.tell_of, held))):
        reason = f"two people are named for answer {answer.number}, and no warning says so"
        yield Offence("wrong", line, reason, False)
    for said in _guesses(owner, answer):
        yield Offence(
            "guessed", line, f"answer {answer.number}: the page does not say {said}", told
        )


def _holds(answer: Answer, span: Span) -> bool:
    parts = (answer.body, answer.headline)
    return any(part and span.start < part.end and part.start < span.end for part in parts)


def _owner(page: TruePage, held: list[Placed]) -> TrueAnswer | None:
    """Whose words most of an answer is."""
    lengths: Counter[int] = Counter()
    for placed in held:
        if placed.piece.owner is not None and placed.piece.kind in {"words", "headline"}:
            lengths[placed.piece.owner] += len(placed.piece.words)
    return page.answer(lengths.most_common(1)[0][0]) if lengths else None


def _is_of(answer: TrueAnswer, name: str) -> bool:
    """Whether a name is that of an answer's doctor, if with more of the line than the name."""
    found = words_in(name)
    printed = Counter(words_in(answer.printed))
    return any(
        found == words_in(one)
        or (set(words_in(one)) <= set(found) and not Counter(found) - printed)
        for one in answer.names
    )


def _guesses(owner: TrueAnswer | None, answer: Answer) -> Iterator[str]:
    """Every field that the truth does not say of the owner of the words."""
    truth, doctor = owner or TrueAnswer(answer.number), answer.doctor
    if doctor.name and not _one_of(doctor.name, truth.names):
        yield f"the name {doctor.name!r}"
    if doctor.place and not _one_of(doctor.place, truth.places):
        yield f"the place {doctor.place!r}"
    if doctor.specialty and not _one_of(doctor.specialty, truth.specialties):
        yield f"the specialty {doctor.specialty!r}"
    if doctor.rating is not None and doctor.rating not in truth.ratings:
        yield f"the rating {doctor.rating}"
    if doctor.reviews is not None and doctor.reviews not in truth.reviews:
        yield f"{doctor.reviews} reviews"
    printed = words_in(truth.printed)
    if doctor.credentials and not _within(words_in(doctor.credentials), printed):
        yield f"the letters {doctor.credentials!r}"
    if doctor.status and not _within(words_in(doctor.status), printed):
        yield f"the status {doctor.status!r}"


def _one_of(found: str, right: tuple[str, ...]) -> bool:
    return words_in(found) in [words_in(one) for one in right]


def _within(some: list[str], all_words: list[str]) -> bool:
    return not Counter(some) - Counter(all_words)


def _lost(page: TruePage, read: Page, warnings: _Warnings) -> Iterator[Offence]:
    """Doctors' sentences that are in no answer, of which no warning tells."""
    kept = {
        placed.piece
        for placed in page.pieces
        for answer in read.answers
        if _holds(answer, placed.span) or (answer.byline and answer.byline.holds(placed.span))
    }
    for placed in page.pieces:
        of_doctor = placed.piece.kind in {"words", "headline"}
        if of_doctor and placed.piece not in kept and not warnings.tell_of(placed):
            yield Offence("lost", placed.line, f"lost: {placed.piece.words!r}", False)


def _is_named(page: TruePage, read: Page, truth: TrueAnswer) -> bool:
    """Whether most sentences of an answer stand under its doctor's name."""
    own = [
        placed
        for placed in page.pieces
        if placed.piece.owner == truth.number and placed.piece.kind == "words"
    ]
    texts = {placed.piece for placed in own}
    under = {
        placed.piece
        for answer in read.answers
        if answer.doctor.name and _one_of(answer.doctor.name, truth.names)
        for placed in own
        if _holds(answer, placed.span)
    }
    return 2 * len(under) > len(texts)
