"""Which number an answer of a decided page has. It is part of the answer's id, by which votes,
links, judgements and removals know it: so an answer whose words stay keeps its number, and no
number is given again to other words.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.model import Answer, Page, Role
from index.pages.decisions import Decision, LineRun
from index.pages.line_reader.lines import lines_of


@dataclass(frozen=True, slots=True)
class GivenNumbers:
    """The numbers that answers of a page have or had: `by_words` by the first and the last line of
    their words. `lines` are the numbers of all lines that are not blank, `highest` is the highest
    number that was ever given; 0 where none was."""

    by_words: Mapping[tuple[int, int], int]
    lines: tuple[int, ...]
    highest: int

    @classmethod
    def of(cls, text: str, readings: Sequence[Page], before: Decision | None) -> "GivenNumbers":
        """The numbers that some readings of one text gave.

        Args:
            readings: of the same text, the latest first: where two gave one number, or gave the
                same words two, it counts.
            before: the decision that is to be replaced, be it about an earlier version of the page:
                it remembers numbers that are gone.
        """
        lines = lines_of(text)
        numbers = tuple(line.number for line in lines)
        starts = [line.span.start for line in lines]
        found: dict[tuple[int, int], int] = {}
        for page in readings:
            taken = set(found.values())
            for answer in page.answers:
                first = bisect_left(starts, answer.body.start)
                last = bisect_left(starts, answer.body.end) - 1
                if first <= last and answer.number not in taken:
                    found.setdefault((numbers[first], numbers[last]), answer.number)
        given = {answer.number for page in readings for answer in page.answers}
        if before is not None:
            given |= {before.highest, *_numbers_in(before)}
        return cls(found, numbers, max(given, default=0))

    def kept_in(self, decision: Decision) -> Decision:
        """The decision with the numbers that its answers have already, where their words stay; new
        answers are numbered on from the highest, in their order."""
        words = self._words_of(decision)
        numbers = {n: self.by_words[at] for n, at in words.items() if at in self.by_words}
        new = [n for n in sorted(_numbers_in(decision)) if n not in numbers]
        if any(n <= self.highest for n in new) or any(numbers[n] != n for n in numbers):
            numbers |= {n: self.highest + step for step, n in enumerate(new, start=1)}
            decision = _renumbered(decision, numbers)
        return decision.remembering(self.highest)

    def _words_of(self, decision: Decision) -> dict[int, tuple[int, int]]:
        """The first and the last line of each answer's words."""
        found: dict[int, tuple[int, int]] = {}
        for run in decision.runs:
            start, end = bisect_left(self.lines, run.first), bisect_right(self.lines, run.last)
            within = self.lines[start:end]
            if run.role is Role.BODY and run.answer is not None and within:
                first, last = found.get(run.answer, (within[0], within[-1]))
                found[run.answer] = min(first, within[0]), max(last, within[-1])
        return found


def answers_gone(before: Page, after: Page) -> list[Answer]:
    """The answers of a page whose ids another reading of it has no more."""
    stay = {answer.number for answer in after.answers}
    return [answer for answer in before.answers if answer.number not in stay]


def _numbers_in(decision: Decision) -> set[int]:
    """The numbers of all answers that a decision speaks of."""
    runs = (*decision.runs, *decision.elsewhere)
    told = {run.answer for run in runs if run.answer is not None}
    return told | decision.unnamed | decision.signed


def _renumbered(decision: Decision, numbers: Mapping[int, int]) -> Decision:
    def moved(run: LineRun) -> LineRun:
        return run if run.answer is None else replace(run, answer=numbers[run.answer])

    return replace(
        decision,
        runs=tuple(map(moved, decision.runs)),
        unnamed=frozenset(numbers[n] for n in decision.unnamed),
        signed=frozenset(numbers[n] for n in decision.signed),
        elsewhere=tuple(map(moved, decision.elsewhere)),
    )
