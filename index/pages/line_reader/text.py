"""Reads a saved page of doctors' answers into a Page.

The parts of the page, in their order; any may be missing except the second:

    title · the patient's text
    "Doctor Answers 13"
    answers, each: headline · vote line · the doctor's words · byline
    the legal notice

Every line gets one role, with the evidence for it; what no role explains is warned of.
"""

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from index.errors import UnreadablePage
from index.model import Answer, Page, PageLine, Role, Span
from index.pages.encodings import damage_in, damage_told, decoded
from index.pages.line_reader.answers import Draft, Drafts, drafts, numbers
from index.pages.line_reader.byline import find_bylines
from index.pages.line_reader.days_beside import with_days
from index.pages.line_reader.front_matter import lines_of_front_matter
from index.pages.line_reader.furniture import (
    announcement,
    furniture_kind,
    is_bare_announcement,
    numbered,
    numbered_of,
    speaks_as_notice,
    vote_kind,
)
from index.pages.line_reader.lines import Line, lines_of, span_of
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.line_reader.paragraphs import is_prose
from index.pages.line_reader.parts import read_part
from index.pages.line_reader.sifted import LONGEST_LINK
from index.pages.line_reader.stars import read_count
from index.pages.line_reader.twice import read_once
from index.pages.line_reader.unannounced import first_of_answers

READ_BY = "text 11"
"""What reads a page's lines, and a record's author, and its version. A change by which any page is
read otherwise must raise it: the next build then reads again what did not change itself."""
LARGEST_PAGE = 2_000_000
"""Bytes that a saved page may have; one with a thousand answers has fewer."""
MOST_ANSWERS = 200
"""Answers that a page has; one who has given more is told so beside a name."""
LONGEST_QUOTE = 60
"""Characters of a line that a warning quotes."""
SURELY_OF_SITE = frozenset({"votes", "notice", "announcement", "rule", "numbering"})
"""Kinds of the site's lines that no doctor's sentence is taken for."""
NOT_ANNOUNCED = (
    'no line "Doctor Answers", and nothing else tells where the answers begin; '
    'if it is a saved page of answers, write a line "Answers" above the first, or say what each '
    "line is, with pages --draft and pages --decide"
)
EMPTY = "the file is empty; save the page again"
IS_HTML = "the file is HTML, not text; let its name end in .html"
A_TABLE = "the file is a table, separated by tabs, and no page; let its name end in .tsv"
LONGEST_COLUMN = 40
"""Characters of a column's name."""
HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


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
    data = read_bytes(path, source)
    found = decoded(data, source)
    digest = hashlib.sha256(data).hexdigest()
    text, warnings = read_once(found.text)
    page = parse_page(text, page_id=page_id, source=source, digest=digest)
    return replace(page, warnings=(*found.warnings, *warnings, *page.warnings))


def read_bytes(path: Path, source: str, most: int | None = None) -> bytes:
    """The bytes of a saved page, at most so many; if not told, as many as one of text may have.

    Raises:
        UnreadablePage: they cannot be read, or are too many.
    """
    most = LARGEST_PAGE if most is None else most
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UnreadablePage(source, f"cannot be read ({error.strerror})") from error
    if len(data) > most:
        raise UnreadablePage(source, too_large(None, most))
    return data


