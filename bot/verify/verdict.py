"""Is a quote word for word what its page says, by that doctor, unaltered since it was read?"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from bot.verify.claims import Claim
from index.errors import DamagedLibrary
from index.library.open import FoundAnswer, Library

AROUND = 30
"""Characters that are shown around the first difference."""
NOT_WORD_FOR_WORD = "not word for word"
LOOKED_AT = 400
"""Characters of a quote by which its place is looked for."""
PIECES = (64, 32, 16, 8, 4)
"""Characters of the pieces that are looked for, one length after the other."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place at which a document and a page differ.

    `field` is "words", or the name of what is said otherwise; `at` counts the characters of the
    quote (0 for a field that is no text). `claimed` and `printed` are a few words around it, or the
    values; None is what is not said.
    """

    field: str
    at: int
    claimed: str | None
    printed: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one claim: true, or why not, and where."""

    claim: Claim
    trouble: str | None = None
    difference: Difference | None = None

    @property
    def verified(self) -> bool:
        """Whether everything that was claimed is so."""
        return self.trouble is None


def verify(claims: Sequence[Claim], library: Library) -> list[Verdict]:
    """A Verdict on each claim, in their order."""
    return [_verdict(claim, library) for claim in claims]


def _verdict(claim: Claim, library: Library) -> Verdict:
    try:
        found = library.answer(claim.answer_id)
    except KeyError:
        return Verdict(claim, "there is no such answer in this library")
    except DamagedLibrary:
        return Verdict(claim, "the page is not as it was when it was read")
    for trouble, difference in _differences(claim, found):
        return Verdict(claim, trouble, difference)
    return Verdict(claim)


def _differences(claim: Claim, found: FoundAnswer) -> Iterator[tuple[str, Difference | None]]:
    """What is otherwise than it was claimed, the words first."""
    page, body = found.page, found.answer.body
    if not claim.quote.strip():
        yield "it quotes nothing", None
    elif claim.start is not None and claim.end is not None:
        if not body.start <= claim.start <= claim.end <= body.end:
            yield "these characters of the page are not this answer's", None
        elif claim.quote != page.text[claim.start : claim.end]:
            printed = page.text[claim.start : claim.end]
            yield NOT_WORD_FOR_WORD, _where(claim.quote, printed)
    elif claim.quote not in page.quote(body):
        yield NOT_WORD_FOR_WORD, _where(claim.quote, _place_of(claim.quote, page.quote(body)))
    said = _said(found)
    for name, value in claim.fields.items():
        if name in said and not set(_written(value)) & set(said[name]):
            yield (
                f"the page says otherwise: {name.replace('_', ' ')}",
                Difference(name, 0, _text(value), said[name][0] or None),
            )


def _said(found: FoundAnswer) -> dict[str, tuple[str, ...]]:
    """What the page says beside the words, each in every form in which it may be quoted; what it
    does not say is the empty text."""
    page, answer = found.page, found.answer
    day = answer.answered_on
    once: dict[str, object] = {
        **asdict(answer.doctor),
        "number": answer.number,
        "headline": page.quoted(answer.headline),
        "byline": page.quoted(answer.byline),
        "answered_on": None if day is None else day.isoformat(),
        "dated": answer.dated,
        "url": answer.url,
        "language": answer.language,
        "upvotes": answer.upvotes,
        "page_title": page.quoted(page.title),
        "page_question": page.quoted(page.question),
        "page_notice": page.quoted(page.notice),
        "page_announced": page.announced,
    }
    said = {name: _written(one) for name, one in once.items()}
    if answer.doctor.name and answer.doctor.credentials:
        said["name"] += (f"{answer.doctor.name}, {answer.doctor.credentials}",)
    return said


def _written(value: object) -> tuple[str, ...]:
    """How documents write a value; what is none is the empty text. A whole number may have lost its
    fraction: JavaScript writes 5 for 5.0."""
    if isinstance(value, float) and value.is_integer():
        return str(value), str(int(value))
    return ("" if value is None else str(value),)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _where(claimed: str, printed: str) -> Difference:
    """The first character at which two texts differ, each with a few words around it."""
    pairs = enumerate(zip(claimed, printed, strict=False))
    shorter = min(len(claimed), len(printed))
    at = next((number for number, (one, other) in pairs if one != other), shorter)
    around = slice(max(0, at - AROUND), at + AROUND)
    return Difference("words", at, claimed[around], printed[around])


def _place_of(quote: str, words: str) -> str:
    """The words from where a quote seems to begin, as far as it reaches: from where a piece of it
    stands, the longest that does. The time that takes grows with the words alone, whatever is
    quoted."""
    for length in PIECES:
        for at in range(0, min(len(quote), LOOKED_AT) - length + 1, length // 2):
            found = words.find(quote[at : at + length])
            if found >= 0:
                start = max(0, found - at)
                return words[start : start + len(quote)]
    return words[: len(quote)]
