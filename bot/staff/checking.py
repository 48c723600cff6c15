"""What a form says about the lines of a page → a decision, and a page's reading → the form's rows.

A row is some lines of one kind. Whose they are follows from their order, as a reader sees it: a
headline begins an answer, a byline is that of the answer above it or below it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.show.explain import doubtful_lines
from index.model import Page, Role
from index.pages.decided import decision_of
from index.pages.decisions import Decision, LineRun


class Choice(StrEnum):
    """What lines may be, in a form."""

    TITLE = "title"
    QUESTION = "question"
    ANNOUNCEMENT = "announcement"
    HEADLINE = "headline"
    NEW_WORDS = "new-words"
    WORDS = "words"
    BYLINE_ABOVE = "byline-above"
    BYLINE_BELOW = "byline-below"
    BYLINE = "byline"
    NOTICE = "notice"
    VOTES = "votes"
    SITE = "site"
    NOBODYS = "nobodys"


ROLES: Mapping[Choice, Role] = {
    Choice.TITLE: Role.TITLE,
    Choice.QUESTION: Role.QUESTION,
    Choice.ANNOUNCEMENT: Role.ANNOUNCEMENT,
    Choice.HEADLINE: Role.HEADLINE,
    Choice.NEW_WORDS: Role.BODY,
    Choice.WORDS: Role.BODY,
    Choice.BYLINE_ABOVE: Role.BYLINE,
    Choice.BYLINE_BELOW: Role.BYLINE,
    Choice.BYLINE: Role.BYLINE,
    Choice.NOTICE: Role.NOTICE,
    Choice.VOTES: Role.VOTES,
    Choice.SITE: Role.FURNITURE,
    Choice.NOBODYS: Role.UNEXPLAINED,
}
CHOICES = {
    role: choice
    for choice, role in ROLES.items()
    if role not in (Role.HEADLINE, Role.BODY, Role.BYLINE)
}
OWN, SIGNED, UNNAMED, ELSEWHERE = "own", "signed", "unnamed", "line-"
"""Who gave an answer: its own byline, its sign-off, nobody the page names, or another byline, which
is named by its first line."""


@dataclass(frozen=True, slots=True)
class Row:
    """Lines from `first` to `last`, both included, and what they are."""

    first: int
    last: int
    choice: Choice


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says: a row for some lines each, and who gave the answers whose words begin at
    some lines, where that is not just their byline."""

    rows: tuple[Row, ...]
    who: Mapping[int, str] = field(default_factory=dict)

    def split(self, numbers: Sequence[int], *firsts: int) -> "Form":
        """The same with a row for each line of the rows that begin at `firsts`."""
        rows: list[Row] = []
        chosen = frozenset(firsts)
        for row in self.rows:
            own = numbers[bisect_left(numbers, row.first) : bisect_right(numbers, row.last)]
            if row.first not in chosen or len(own) < 2:
                rows.append(row)
                continue
            for n, one in enumerate(own):
                follows = n and row.choice is Choice.NEW_WORDS
                rows.append(Row(one, one, Choice.WORDS if follows else row.choice))
        return Form(tuple(rows), self.who)

    def changed_from(self, base: "Form") -> "Form":
        """What this form says otherwise than another of the same page: so little is sent of a page
        that nobody sees."""
        before = frozenset(base.rows)
        who = {
            first: self.who.get(first, OWN)
            for first in {*self.who, *base.who}
            if self.who.get(first, OWN) != base.who.get(first, OWN)
        }
        return Form(tuple(row for row in self.rows if row not in before), who)

    def with_changes(self, changes: "Form") -> "Form":
        """The same where nothing was changed: rows of the changes stand in the place of those whose
        lines they have."""
        changed = sorted(changes.rows, key=lambda row: row.first)
        starts = [row.first for row in changed]

        def is_changed(row: Row) -> bool:
            at = bisect_right(starts, row.last) - 1
            return at >= 0 and changed[at].last >= row.first

        kept = [row for row in self.rows if not is_changed(row)]
        rows = tuple(sorted((*kept, *changed), key=lambda row: row.first))
        told = {**self.who, **changes.who}
        return Form(rows, {first: who for first, who in told.items() if who != OWN})

    @property
    def text(self) -> str:
        """The form in a few letters, as `form_in` reads it."""
        rows = [f"{row.first}-{row.last}:{row.choice}" for row in self.rows]
        return " ".join([*rows, *(f"{first}={who}" for first, who in sorted(self.who.items()))])

    def decision(self, digest: str, by: str, when: datetime) -> Decision:
        """The decision that the form makes about the page of that digest."""
        runs = list(_runs(self.rows))
        starts = {run.answer: run.first for run in reversed(runs) if run.role is Role.BODY}
        told = {number: self.who.get(first, OWN) for number, first in starts.items()}
        freed = {n for n, who in told.items() if who == UNNAMED or who.startswith(ELSEWHERE)}
        blocks = {run.first: run for run in runs if run.role is Role.BYLINE}
        elsewhere = tuple(
            LineRun(block.first, block.last, Role.BYLINE, number)
            for number, who in told.items()
            if who.startswith(ELSEWHERE) and (block := blocks.get(_line_of(who))) is not None
        )
        kept = tuple(_without_answer(run) if _is_freed(run, freed) else run for run in runs)
        named = {run.answer for run in (*kept, *elsewhere) if run.role is Role.BYLINE}
        signed = frozenset(n for n, who in told.items() if who == SIGNED and n is not None)
        numbers = {run.answer for run in kept if run.answer is not None}
        unnamed = frozenset(numbers - {one for one in named if one is not None} - signed)
        return Decision(digest, by, when, kept, unnamed, signed, elsewhere)


