"""Reads a saved page by the decision beside it: nothing is guessed, and whatever does not fit is
refused, so that the page asks again."""

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path

from index.durable import hash_of
from index.errors import DECIDE_AGAIN, UnfitDecision
from index.identity import folded_person
from index.model import Answer, Doctor, Page, PageLine, Role, Span
from index.pages.decisions import Decision, LineRun, decision_beside, decision_file
from index.pages.encodings import decoded
from index.pages.html.derived import DERIVED_BY
from index.pages.html.recipes import recipe_files
from index.pages.html.saved import LARGEST_WEB_PAGE, WebPage, is_web_page, web_page
from index.pages.line_reader.closings import read_signature
from index.pages.line_reader.days_beside import with_days
from index.pages.line_reader.furniture import announcement
from index.pages.line_reader.lines import Line, lines_of, span_of
from index.pages.line_reader.names import could_be_same_doctor, read_bare_name
from index.pages.line_reader.page_warnings import DECIDED, TO_BE_CHECKED
from index.pages.line_reader.parts import name_without_date, read_part, together
from index.pages.line_reader.stars import read_count
from index.pages.line_reader.text import (
    READ_BY,
    damage_warnings,
    naming_warnings,
    page_warnings,
    parse_page,
    read_bytes,
    tiles,
)
from index.pages.line_reader.twice import read_once

OF_ANSWERS = frozenset({Role.HEADLINE, Role.BODY, Role.BYLINE})
"""The roles of lines that belong to an answer."""
OF_THE_SITE = frozenset({Role.VOTES, Role.FURNITURE})
"""What may stand between the lines of one part, except between a doctor's words."""


@dataclass(frozen=True, slots=True)
class SavedText:
    """The text of a saved page, the sha256 of the bytes that it was read from, and what must be
    said of it; `web` is the page's markup, where the text is derived from one."""

    text: str
    digest: str
    warnings: tuple[str, ...]
    web: WebPage | None = None

    @property
    def derived_by(self) -> str | None:
        """What derived the text from the bytes, if it was derived."""
        return None if self.web is None else self.web.derived_by

    @property
    def decision_digest(self) -> str:
        """The digest that a decision about the page has: it is about lines of the text."""
        return self.digest if self.web is None else _digest_of(self.text)

    def page(self, page_id: str, source: str) -> Page:
        """The page, as the program reads it.

        Raises:
            UnreadablePage: it is no page of doctors' answers.
        """
        if self.web is not None:
            return self.web.page(page_id, source, self.digest)
        return parse_page(self.text, page_id=page_id, source=source, digest=self.digest)


def saved_text(path: Path, source: str) -> SavedText:
    """The text of a saved page's file.

    Raises:
        UnreadablePage: it cannot be read, or is no text in an encoding that is known.
    """
    if is_web_page(path):
        data = read_bytes(path, source, LARGEST_WEB_PAGE)
        web = web_page(data, source, path.name, recipe_files(path))
        return SavedText(web.text, hashlib.sha256(data).hexdigest(), web.warnings, web)
    data = read_bytes(path, source)
    found = decoded(data, source)
    text, warnings = read_once(found.text)
    return SavedText(text, hashlib.sha256(data).hexdigest(), (*found.warnings, *warnings))


def decision_digest(page: Page) -> str:
    """The digest that a decision about a page has."""
    return page.digest if page.derived_by is None else _digest_of(page.text)


def _digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_saved_page(path: Path, page_id: str, source: str) -> Page:
    """Read a saved page from its file: by the decision beside it, if one fits; else as the program
    reads it, with a warning about the decision.

    Raises:
        UnreadablePage: as `index.pages.line_reader.text.read_page`.
    """
    found = saved_text(path, source)
    try:
        decision = decision_beside(path)
        if decision is not None:
            page = decided_text(found, decision, page_id, source)
            return replace(page, warnings=(*found.warnings, *page.warnings))
        unfit: tuple[str, ...] = ()
    except UnfitDecision as error:
        unfit = (_told(error),)
    page = replace(found.page(page_id, source), derived_by=found.derived_by)
    return replace(page, warnings=(*unfit, *found.warnings, *page.warnings))