def parse_page(text: str, *, page_id: str, source: str, digest: str) -> Page:
    """Find every part of a saved page; all spans are in characters of `text`.

    Raises:
        UnreadablePage: there is no text, nothing that tells where the answers begin, or more than
            one page.
    """
    lines = lines_of(text)
    if not lines:
        raise UnreadablePage(source, EMPTY)
    if HTML.match(text):
        raise UnreadablePage(source, IS_HTML)
    front = lines_of_front_matter(lines)
    start = _start(lines[front:], source)
    start = replace(start, first=front + start.first)
    told = announcement(lines[start.first].plain)
    above, rest = lines[front : start.first], lines[start.first + start.is_announced :]
    announced = read_count(told.digits if told else None)
    announced = _last_of(rest) if announced is None else announced
    _refuse_second_count(rest, source)
    notice = _notice(rest)
    below = _until_end(rest, notice)
    question = [line for line in above if furniture_kind(line.plain) is None]
    found = drafts(
        below,
        announced,
        question[0].plain if question else None,
        frozenset(line.number for line in notice),
        frozenset(line.plain for line in question[1:] if is_prose(line)),
    )
    kept = [draft for draft in found.answers if draft.words]
    answers = tuple(_answer(page_id, number, draft) for number, draft in enumerate(kept, start=1))
    roles = _Roles(lines, start, question, notice, found, kept).roles()
    page_lines = tuple(tiles(text, lines, roles))
    page = Page(
        id=page_id,
        source=source,
        digest=digest,
        text=text,
        title=span_of(question[:1]),
        question=span_of(question[1:]),
        announced=announced,
        answers=answers,
        notice=span_of(notice),
        warnings=(
            *damage_warnings(text),
            *_bylines_above(above),
            *page_warnings(question, announced, answers, notice),
            *(_without_words(draft) for draft in found.answers if not draft.words),
            *_unexplained(page_lines, lines),
            *_left_out(below, found),
            *(
                oddity
                for answer, draft in zip(answers, kept, strict=True)
                for oddity in _answer_warnings(answer, draft)
            ),
        ),
        lines=page_lines,
    )
    return with_days(page, lines)


def _bylines_above(lines: Sequence[Line]) -> Iterator[str]:
    """Bylines above the line that announces the answers; their words are read as the patient's."""
    for byline in find_bylines(lines):
        if byline.kinds >= {"name", "place"}:
            number = lines[byline.first].number
            yield (
                f"{TO_BE_CHECKED}: line {number}, above the line “Doctor Answers”, looks like the "
                "byline of an answer, whose words are read as the patient's"
            )


@dataclass(frozen=True, slots=True)
class _Start:
    """The index of the line with which the answers begin, or of the one that announces them."""

    first: int
    is_announced: bool


def unexplained_page(text: str, *, page_id: str, source: str, digest: str) -> Page:
    """A page of which nothing is known but its lines: each is nobody's until a person says what it
    is. It has no answer, and is none to be shown: nothing parts the patient's words from a
    doctor's, or what was removed from what stays."""
    lines = tuple(tiles(text, lines_of(text), {})) if text.strip() else ()
    return Page(page_id, source, digest, text, None, None, None, (), None, lines=lines)


def _start(lines: Sequence[Line], source: str) -> _Start:
    """Where the answers begin.

    Raises:
        UnreadablePage: nothing tells it, or there is a further page below answers.
    """
    marker = _marker(lines, source)
    if marker is not None:
        return _Start(marker, is_announced=numbered(lines[marker].plain) is None)
    below = _below_title(lines)
    notice = {line.number for line in _notice(lines)}
    title = lines[-len(below) - 1].plain if len(below) < len(lines) else None
    first = first_of_answers(_until_end(below, _notice(below)), title, notice)
    if first is None:
        raise UnreadablePage(source, A_TABLE if _is_table(lines) else NOT_ANNOUNCED)
    return _Start(next(n for n, one in enumerate(lines) if one.number == first), is_announced=False)


def _is_table(lines: Sequence[Line]) -> bool:
    """Whether the first line names columns, as that of a table does which a spreadsheet saved as
    text."""
    columns = [one.strip() for one in lines[0].text.split("\t")]
    names = all(columns) and max(map(len, columns)) <= LONGEST_COLUMN
    return len(columns) > 1 and len(set(columns)) == len(columns) and names


