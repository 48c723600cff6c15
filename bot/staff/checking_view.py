"""HTML of the pages that a person has to decide about, and of one of these, line by line."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath
from urllib.parse import quote as in_url

from markupsafe import Markup

from bot.show.addresses import address_of
from bot.show.explain import doubtful_lines
from bot.show.wording import name_of, standing_of
from bot.staff.checking import ELSEWHERE, OWN, SIGNED, UNNAMED, Choice, Form, Row
from bot.staff.layout import ROOT, rendered
from bot.staff.login import Session
from bot.staff.paging import ListAddress, Paging
from bot.staff.records_view import records_address
from bot.text.languages import language_of
from index.library.decide import LinedPage
from index.model import Answer, Page, PageLine, Role
from index.pages.decided import told_of_decision
from index.pages.kinds import is_saved_page
from index.pages.line_reader.page_warnings import TO_BE_CHECKED, checks_in, is_decided
from index.pages.numbering import answers_gone
from index.storage.store import PageListing

LONGEST_LINE = 160
"""Characters of a line that nobody doubts that are shown; of a line in doubt, all are."""
MOST_ROWS = 250
"""Rows of a part of a page, which is a form of its own: one of more than 1,000 fields is not taken,
and each row may have two."""
MOST_BYLINES = 20
"""Bylines of which one may be chosen for an answer: those that stand nearest."""
AROUND = 4
"""Rows that are shown above and below one in doubt, however sure these are."""
BEGINNING = 240
"""Characters of an answer's words that the result shows."""

GROUPS: Sequence[tuple[str, Sequence[tuple[Choice, str]]]] = (
    (
        "Of an answer",
        (
            (Choice.BYLINE_ABOVE, "Byline of the answer above"),
            (Choice.BYLINE_BELOW, "Byline of the answer below"),
            (Choice.WORDS, "Words of the same answer"),
            (Choice.NEW_WORDS, "Words: another answer begins here"),
            (Choice.HEADLINE, "Headline: another answer begins here"),
        ),
    ),
    (
        "Nobody’s",
        (
            (Choice.SITE, "The site’s own, nobody’s words"),
            (Choice.VOTES, "Votes"),
            (Choice.BYLINE, "A name or byline of nobody here"),
            (Choice.NOBODYS, "Nobody’s words: leave out"),
        ),
    ),
    (
        "Of the page",
        (
            (Choice.TITLE, "Title"),
            (Choice.QUESTION, "The patient’s question"),
            (Choice.ANNOUNCEMENT, "The line “Doctor Answers”"),
            (Choice.NOTICE, "The legal notice"),
        ),
    ),
)
"""What lines may be, in the order in which it is offered."""