def decided_text(found: SavedText, decision: Decision, page_id: str, source: str) -> Page:
    """A saved page as a person decided it to be.

    Raises:
        UnfitDecision: as `decided_page`.
    """
    page = decided_page(
        found.text, decision, page_id=page_id, source=source, digest=found.decision_digest
    )
    page = page if found.web is None else found.web.with_link(page)
    return replace(page, digest=found.digest, derived_by=found.derived_by)


def _told(error: UnfitDecision) -> str:
    if error.is_outdated:
        return (
            f"{TO_BE_CHECKED}: the decision beside it is for an earlier version of the page; "
            f"{DECIDE_AGAIN}"
        )
    return f"{TO_BE_CHECKED}: the decision beside it does not fit ({error.reason}); {DECIDE_AGAIN}"


def told_of_decision(page: Page) -> str | None:
    """The warning that a page was read by a decision, or beside one that does not fit."""
    about = (DECIDED, f"{TO_BE_CHECKED}: the decision beside it")
    return next((one for one in page.warnings if one.startswith(about)), None)


def hash_with_decision(file: Path) -> str:
    """A hash of a saved page's file, of the decision and the recipes beside it, and of what reads
    it: of all that its answers come from.

    Raises:
        OSError: the page's file cannot be read.
    """
    made = [hash_of(file), READ_BY]
    if is_web_page(file):
        made += [DERIVED_BY, *map(hash_of, recipe_files(file))]
    with suppress(OSError):  # there is no decision
        made.append(hash_of(decision_file(file)))
    return short_hash(" ".join(made))


def short_hash(told: str) -> str:
    """A hash of what tells all that a page is read from."""
    return hashlib.blake2b(told.encode(), digest_size=32).hexdigest()


# A decision and a page's text → the page.


def decided_page(text: str, decision: Decision, *, page_id: str, source: str, digest: str) -> Page:
    """The page as a person decided it to be; all spans are in characters of `text`.

    Raises:
        UnfitDecision: the decision is about another text, leaves a line out or gives it twice, goes
            beyond the page, or names a doctor whom the lines that it gives do not name.
    """
    return _Reading(text, decision, page_id, source, digest).page()