ROW = re.compile(r"([0-9]{1,7})-([0-9]{1,7}):([a-z-]{1,20})")
ANSWERED = re.compile(rf"([0-9]{{1,7}})=({OWN}|{SIGNED}|{UNNAMED}|{ELSEWHERE}[0-9]{{1,7}})")


def form_in(text: str) -> Form | None:
    """The form that a text says; None where it says something else, too."""
    rows, who = [], {}
    for piece in text.split():
        row, answered = ROW.fullmatch(piece), ANSWERED.fullmatch(piece)
        if row is not None and row[3] in set(Choice):
            rows.append(Row(int(row[1]), int(row[2]), Choice(row[3])))
        elif answered is not None:
            who[int(answered[1])] = answered[2]
        else:
            return None
    return Form(tuple(rows), who)


def _line_of(who: str) -> int:
    number = who.removeprefix(ELSEWHERE)
    return int(number) if number.isdecimal() else 0


def _is_freed(run: LineRun, freed: set[int | None]) -> bool:
    return run.role is Role.BYLINE and run.answer in freed


def _without_answer(run: LineRun) -> LineRun:
    return LineRun(run.first, run.last, run.role)


def _runs(rows: Sequence[Row]) -> Iterator[LineRun]:
    """The rows with the numbers of the answers that they belong to; rows of one kind as one run."""
    number, has_words = 0, True
    before: LineRun | None = None
    for row in rows:
        begins = row.choice is Choice.HEADLINE and has_words
        if begins or (row.choice is Choice.NEW_WORDS and has_words):
            number, has_words = number + 1, False
        if ROLES[row.choice] is Role.BODY:
            has_words = True
        run = LineRun(row.first, row.last, ROLES[row.choice], _answer_of(row.choice, number))
        if before is not None and (before.role, before.answer) == (run.role, run.answer):
            before = LineRun(before.first, run.last, run.role, run.answer)
            continue
        if before is not None:
            yield before
        before = run
    if before is not None:
        yield before


def _answer_of(choice: Choice, number: int) -> int | None:
    if choice is Choice.BYLINE_BELOW:
        return number + 1
    own = {Choice.HEADLINE, Choice.NEW_WORDS, Choice.WORDS, Choice.BYLINE_ABOVE}
    return number if choice in own and number else None


# A page's reading → the form.


def form_of(page: Page, when: datetime) -> Form:
    """The form as it is prefilled: as the page is read now. Lines in doubt have a row each, except
    a doctor's words."""
    decision = decision_of(page, "", when)
    numbers = [line.number for line in page.lines]
    doubtful = doubtful_lines(page)
    apart = {
        line.number
        for line in page.lines
        if line.role is Role.UNEXPLAINED or (line.role is not Role.BODY and line.number in doubtful)
    }
    form = Form(tuple(_rows(decision.runs)), dict(_who(page, decision)))
    return form.split(numbers, *apart)


def _rows(runs: Sequence[LineRun]) -> Iterator[Row]:
    begun: int | None = None
    for run in runs:
        yield Row(run.first, run.last, _choice_of(run, begun, runs))
        if run.role in (Role.HEADLINE, Role.BODY) and run.answer is not None:
            begun = run.answer


def _choice_of(run: LineRun, begun: int | None, runs: Sequence[LineRun]) -> Choice:
    if run.role is Role.HEADLINE:
        return Choice.NOBODYS if run.answer is None else Choice.HEADLINE
    if run.role is Role.BODY:
        return Choice.WORDS if run.answer == begun else Choice.NEW_WORDS
    if run.role is Role.BYLINE:
        if run.answer is None:
            return Choice.BYLINE
        return Choice.BYLINE_ABOVE if run.answer == begun else Choice.BYLINE_BELOW
    return CHOICES[run.role]


def _who(page: Page, decision: Decision) -> Iterator[tuple[int, str]]:
    starts = {run.answer: run.first for run in reversed(decision.runs) if run.role is Role.BODY}
    for number in decision.signed:
        yield starts[number], SIGNED
    for run in decision.elsewhere:
        yield starts[run.answer], f"{ELSEWHERE}{run.first}"
