"""Reads a saved page of doctors' answers into a Page.

The parts of the page, in their order; any may be missing except the second:

    title · the patient's text
    "Doctor Answers 13"
    answers, each: headline · vote template · the doctor's words · byline
    the legal notice
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.errors import UnreadablePage
from index.model import Answer, Page, Span
from index.pages.answers import VOTE, Draft, Line, drafts
from index.pages.byline import read_count
from index.pages.encodings import damage_in, damage_told, decoded

MARKER = re.compile(r"Doctors?['’]?\s+Answers?(?:\s*\(?(\d[\d,]*)\)?)?", re.IGNORECASE)
NOTICE = re.compile(
    r"(?:these|the|all|this)\s+(?:\w+\s+)?(?:answers?|content|information|page|site|material)\b"
    r".*(?:educational|informational|substitute|medical advice)",
    re.IGNORECASE,
)

LARGEST_PAGE = 2_000_000
"""Bytes that a saved page may have; one with a thousand answers has fewer."""


def too_large(size: int | None, most: int) -> str:
    """Why a file, or a line of one, is not read; its size may not be known."""
    found = "more bytes than" if size is None else f"{size:,} bytes, more than the"
    return f"{found} {most:,} that are read; split it"


def read_page(path: Path, page_id: str, source: str) -> Page:
    """Read one saved page from a file.

    Raises:
        UnreadablePage: it cannot be read, is no text in an encoding that is known, or is no page of
            doctors' answers.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_PAGE + 1)
    except OSError as error:
        raise UnreadablePage(source, f"cannot be read ({error.strerror})") from error
    if len(data) > LARGEST_PAGE:
        raise UnreadablePage(source, too_large(None, LARGEST_PAGE))
    found = decoded(data, source)
    digest = hashlib.sha256(data).hexdigest()
    page = parse_page(found.text, page_id=page_id, source=source, digest=digest)
    return replace(page, warnings=(*found.warnings, *page.warnings))


def parse_page(text: str, *, page_id: str, source: str, digest: str) -> Page:
    """Find every part of a saved page; all spans are in characters of `text`.

    Raises:
        UnreadablePage: there is no text, or no line "Doctor Answers".
    """
    lines = _with_usual_gaps(list(_lines(text)))
    if not lines:
        raise UnreadablePage(source, "the file is empty; save the page again")
    marker, announced = _marker(lines, source)
    question_lines, lines_below = lines[:marker], lines[marker + 1 :]
    notice = _notice(lines_below)
    found = drafts(lines_below[: len(lines_below) - len(notice)], announced)
    answers = tuple(
        _answer(page_id, number, draft)
        for number, draft in enumerate((draft for draft in found if draft.words), start=1)
    )
    return Page(
        id=page_id,
        source=source,
        digest=digest,
        text=text,
        title=_span(question_lines[:1]),
        question=_span(question_lines[1:]),
        announced=announced,
        answers=answers,
        notice=_span(notice),
        warnings=(
            *_damage(text),
            *_page_warnings(question_lines, announced, answers, notice),
            *(_without_words(draft) for draft in found if not draft.words),
            *(oddity for answer in answers for oddity in _answer_warnings(answer)),
        ),
    )


def _lines(text: str) -> Iterator[Line]:
    """Every non-blank line, stripped, with its place.

    Only CR and LF end a line: `splitlines` would also break at characters that occur inside a
    sentence.
    """
    gap = 0
    for found in re.finditer(r"[^\r\n]+|\r\n|\r|\n", text):
        words = found[0].strip()
        if words:
            start = found.start() + found[0].index(words)
            yield Line(words, Span(start, start + len(words)), gap)
            gap = -1  # the end of this very line is no blank line
        elif found[0][0] in "\r\n":
            gap += 1


def _with_usual_gaps(lines: list[Line]) -> list[Line]:
    """The lines with the site's own gaps, where a page was saved with additional blank lines.

    The site leaves one blank line between parts and none within a byline. Doubled line ends turn
    these into three and one.
    """
    gaps = Counter(sorted(line.gap for line in lines[1:] if line.gap))
    usual = max(gaps, key=gaps.__getitem__, default=1)
    if usual == 1:
        return lines
    are_doubled = usual == 3 and all(line.gap % 2 for line in lines[1:])
    least = 0 if are_doubled else 1
    return [
        replace(line, gap=max(least, line.gap - usual + 1)) if line.gap else line for line in lines
    ]


def _span(lines: Sequence[Line]) -> Span | None:
    return Span(lines[0].span.start, lines[-1].span.end) if lines else None


def _marker(lines: Sequence[Line], source: str) -> tuple[int, int | None]:
    """The index of the line "Doctor Answers N", and N.

    Where vote lines follow, it is the last such line above them: an earlier one is the patient's.
    """
    vote = next((n for n, line in enumerate(lines) if VOTE.fullmatch(line.text)), None)
    marks = [
        (n, mark)
        for n, line in enumerate(lines[:vote])
        if (mark := MARKER.fullmatch(line.text)) is not None
    ]
    if not marks:
        raise UnreadablePage(source, 'no line "Doctor Answers"; is it a saved page of answers?')
    number, mark = marks[0] if vote is None else marks[-1]
    return number, read_count(mark[1])


def _notice(lines: Sequence[Line]) -> Sequence[Line]:
    """The last block, if it is the page's legal notice and not a doctor's sentence."""
    first = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].gap or n == 0), 0)
    block = lines[first:]
    return block if block and NOTICE.match(block[0].text) else ()


def _answer(page_id: str, number: int, draft: Draft) -> Answer:
    body = Span(draft.words[0].span.start, draft.words[-1].span.end)
    return Answer(
        id=f"{page_id}#{number}",
        number=number,
        headline=_span([draft.headline] if draft.headline else []),
        body=body,
        byline=_span(draft.byline),
        doctor=draft.doctor,
    )


def _damage(text: str) -> Iterator[str]:
    pieces = damage_in(text)
    if pieces:
        yield f"the page holds {damage_told(pieces)}"


def _page_warnings(
    question_lines: Sequence[Line],
    announced: int | None,
    answers: Sequence[Answer],
    notice: Sequence[Line],
) -> Iterator[str]:
    if not question_lines:
        yield "no title above the answers"
    elif len(question_lines) == 1:
        yield "no question below the title"
    if announced is None:
        yield "the page does not say how many answers it has"
    elif announced != len(answers):
        yield f"the page announces {announced} answers, {len(answers)} are on it"
    if not notice:
        yield "no legal notice at the end"


def _answer_warnings(answer: Answer) -> Iterator[str]:
    doctor = answer.doctor
    if answer.headline is None:
        yield f"answer {answer.number}: no headline"
    if answer.byline is None:
        yield f"answer {answer.number}: no byline"
    elif doctor.specialty is None:
        yield f"answer {answer.number}: the byline tells no specialty that we know"
    if doctor.name is None:
        yield f"answer {answer.number}: the doctor is not named"
    elif doctor.named_by == "signature":
        yield f"answer {answer.number}: named by the signature only"


def _without_words(draft: Draft) -> str:
    lines = (draft.headline, *draft.byline) if draft.headline else draft.byline
    return f"no words of a doctor with: {' / '.join(line.text for line in lines)}"