class _Reading:
    """A page that is read by a decision."""

    def __init__(
        self, text: str, decision: Decision, page_id: str, source: str, digest: str
    ) -> None:
        self._text, self._decision = text, decision
        self._page_id, self._source, self._digest = page_id, source, digest
        self._lines = lines_of(text)
        if decision.digest != digest:
            reason = "it is for an earlier version of the page"
            raise self._error(reason, is_outdated=True)
        if not self._lines:
            raise self._error("the page is empty")
        self._runs = self._run_of_each_line()
        self._places: dict[tuple[Role, int | None], list[int]] = defaultdict(list)
        """The parts: where each one's lines are among all."""
        for at, line in enumerate(self._lines):
            run = self._runs[line.number]
            self._places[run.role, run.answer].append(at)

    def page(self) -> Page:
        """The page."""
        title, question = self._part(Role.TITLE), self._part(Role.QUESTION)
        notice, marks = self._part(Role.NOTICE), self._part(Role.ANNOUNCEMENT)
        numbers = sorted({run.answer for run in self._decision.runs if run.answer is not None})
        self._check_named(numbers)
        answers = tuple(self._answer(number) for number in numbers)
        told = [found for line in marks if (found := announcement(line.plain))]
        counts = [read_count(one.digits) for one in told]
        count = next((one for one in counts if one is not None), None)
        page = Page(
            id=self._page_id,
            source=self._source,
            digest=self._digest,
            text=self._text,
            title=span_of(title),
            question=span_of(question),
            announced=count,
            answers=answers,
            notice=span_of(notice),
            warnings=(
                f"{DECIDED} {self._decision.by} on {self._decision.day}",
                *damage_warnings(self._text),
                *page_warnings([*title, *question], count, answers, notice),
                *(told for answer in answers for told in naming_warnings(answer)),
            ),
            lines=tuple(self._page_lines()),
        )
        return with_days(page, self._lines)

    # What every line is.

    def _run_of_each_line(self) -> Mapping[int, LineRun]:
        """The run of every line that is not blank, by its number."""
        last = self._lines[-1].number
        ordered = sorted(self._decision.runs, key=lambda run: run.first)
        for run in (*ordered, *self._decision.elsewhere):
            if run.last > last:
                raise self._error(f"the page has no line {run.last}; its last is line {last}")
        for run, following in pairwise(ordered):
            if following.first <= run.last:
                raise self._error(f"it says twice what line {following.first} is")
        runs = {at: run for run in ordered for at in range(run.first, run.last + 1)}
        for line in self._lines:
            if line.number not in runs:
                raise self._error(f"it does not say what line {line.number} is")
        for run in ordered:
            self._check_run(run)
        return runs

    def _check_run(self, run: LineRun) -> None:
        if run.answer is not None and run.role not in OF_ANSWERS:
            raise self._error(f"line {run.first} is {run.role} and can belong to no answer")
        if run.answer is None and run.role is Role.BODY:
            raise self._error(f"line {run.first} is an answer's words, and it does not say whose")

    def _part(self, role: Role, answer: int | None = None) -> Sequence[Line]:
        """The lines of a part, which stand together: in words nothing is between them, elsewhere
        only what is the site's own."""
        places = self._places.get((role, answer), [])
        may = frozenset() if role is Role.BODY else OF_THE_SITE
        for before, after in pairwise(places):
            for line in self._lines[before + 1 : after]:
                if self._runs[line.number].role in may:
                    continue
                whose = "" if answer is None else f" of answer {answer}"
                what = "words" if role is Role.BODY else str(role)
                raise self._error(
                    f"line {line.number} stands between the lines of the {what}{whose}"
                )
        return [self._lines[at] for at in places]

    def _page_lines(self) -> Iterator[PageLine]:
        told = f"decided by {self._decision.by}"
        roles = {
            line.number: (run.role, told, run.answer)
            for line in self._lines
            if (run := self._runs[line.number])
        }
        return tiles(self._text, self._lines, roles)

    # Who said it.

    def _check_named(self, numbers: Sequence[int]) -> None:
        decision = self._decision
        elsewhere = [run.answer for run in decision.elsewhere if run.answer is not None]
        named = {*decision.unnamed, *decision.signed, *elsewhere}
        for number in sorted(named.difference(numbers)):
            raise self._error(f"there is no answer {number}")
        for number in numbers:
            own = self._part(Role.BYLINE, number)
            ways = [bool(own), elsewhere.count(number), number in decision.unnamed]
            is_signed = number in decision.signed
            if sum(ways) > 1 or (is_signed and number in decision.unnamed):
                raise self._error(f"it says in two ways who gave answer {number}")
            if not sum(ways) and not is_signed:
                raise self._error(
                    f"answer {number} has no byline; name its lines, or list it as unnamed"
                )

    def _answer(self, number: int) -> Answer:
        words, headline = self._part(Role.BODY, number), self._part(Role.HEADLINE, number)
        if not words:
            raise self._error(f"answer {number} has no words")
        byline = self._part(Role.BYLINE, number) or self._byline_elsewhere(number)
        return Answer(
            id=f"{self._page_id}#{number}",
            number=number,
            headline=span_of(headline),
            body=Span(words[0].span.start, words[-1].span.end),
            byline=span_of(byline),
            doctor=self._doctor(number, words, byline),
        )

    def _byline_elsewhere(self, number: int) -> Sequence[Line]:
        for run in self._decision.elsewhere:
            if run.answer != number:
                continue
            lines = [line for line in self._lines if run.first <= line.number <= run.last]
            if not lines or any(self._runs[one.number].role is not Role.BYLINE for one in lines):
                raise self._error(
                    f"lines {run.first} to {run.last} are to name the doctor of answer {number}, "
                    "and are no byline"
                )
            return lines
        return ()

    def _doctor(self, number: int, words: Sequence[Line], byline: Sequence[Line]) -> Doctor:
        doctor = self._doctor_in(number, byline)
        if number not in self._decision.signed:
            return doctor
        signature = read_signature(words, above_nameless_byline=True)
        if signature is None or doctor.name is not None:
            raise self._error(f"answer {number} is not named by a sign-off at the end of its words")
        return signature.naming(doctor)

    def _doctor_in(self, number: int, byline: Sequence[Line]) -> Doctor:
        """The doctor whom lines of a byline name, each read by itself.

        A bare name has no letters that would show it to be one: it is a name as the first of
        these lines, where no other is one.
        """
        parts = [part for line in byline if (part := read_part(line.plain)) is not None]
        names = [part.doctor for part in parts if part.doctor.name is not None]
        for one, other in pairwise(names):
            if not _may_be_one(one, other):
                raise self._error(
                    f"the byline of answer {number} names two doctors, {one.name} and {other.name}"
                )
        doctor = Doctor()
        for part in parts:
            doctor = together(doctor, part.doctor)
        if doctor.name is None and byline:
            named = read_bare_name(name_without_date(byline[0].plain))
            if named is not None and read_part(byline[0].plain) is None:
                return together(named, doctor)
        return doctor

    def _error(self, reason: str, *, is_outdated: bool = False) -> UnfitDecision:
        source = decision_file(Path(self._source)).as_posix()
        return UnfitDecision(source, reason, is_outdated=is_outdated)