@dataclass(frozen=True, slots=True)
class CheckedListing:
    """A page on the list, and why it is on it."""

    id: str
    title: str
    address: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineRow:
    """A row of the form: its lines, and what they are said to be; `whose` is the answer that these
    belong to by the form, `evidence` what the program's reading rests on, if not the same as in the
    row above."""

    first: int
    last: int
    choice: str
    lines: tuple[tuple[int, str], ...]
    evidence: str
    language: str
    kind: str
    whose: int | None
    can_split: bool

    @property
    def numbers(self) -> str:
        """How the lines are called."""
        return (
            f"line {self.first}" if self.first == self.last else f"lines {self.first}–{self.last}"
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that follow one another; folded away where nobody doubts them."""

    rows: tuple[LineRow, ...]
    is_folded: bool

    @property
    def summary(self) -> str:
        """What is folded away."""
        answers = sorted({row.whose for row in self.rows if row.whose is not None})
        lines = f"Lines {self.rows[0].first}–{self.rows[-1].last}, which nothing speaks against"
        if not answers:
            return lines
        last = "" if len(answers) == 1 else f"–{answers[-1]}"
        return f"{lines}: answer{'s' if last else ''} {answers[0]}{last}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a long page, by its first line and its last, and how many rows of it are in
    doubt."""

    first: int
    last: int
    open: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class GoneAnswer:
    """An answer that would be no more, by the id that it has."""

    id: str
    name: str
    beginning: str
    language: str


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """An answer as it would be, and who may be chosen as its doctor, where it stands in the part of
    the page that is shown; `before` is who it was, where that is another. It is concerned where it
    was in doubt, or would be another."""

    number: int
    name: str
    about: str
    before: str | None
    headline: str | None
    beginning: str
    is_cut: bool
    language: str
    starts_at: int
    who: str
    options: tuple[tuple[str, str], ...]
    is_concerned: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A page and what somebody says of it: `base` is the form as the page is read now, `form` as it
    was changed. `part` is a line of the part that is shown; None for the first in doubt. `by` is
    who decides, as typed. At first there is no result yet that could be kept."""

    found: LinedPage
    base: Form
    form: Form
    by: str = ""
    part: int | None = None
    is_first: bool = False


def listing_html(found: Sequence[tuple[PageListing, tuple[str, ...]]], page: str = "") -> Markup:
    """The pages that a person has to decide about.

    Args:
        page: which page of the list is asked for.
    """
    paging = Paging.of(page, len(found), ListAddress("/checking"))
    return rendered(
        "checking_list.html",
        paging=paging,
        pages=[
            CheckedListing(one.page_id, one.title or one.page_id, _address(one), _reasons(told))
            for one, told in found[paging.skip : paging.until]
        ],
    )


def _reasons(warnings: Sequence[str]) -> tuple[str, ...]:
    """Why a page is to be checked, as its warnings say."""
    lead = f"{TO_BE_CHECKED}: "
    return tuple(_sentence(one.removeprefix(lead)) for one in checks_in(warnings))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _address(one: PageListing) -> str:
    """Where somebody decides about a page: by its lines, or by its records."""
    is_lined = is_saved_page(PurePath(one.file))
    return checking_address(one.page_id) if is_lined else records_address(one.page_id)


def checking_address(page_id: str) -> str:
    """Where somebody decides about a page."""
    return f"{address_of(ROOT)}/checking/page?page={in_url(page_id, safe='')}"


def checking_html(
    shown: Shown,
    session: Session,
    *,
    result: Page | None,
    error: str | None,
    base_mark: str,
    mark: str,
    asks_who: bool,
) -> Markup:
    """One page, line by line, as a form; with the answers as they are, or would be. Of a long page
    one part is shown, and what was changed in the others goes along.

    Args:
        result: the page as the form would have it read; None if the form does not fit, and `error`
            says why.
        base_mark: what tells whether the page is still read as it was.
        mark: what tells whether the same form is kept that was shown; empty where none can be.
        asks_who: whether the name has to be typed, as nobody signs in.
    """
    page, form = shown.found.page, shown.form
    waiting = _open_lines(page)
    parts = list(_parts_of(form, shown.part, waiting))
    here = next(part for part in parts if part.is_here)
    rows = list(_rows(page, _rows_in(form, here), waiting, result))
    answers = [] if result is None else list(_results(page, result, form, here))
    told = told_of_decision(page)
    return rendered(
        "checking.html",
        session=session,
        page_id=page.id,
        source=page.source,
        groups=GROUPS,
        parts=parts,
        here=here,
        stretches=_stretches(rows, unfolded=error is not None),
        concerned=[one for one in answers if one.is_concerned],
        others=[one for one in answers if not one.is_concerned],
        gone=[] if result is None else list(_gone(page, result)),
        changes=_elsewhere(shown, here, {one.starts_at for one in answers if one.options}).text,
        has_doubt=any(part.open for part in parts),
        told=told,
        decided=_sentence(told or ""),
        is_decided=is_decided(page),
        warnings=_reasons(page.warnings),
        reason=shown.found.reason,
        error=error,
        base_mark=base_mark,
        mark=mark,
        by=shown.by,
        asks_who=asks_who,
    )


def _parts_of(form: Form, line: int | None, waiting: frozenset[int]) -> Iterator[Part]:
    """The parts of a page; the one that has a line is the one that is shown, or else the first in
    doubt."""
    chunks = [form.rows[at : at + MOST_ROWS] for at in range(0, len(form.rows), MOST_ROWS)]
    counts = [sum(_is_open(row, waiting) for row in rows) for rows in chunks]
    if line is None:
        chosen = next((n for n, count in enumerate(counts) if count), 0)
    else:
        chosen = max(0, bisect_right([rows[0].first for rows in chunks], line) - 1)
    for n, (rows, count) in enumerate(zip(chunks, counts, strict=True)):
        yield Part(rows[0].first, rows[-1].last, count, n == chosen)


def _is_open(row: Row, waiting: frozenset[int]) -> bool:
    return any(number in waiting for number in range(row.first, row.last + 1))


def _rows_in(form: Form, part: Part) -> Sequence[Row]:
    return [row for row in form.rows if part.first <= row.first <= part.last]


def _elsewhere(shown: Shown, here: Part, asked: Collection[int]) -> Form:
    """What was changed and stands in no field: rows of other parts, and who gave answers that
    nobody is asked about here."""
    changed = shown.form.changed_from(shown.base)
    rows = tuple(row for row in changed.rows if not here.first <= row.first <= here.last)
    return Form(rows, {first: who for first, who in changed.who.items() if first not in asked})


def _rows(
    page: Page, rows: Sequence[Row], waiting: frozenset[int], result: Page | None
) -> Iterator[LineRow]:
    whose = {} if result is None else {line.number: line.answer for line in result.lines}
    told = ""
    numbers = [line.number for line in page.lines]
    for row in rows:
        lines = page.lines[bisect_left(numbers, row.first) : bisect_right(numbers, row.last)]
        if not lines:
            continue
        doubtful = _is_open(row, waiting)
        texts = tuple((line.number, _text(page, line, whole=doubtful)) for line in lines)
        evidence = "; ".join(dict.fromkeys(line.evidence for line in lines))
        is_new, told = evidence != told, evidence
        yield LineRow(
            row.first,
            row.last,
            str(row.choice),
            texts,
            evidence if is_new else "",
            language_of("\n".join(text for _, text in texts), page.text),
            "open" if doubtful else _kind(row),
            whose.get(row.first),
            len(lines) > 1,
        )


def _stretches(rows: Sequence[LineRow], *, unfolded: bool) -> list[Stretch]:
    """The rows in stretches, of which those far from all that is in doubt are folded away."""
    doubtful = [n for n, row in enumerate(rows) if row.kind == "open"]
    near = {n + step for n in doubtful for step in range(-AROUND, AROUND + 1)}
    folded = [bool(doubtful) and not unfolded and n not in near for n in range(len(rows))]
    found: list[Stretch] = []
    for is_folded, group in groupby(zip(folded, rows, strict=True), key=lambda pair: pair[0]):
        part = tuple(row for _, row in group)
        found.append(Stretch(part, is_folded and len(part) > 1))
    return found


def _open_lines(page: Page) -> frozenset[int]:
    """The lines that wait for a person, by their numbers."""
    if is_decided(page):
        return frozenset()
    unexplained = {line.number for line in page.lines if line.role is Role.UNEXPLAINED}
    return doubtful_lines(page) | unexplained


def _kind(row: Row) -> str:
    if row.choice in (Choice.WORDS, Choice.NEW_WORDS, Choice.HEADLINE):
        return "words"
    if row.choice in (Choice.BYLINE_ABOVE, Choice.BYLINE_BELOW, Choice.BYLINE):
        return "names"
    return "quiet"


def _text(page: Page, line: PageLine, *, whole: bool) -> str:
    text = page.quote(line.span).strip()
    return text if whole or len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]} …"


def _results(page: Page, result: Page, form: Form, here: Part) -> Iterator[AnswerResult]:
    """The answers of a part of the page, and those of the others that would be other ones."""
    before = {line.number: line.answer for line in page.lines}
    known = {answer.number: answer for answer in page.answers}
    blocks = dict(_bylines(result))
    for answer in sorted(result.answers, key=lambda one: one.body):
        starts_at = _first_line(result, answer)
        is_here = here.first <= starts_at <= here.last
        old = known.get(before.get(starts_at) or 0)
        is_other = old is None or _said_of(old) != _said_of(answer)
        if not (is_here or is_other):
            continue
        name = name_of(answer.doctor)
        was = None if old is None else name_of(old.doctor)
        words = result.quote(answer.body)
        who = form.who.get(starts_at, OWN)
        yield AnswerResult(
            answer.number,
            name,
            standing_of(answer.doctor),
            was if was != name else None,
            result.quoted(answer.headline),
            words[:BEGINNING],
            len(words) > BEGINNING,
            language_of(words, result.text),
            starts_at,
            who,
            tuple(_options(answer, starts_at, who, blocks)) if is_here else (),
            is_other or (old is not None and old.doubt is not None),
        )


def _said_of(answer: Answer) -> tuple[object, ...]:
    return (answer.headline, answer.body, answer.byline, answer.doctor)


def _gone(page: Page, result: Page) -> Iterator[GoneAnswer]:
    """The answers whose ids would lead nowhere."""
    for answer in answers_gone(page, result):
        words = page.quote(answer.body)
        language = language_of(words, page.text)
        yield GoneAnswer(answer.id, name_of(answer.doctor), words[:BEGINNING], language)


def _first_line(page: Page, answer: Answer) -> int:
    ends = [one.span.end for one in page.lines]
    return page.lines[bisect_right(ends, answer.body.start)].number


def _options(
    answer: Answer, starts_at: int, who: str, blocks: Mapping[int, tuple[str, int | None]]
) -> Iterator[tuple[str, str]]:
    yield OWN, "As its own byline says; without one, nobody"
    yield SIGNED, "As its own sign-off says"
    yield UNNAMED, "Not named on the page"
    lines = sorted(blocks)
    at = bisect_left(lines, starts_at)
    near = lines[max(0, at - MOST_BYLINES // 2) : at + MOST_BYLINES // 2]
    for first in lines:
        text, whose = blocks[first]
        value = f"{ELSEWHERE}{first}"
        if value == who or (first in near and whose != answer.number):
            yield value, f"As the byline in line {first}: {text}"


def _bylines(page: Page) -> Iterator[tuple[int, tuple[str, int | None]]]:
    """Each byline by its first line: how it begins, and whose it is."""
    before: tuple[Role, int | None] | None = None
    for line in page.lines:
        now = (line.role, line.answer)
        if line.role is Role.BYLINE and now != before:
            yield line.number, (page.quote(line.span).strip()[:60], line.answer)
        before = now