def _below_title(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines below the first that is not the site's; all of them if that is of a byline."""
    first = next((n for n, one in enumerate(lines) if furniture_kind(one.plain) is None), 0)
    return lines if _is_of_answers(lines[first].plain) else lines[first + 1 :]


def _marker(lines: Sequence[Line], source: str) -> int | None:
    """The index of the line "Doctor Answers N"; None if there is none.

    Where vote lines follow, it is the last such line above them: an earlier one is the patient's.
    "Answers N" counts only where no line speaks of doctors.

    Raises:
        UnreadablePage: there is a further one below answers.
    """
    found = {n: told for n, line in enumerate(lines) if (told := announcement(line.plain))}
    are_full = any(told.is_full for told in found.values())
    marks = [n for n, told in found.items() if told.is_full or not are_full]
    vote = next((n for n, line in enumerate(lines) if vote_kind(line.plain) == "template"), None)
    before = [n for n in marks if vote is None or n < vote]
    if not before:
        return _marker_of_another_kind(lines)
    chosen = before[0] if vote is None else before[-1]
    second = _second_page(lines, chosen, marks)
    if second is not None:
        raise UnreadablePage(source, _two_pages(second))
    return chosen


def _marker_of_another_kind(lines: Sequence[Line]) -> int | None:
    """The line above the answers where none announces how many they are: "Answer 1 of 5", or the
    only line "Answers", if bylines are below it and none above; None if there is none."""
    first = next((n for n, line in enumerate(lines) if numbered(line.plain) == 1), None)
    bare = [n for n, line in enumerate(lines) if is_bare_announcement(line.plain)]
    chosen = bare[0] if len(bare) == 1 else first
    if chosen is not None and not any(_is_of_answers(line.plain) for line in lines[:chosen]):
        return chosen
    return None


def _last_of(lines: Sequence[Line]) -> int | None:
    """The 5 of "Answer 1 of 5", if all lines that number answers say the same."""
    told = {numbered_of(line.plain) for line in lines if numbered(line.plain) is not None}
    return next(iter(told)) if len(told) == 1 else None


def _refuse_second_count(lines: Sequence[Line], source: str) -> None:
    """Refuse a file that numbers its answers from 1 twice, with answers between."""
    firsts = [n for n, line in enumerate(lines) if numbered(line.plain) == 1]
    for upper, lower in pairwise(firsts):
        is_further = any(numbered(line.plain) not in {None, 1} for line in lines[upper:lower])
        if is_further and any(_is_of_answers(line.plain) for line in lines[upper:lower]):
            found = lines[lower]
            raise UnreadablePage(source, _two_pages(found))


def _two_pages(line: Line) -> str:
    return (
        f"line {line.number} is a second “{line.text}”, so that the file holds two pages; "
        "save each in a file of its own"
    )


def _second_page(lines: Sequence[Line], chosen: int, marks: Sequence[int]) -> Line | None:
    """The line that announces the answers of a further page: a title stands above it, below
    answers. A site may also repeat the line among the answers."""
    if not any(later > chosen for later in marks):
        return None
    answers = [n for n, line in enumerate(lines) if n > chosen and _is_of_answers(line.plain)]
    for later in marks:
        told = announcement(lines[later].plain)
        if told is not None and not told.is_full and (read_count(told.digits) or 0) > MOST_ANSWERS:
            continue  # "1,467 answers" are those of one doctor
        above = bisect_left(answers, later)
        if later <= chosen or not 0 < above < len(answers):
            continue
        between = lines[answers[above - 1] + 1 : later]
        if any(furniture_kind(line.plain) is None for line in between):
            return lines[later]
    return None


def _is_of_answers(line: str) -> bool:
    """Whether a line is a vote line, or one of a byline."""
    return vote_kind(line) == "template" or _is_byline_line(line)


def _is_byline_line(line: str) -> bool:
    part = read_part(line)
    return part is not None and bool(part.kinds & {"place", "stars", "name"})


def _notice(lines: Sequence[Line]) -> Sequence[Line]:
    """The page's legal notice: the last block that speaks as one and has no byline below it."""
    for first, end in reversed(_blocks(lines)):
        inner = next((n for n in range(first, end) if speaks_as_notice(lines[n].plain) >= 2), first)
        block = lines[inner:end]
        speaks = speaks_as_notice(" ".join(line.plain for line in block))
        if speaks >= 2 or (speaks and end == len(lines)):
            if any(_is_byline_line(line.plain) for line in lines[end:]) and speaks < 3:
                return ()
            return block
    return ()


def _until_end(lines: Sequence[Line], notice: Sequence[Line]) -> Sequence[Line]:
    """The lines without those below the notice, where no answers stand: a sender's name does not
    sign the last one."""
    if not notice:
        return lines
    end = lines.index(notice[-1]) + 1
    below = lines[end:]
    is_moved = any(vote_kind(line.plain) == "template" for line in below) or (
        sum("name" in one.kinds for one in find_bylines(below)) > 1
    )
    return lines if is_moved else lines[:end]


def _blocks(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where blocks of lines without a blank one between them begin and end."""
    starts = [n for n, line in enumerate(lines) if line.gap or n == 0]
    return list(pairwise([*starts, len(lines)]))


def _answer(page_id: str, number: int, draft: Draft) -> Answer:
    return Answer(
        id=f"{page_id}#{number}",
        number=number,
        headline=span_of([draft.headline] if draft.headline else []),
        body=Span(draft.words[0].span.start, draft.words[-1].span.end),
        byline=span_of(draft.byline),
        doctor=draft.doctor,
        doubt=draft.doubt,
    )


# Roles.


class _Roles:
    """The role of every line, by its number."""

    def __init__(
        self,
        lines: Sequence[Line],
        start: _Start,
        question: Sequence[Line],
        notice: Sequence[Line],
        found: Drafts,
        kept: Sequence[Draft],
    ) -> None:
        self._lines, self._start = lines, start
        self._question, self._notice = question, notice
        self._found, self._kept = found, kept

    def roles(self) -> dict[int, tuple[Role, str, int | None]]:
        """Role, evidence and answer of every line that is explained."""
        roles: dict[int, tuple[Role, str, int | None]] = {}
        for n, line in enumerate(self._lines):
            kind = furniture_kind(line.plain)
            if kind is not None or n < self._start.first:
                told = "front matter" if kind is None else f"a line of the site: {kind}"
                roles[line.number] = (Role.FURNITURE, told, None)
        for n, line in enumerate(self._question):
            role = Role.QUESTION if n else Role.TITLE
            evidence = "above the line “Doctor Answers”" if n else "the first line"
            if n and not self._start.is_announced:
                evidence = "above the first answer"
            roles[line.number] = (role, evidence, None)
        announced = self._lines[self._start.first]
        if self._start.is_announced:
            roles[announced.number] = (Role.ANNOUNCEMENT, "tells that answers follow", None)
        for line in self._found.votes:
            roles[line.number] = (Role.VOTES, "counts votes", None)
        for number, kind in self._found.furniture.items():
            role = Role.VOTES if kind == "votes" else Role.FURNITURE
            told = "counts votes" if kind == "votes" else f"a line of the site: {kind}"
            roles[number] = (role, told, None)
        for line in self._notice:
            roles[line.number] = (Role.NOTICE, "speaks as a legal notice", None)
        for number, doubt in self._found.doubtful.items():
            roles[number] = (Role.BYLINE, f"of nobody for sure: {doubt}", None)
        number = 0
        for draft in self._found.answers:
            number += bool(draft.words)
            roles.update(self._of_answer(draft, number if draft.words else None))
        return roles

    def _of_answer(
        self, draft: Draft, number: int | None
    ) -> Iterator[tuple[int, tuple[Role, str, int | None]]]:
        layout = self._found.layout.value
        if draft.headline is not None:
            yield draft.headline.number, (Role.HEADLINE, "one line above the words", number)
        for line in draft.words:
            told = draft.doubt or (layout if draft.byline else "words without a byline")
            yield line.number, (Role.BODY, told, number)
        for line in draft.byline:
            part = read_part(line.plain)
            told = "printed in the byline" if part is None else " and ".join(sorted(part.kinds))
            yield line.number, (Role.BYLINE, told, number)


def tiles(
    text: str, lines: Sequence[Line], roles: Mapping[int, tuple[Role, str, int | None]]
) -> Iterator[PageLine]:
    """The lines of a page with their roles, evidence and answers, given by the lines' numbers."""
    starts = [
        _start_of_line(text, below.span.start, above.span.end) for above, below in pairwise(lines)
    ]
    edges = [0, *starts, len(text)]
    for line, (start, end) in zip(lines, pairwise(edges), strict=True):
        role, evidence, answer = roles.get(
            line.number, (Role.UNEXPLAINED, "nothing on the page tells what it is", None)
        )
        yield PageLine(line.number, Span(start, end), role, evidence, answer)


def _start_of_line(text: str, at: int, above: int) -> int:
    """Where the line begins that has words at some place; those of the line above it end before."""
    return max(text.rfind("\n", above, at), text.rfind("\r", above, at)) + 1


# Warnings.


def damage_warnings(text: str) -> Iterator[str]:
    """That words were damaged before the page was saved."""
    pieces = damage_in(text)
    if pieces:
        yield f"the page holds {damage_told(pieces)}"


def page_warnings(
    question_lines: Sequence[Line],
    announced: int | None,
    answers: Sequence[Answer],
    notice: Sequence[Line],
) -> Iterator[str]:
    """What the page as a whole lacks, or says otherwise than it is."""
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


def _unexplained(page_lines: Sequence[PageLine], lines: Sequence[Line]) -> Iterator[str]:
    for page_line, line in zip(page_lines, lines, strict=True):
        if page_line.role is Role.UNEXPLAINED:
            yield f"line {line.number} is not explained and belongs to nobody: {_quoted(line)}"


def _left_out(lines: Sequence[Line], found: Drafts) -> Iterator[str]:
    """Sentences among the answers that were taken for the site's own, and could be a doctor's."""
    of_answers = [line.number for draft in found.answers for line in (*draft.words, *draft.byline)]
    last = max(of_answers, default=0)
    end = next((n for n, line in enumerate(lines, start=1) if line.number > last), len(lines))
    told: set[str] = set()
    odd = _odd_links(lines[:end], found.furniture)
    for line in lines[:end]:
        kind = found.furniture.get(line.number, "votes")
        if kind in SURELY_OF_SITE or line.plain in told:
            continue
        if not _may_be_words(line) and line.number not in odd:
            continue
        told.add(line.plain)
        yield f"line {line.number} was left out as a line of the site ({kind}): {_quoted(line)}"


def _odd_links(lines: Sequence[Line], furniture: Mapping[int, str]) -> set[int]:
    """The links that may be headlines: which only one of the page's lists of links has, though
    others are in several, or which stand right above a sentence."""
    links = [line for line in lines if furniture.get(line.number) == "related"]
    counts = Counter(line.plain for line in links)
    is_repeated = any(
        count > 1 and furniture_kind(plain) is None for plain, count in counts.items()
    )
    alone = {line.number for line in links if is_repeated and counts[line.plain] == 1}
    of_lists = {line.number for line in links if furniture_kind(line.plain) is None}
    return alone | {
        upper.number
        for upper, lower in pairwise(lines)
        if upper.number in of_lists and lower.number not in furniture and is_prose(lower)
    }


def _may_be_words(line: Line) -> bool:
    """Whether a line is a sentence that ends, or longer than a link, or an address."""
    is_sentence = is_prose(line) and not line.plain.endswith(("...", "…", "?"))
    is_long = len(line.plain.split()) > LONGEST_LINK
    return is_sentence or is_long or "://" in line.plain


def _quoted(line: Line) -> str:
    return f"“{line.text[:LONGEST_QUOTE]}{'…' if len(line.text) > LONGEST_QUOTE else ''}”"


def _answer_warnings(answer: Answer, draft: Draft) -> Iterator[str]:
    if answer.doubt is not None:
        at = numbers(draft.words)
        yield f"{TO_BE_CHECKED}: answer {answer.number} ({at}) names nobody, as {answer.doubt}"
        return
    if answer.headline is None:
        yield f"answer {answer.number}: no headline"
    if answer.byline is None:
        yield f"answer {answer.number}: no byline"
    elif answer.doctor.specialty is None:
        yield f"answer {answer.number}: the byline tells no specialty that we know"
    yield from naming_warnings(answer)


def naming_warnings(answer: Answer) -> Iterator[str]:
    """That nobody is named, or only by a signature."""
    if answer.doctor.name is None:
        yield f"answer {answer.number}: the doctor is not named"
    elif answer.doctor.named_by == "signature":
        yield f"answer {answer.number}: named by the signature only"


def _without_words(draft: Draft) -> str:
    lines = (draft.headline, *draft.byline) if draft.headline else draft.byline
    return f"no words of a doctor with: {' / '.join(line.text for line in lines)}"