def _may_be_one(one: Doctor, other: Doctor) -> bool:
    """Whether two names in a byline may be one person's: "Dr. Lane" is Mary Lane, John Lane not."""
    if not (could_be_same_doctor(one, other) or could_be_same_doctor(other, one)):
        return False
    first, second = (folded_person(doctor.name or "").split() for doctor in (one, other))
    return min(len(first), len(second)) < 2 or first[0][0] == second[0][0]


# A page → the decision that reads it so.


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line is, without the evidence."""

    role: Role
    answer: int | None


def decision_of(page: Page, by: str, when: datetime) -> Decision:
    """The decision by which a page is read as it is read now; what stands within an answer's words
    is part of them.

    Args:
        page: with its lines.
    """
    told = list(_told_of_lines(page))
    runs = []
    for one, group in groupby(told, key=lambda pair: pair[1]):
        numbers = [number for number, _ in group]
        runs.append(LineRun(numbers[0], numbers[-1], one.role, one.answer))
    elsewhere = tuple(_elsewhere(page))
    return Decision(
        decision_digest(page),
        by,
        when,
        tuple(runs),
        frozenset(one.number for one in page.answers if _is_unnamed(one)),
        frozenset(one.number for one in page.answers if one.doctor.named_by == "signature"),
        elsewhere,
    )


def _is_unnamed(answer: Answer) -> bool:
    return answer.byline is None and answer.doctor.named_by != "signature"


def _told_of_lines(page: Page) -> Iterator[tuple[int, _Told]]:
    """Each line's number, and what it is."""
    numbers = {answer.number for answer in page.answers}
    bodies = sorted((answer.body, answer.number) for answer in page.answers)
    starts = [body.start for body, _ in bodies]
    for line in page.lines:
        first = _first_of(page, line)
        body, number = bodies[bisect_right(starts, first) - 1] if bodies else (Span(0, 0), 0)
        if body.start <= first < body.end:
            yield line.number, _Told(Role.BODY, number)
        else:
            is_answers = line.role in OF_ANSWERS and line.answer in numbers
            yield line.number, _Told(line.role, line.answer if is_answers else None)


def _first_of(page: Page, line: PageLine) -> int:
    """Where the words of a line begin."""
    words = page.quote(line.span)
    return line.span.start + len(words) - len(words.lstrip())


def _elsewhere(page: Page) -> Iterator[LineRun]:
    """The bylines that are given for an answer without being its own."""
    have_own = {line.answer for line in page.lines if line.role is Role.BYLINE}
    for answer in page.answers:
        span = answer.byline
        if span is None or answer.number in have_own:
            continue
        within = [one for one in page.lines if span.start <= _first_of(page, one) < span.end]
        if within:
            yield LineRun(within[0].number, within[-1].number, Role.BYLINE, answer.number)
