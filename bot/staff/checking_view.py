"""HTML of the pages that a person has to decide about, and of one of these, line by line."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote as in_url

from markupsafe import Markup

from bot.show.addresses import address_of
from bot.show.explain import doubtful_lines
from bot.show.wording import name_of, standing_of
from bot.staff.checking import ELSEWHERE, OWN, SIGNED, UNNAMED, Choice, Form, Row
from bot.staff.layout import ROOT, rendered
from bot.staff.login import Session
from bot.text.languages import language_of
from index.library.decide import LinedPage
from index.model import Answer, Page, PageLine, Role
from index.pages.decided import is_decided, told_of_decision
from index.pages.text import TO_BE_CHECKED, checks_in
from index.storage.store import PageListing

MOST_LISTED = 200
"""Pages to be checked that are listed."""
LONGEST_LINE = 160
"""Characters of a line that nobody doubts that are shown; of a line in doubt, all are."""
MOST_FIELDS = 900
"""Rows and answers of a form; a browser's form with more fields than 1,000 is not taken."""
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
class AnswerResult:
    """An answer as it would be, and who may be chosen as its doctor; `before` is who it was, where
    that is another. It is concerned where it was in doubt, or would be another."""

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


def listing_html(found: Sequence[tuple[PageListing, tuple[str, ...]]]) -> Markup:
    """The pages that a person has to decide about."""
    return rendered(
        "checking_list.html",
        total=len(found),
        pages=[
            CheckedListing(
                one.page_id, one.title or one.page_id, checking_address(one.page_id), _reasons(told)
            )
            for one, told in found[:MOST_LISTED]
        ],
    )


def _reasons(warnings: Sequence[str]) -> tuple[str, ...]:
    """Why a page is to be checked, as its warnings say."""
    lead = f"{TO_BE_CHECKED}: "
    return tuple(_sentence(one.removeprefix(lead)) for one in checks_in(warnings))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def checking_address(page_id: str) -> str:
    """Where somebody decides about a page."""
    return f"{address_of(ROOT)}/checking/page?page={in_url(page_id, safe='')}"


def checking_html(
    found: LinedPage,
    form: Form,
    session: Session,
    *,
    result: Page | None,
    error: str | None,
    shown: str,
    by: str,
    asks_who: bool,
) -> Markup:
    """One page, line by line, as a form; with the answers as they are, or would be.

    Args:
        result: the page as the form would have it read; None if the form does not fit, and `error`
            says why.
        shown: what tells whether the same form is kept that was shown.
        by: who decides, as typed.
        asks_who: whether the name has to be typed, as nobody signs in.
    """
    page = found.page
    rows = list(_rows(page, form, result))
    answers = [] if result is None else list(_results(page, result, form))
    told = told_of_decision(page)
    return rendered(
        "checking.html",
        session=session,
        page_id=page.id,
        source=page.source,
        groups=GROUPS,
        stretches=_stretches(rows, unfolded=error is not None),
        concerned=[one for one in answers if one.is_concerned],
        others=[one for one in answers if not one.is_concerned],
        kept_who=sorted(form.who.items()),
        has_doubt=any(row.kind == "open" for row in rows),
        told=told,
        decided=_sentence(told or ""),
        is_decided=is_decided(page),
        warnings=_reasons(page.warnings),
        reason=found.reason,
        is_too_long=len(rows) + len(answers) > MOST_FIELDS,
        error=error,
        shown=shown,
        by=by,
        asks_who=asks_who,
    )


def _rows(page: Page, form: Form, result: Page | None) -> Iterator[LineRow]:
    whose = {} if result is None else {line.number: line.answer for line in result.lines}
    told = ""
    waiting = _open_lines(page)
    numbers = [line.number for line in page.lines]
    for row in form.rows:
        lines = page.lines[bisect_left(numbers, row.first) : bisect_right(numbers, row.last)]
        if not lines:
            continue
        doubtful = any(line.number in waiting for line in lines)
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


def _results(page: Page, result: Page, form: Form) -> Iterator[AnswerResult]:
    before = {line.number: line.answer for line in page.lines}
    known = {answer.number: answer for answer in page.answers}
    blocks = dict(_bylines(result))
    for answer in result.answers:
        starts_at = _first_line(result, answer)
        name = name_of(answer.doctor)
        old = known.get(before.get(starts_at) or 0)
        was = None if old is None else name_of(old.doctor)
        words = result.quote(answer.body)
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
            form.who.get(starts_at, OWN),
            tuple(_options(result, answer, blocks)),
            old is None or old.doubt is not None or _parts(old) != _parts(answer),
        )


def _parts(answer: Answer) -> tuple[object, ...]:
    return (answer.headline, answer.body, answer.byline, answer.doctor)


def _first_line(page: Page, answer: Answer) -> int:
    return next(one.number for one in page.lines if one.span.end > answer.body.start)


def _options(
    page: Page, answer: Answer, blocks: Mapping[int, tuple[str, int | None]]
) -> Iterator[tuple[str, str]]:
    yield OWN, "As its own byline says; without one, nobody"
    yield SIGNED, "As its own sign-off says"
    yield UNNAMED, "Not named on the page"
    for first, (text, whose) in blocks.items():
        if whose != answer.number:
            yield f"{ELSEWHERE}{first}", f"As the byline in line {first}: {text}"


def _bylines(page: Page) -> Iterator[tuple[int, tuple[str, int | None]]]:
    """Each byline by its first line: how it begins, and whose it is."""
    before: tuple[Role, int | None] | None = None
    for line in page.lines:
        now = (line.role, line.answer)
        if line.role is Role.BYLINE and now != before:
            yield line.number, (page.quote(line.span).strip()[:60], line.answer)
        before = now
