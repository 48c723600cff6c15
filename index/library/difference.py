"""What would change if one version of a page took the place of another: every answer that would go,
every word and every attribution that would be another, and what would be lost.

A copy is *poorer* where its answers have the same words as the page, and it does not say what the
page says beside them: the question, the notice, a headline, the title, how many answers are
announced, or something of a doctor. It is *damaged* where it has the page's words as a spreadsheet
or a code page spoils them. Neither takes a page's place. A copy with other words is a change.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from index.model import Answer, Doctor, Page
from index.pages.rows.spreadsheets import CELL
from index.pages.rows.spreadsheets import REMEDY as REMEDY_OF_DAMAGE

ChangeKind: TypeAlias = Literal["gone", "changed", "new"]
PAGE_FIELDS = {
    "title": "the title",
    "question": "the patient's question",
    "notice": "the notice",
    "announced": "the line that says how many answers there are",
    "changed": "the day of its last change",
}
"""What a page says beside its answers, and how that is called."""
OF_ANSWER = ("headline", "byline", "day", "link", "language", "date as printed", "upvotes")
"""Fields that are the answer's and not its doctor's."""
MOST_LOST = 6
"""Losses that are named."""
REMEDY = "add what is missing to the file, or remove the page first"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field as it is and as it would be; None is what is not said."""

    name: str
    before: str | None
    after: str | None

    @property
    def is_lost(self) -> bool:
        """Whether it would say less: nothing, or only some of the words of a byline."""
        if self.before is None:
            return False
        if self.name == "byline":
            return set(_words(self.after)) < set(_words(self.before))
        return self.after is None

    @property
    def is_rewritten(self) -> bool:
        """Whether it would say something else."""
        return (
            self.before is not None
            and self.after is not None
            and _plain(self.before) != _plain(self.after)
        )


@dataclass(frozen=True, slots=True)
class AnswerDifference:
    """An answer that would go, come or change: its words (None where they stay as they are), and
    the fields of its attribution and its headline that would be others.

    The id and the number are those that it has now; a new answer has those that it would have.
    """

    kind: ChangeKind
    answer_id: str
    number: int
    doctor: Doctor
    words: FieldDifference | None
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class PageDifference:
    """All that would change of a page; `after` is None where the page would go as a whole."""

    page_id: str
    title: str | None
    fields: tuple[FieldDifference, ...]
    answers: tuple[AnswerDifference, ...]
    goes: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether the page would say just what it says."""
        return not (self.fields or self.answers or self.goes)

    @property
    def losses(self) -> tuple[str, ...]:
        """What would no longer be said of the page and of the answers that stay."""
        return tuple(self._losses())

    def _losses(self) -> Iterator[str]:
        yield from (PAGE_FIELDS[one.name] for one in self.fields if one.is_lost)
        for answer in self.answers:
            if answer.kind != "changed":
                continue
            if answer.words is not None and not answer.words.is_rewritten:
                yield f"the line ends or blanks of answer {answer.number}"
            for one in answer.fields:
                if one.is_lost:
                    whose = "" if one.name in OF_ANSWER else "doctor's "
                    yield f"the {whose}{one.name} of answer {answer.number}"

    @property
    def lost(self) -> str | None:
        """What would be lost, in words: answers that would go, and what would no longer be said;
        None where all stays."""
        gone = [f"answer {one.number}" for one in self.answers if one.kind == "gone"]
        return _named([*gone, *self.losses]) or None

    @property
    def has_other_words(self) -> bool:
        """Whether somebody would say something that is not on the page now."""
        told = [one for one in self.fields if one.name != "announced"]
        for answer in self.answers:
            if answer.kind == "new":
                return True
            if answer.kind == "changed":
                told += [one for one in answer.fields if one.name == "headline"]
                told += [] if answer.words is None else [answer.words]
        return any(one.is_rewritten for one in told)

    @property
    def poorer(self) -> str | None:
        """What a poorer copy would lose, in one sentence; None where it is no poorer copy."""
        if self.goes or self.has_other_words or not self.losses:
            return None
        lost = _named(self.losses)
        return f"it has the same words as the page in the library and would lose {lost}; {REMEDY}"

    @property
    def damaged(self) -> str | None:
        """Which words would be damaged, in one sentence; None where there is no evidence."""
        for name, one in self._texts():
            told = None if self.goes else _damage(one.before, one.after)
            if told is not None:
                return f"{name} has {told}; {REMEDY_OF_DAMAGE}"
        return None

    @property
    def broken(self) -> str | None:
        """Which answers would go, in one sentence, where some rows of the file were refused: they
        may be these. None where no answer would go."""
        gone = [str(one.number) for one in self.answers if one.kind == "gone"]
        if self.goes or not gone:
            return None
        which = ", ".join(gone[:MOST_LOST]) + (", …" if len(gone) > MOST_LOST else "")
        answers = "answer" if len(gone) == 1 else "answers"
        return (
            f"some rows of its file could not be read, and {answers} {which} of the page would go; "
            "mend these rows first"
        )

    def refusal(self, *, is_copy: bool, is_partial: bool) -> str | None:
        """Why this must not happen, in one sentence; None where it may.

        Args:
            is_copy: whether it was read from another file than the page: what is no longer in a
                page's own file was taken out of it, but a copy may never have had it.
            is_partial: whether some of that file could not be read.
        """
        poorer = self.poorer if is_copy else None
        return self.damaged or poorer or (self.broken if is_partial else None)

    def _texts(self) -> Iterator[tuple[str, FieldDifference]]:
        yield from ((PAGE_FIELDS[one.name], one) for one in self.fields)
        for answer in self.answers:
            if answer.words is not None:
                yield f"answer {answer.number}", answer.words
            yield from ((f"the {one.name} of answer {answer.number}", one) for one in answer.fields)


def _named(losses: Sequence[str]) -> str:
    """The first of some losses, and how many more there are."""
    more = len(losses) - MOST_LOST
    return ", ".join(losses[:MOST_LOST]) + (f" and {more} more" if more > 0 else "")


def difference(before: Page, after: Page) -> PageDifference:
    """What would change if `after` took the place of `before`, which has the same id."""
    return PageDifference(
        before.id,
        before.quoted(before.title),
        tuple(_changed(_page_fields(before), _page_fields(after))),
        tuple(_answer_differences(before, after)),
    )


def removal_of(page: Page) -> PageDifference:
    """What would go with a page."""
    gone = tuple(_gone(page, answer) for answer in page.answers)
    return PageDifference(page.id, page.quoted(page.title), (), gone, goes=True)


def addition_of(page: Page) -> PageDifference:
    """What would come with a page."""
    new = tuple(_new(page, answer) for answer in page.answers)
    return PageDifference(page.id, page.quoted(page.title), (), new)


def _page_fields(page: Page) -> dict[str, str | None]:
    announced = None if page.announced is None else str(page.announced)
    return {
        "title": page.quoted(page.title),
        "question": page.quoted(page.question),
        "notice": page.quoted(page.notice),
        "announced": announced,
        "changed": None if page.changed_on is None else page.changed_on.isoformat(),
    }


def _answer_fields(page: Page, answer: Answer) -> dict[str, str | None]:
    """An answer's headline and attribution."""
    told: dict[str, str | None] = {
        "headline": page.quoted(answer.headline),
        "byline": page.quoted(answer.byline),
    }
    for one in fields(Doctor):
        value = getattr(answer.doctor, one.name)
        told[one.name.replace("_", " ")] = None if value is None else str(value)
    day = answer.answered_on
    told["day"] = None if day is None else day.isoformat()
    told["link"], told["language"] = answer.url, answer.language
    told["date as printed"] = answer.dated
    told["upvotes"] = None if answer.upvotes is None else str(answer.upvotes)
    return told


def _changed(
    before: dict[str, str | None], after: dict[str, str | None]
) -> Iterator[FieldDifference]:
    for name, value in before.items():
        if value != after[name]:
            yield FieldDifference(name, value, after[name])


def _answer_differences(before: Page, after: Page) -> Iterator[AnswerDifference]:
    for old, new in _pairs(before, after):
        if new is None and old is not None:
            yield _gone(before, old)
        elif old is None and new is not None:
            yield _new(after, new)
        elif old is not None and new is not None:
            said, says = before.quote(old.body), after.quote(new.body)
            changed = tuple(_changed(_answer_fields(before, old), _answer_fields(after, new)))
            if said != says or changed:
                words_changed = None if said == says else FieldDifference("words", said, says)
                yield AnswerDifference(
                    "changed", old.id, old.number, old.doctor, words_changed, changed
                )


def _gone(page: Page, answer: Answer) -> AnswerDifference:
    words = FieldDifference("words", page.quote(answer.body), None)
    return AnswerDifference("gone", answer.id, answer.number, answer.doctor, words)


def _new(page: Page, answer: Answer) -> AnswerDifference:
    words = FieldDifference("words", None, page.quote(answer.body))
    return AnswerDifference("new", answer.id, answer.number, answer.doctor, words)


def _pairs(before: Page, after: Page) -> list[tuple[Answer | None, Answer | None]]:
    """The answers of two versions side by side, those that only one has alone: first by words and
    attribution, then by words, then by words as a spreadsheet may have spoiled them, then by the
    doctor, and at last by their numbers, where they share most of their words."""
    keys: tuple[Callable[[Page, Answer], Hashable], ...] = (
        lambda page, one: (page.quote(one.body), *_answer_fields(page, one).values()),
        lambda page, one: (page.quote(one.body), one.doctor),
        lambda page, one: page.quote(one.body),
        lambda page, one: _spoiled(page.quote(one.body)),
        lambda page, one: one.doctor.name or id(one),
    )
    old, new = list(before.answers), list(after.answers)
    pairs: list[tuple[Answer | None, Answer | None]] = []
    for key in keys:
        waiting: dict[Hashable, list[Answer]] = defaultdict(list)
        for one in new:
            waiting[key(after, one)].append(one)
        for one in list(old):
            found = waiting.get(key(before, one))
            if found:
                pairs.append((one, found.pop(0)))
                old.remove(one)
        new = _without(new, pairs)
    numbered = {one.number: one for one in new}
    for one in list(old):
        other = numbered.get(one.number)
        if other is not None and _are_alike(before.quote(one.body), after.quote(other.body)):
            pairs.append((one, other))
            old.remove(one)
    pairs += [(one, None) for one in old]
    pairs.sort(key=lambda pair: 0 if pair[0] is None else pair[0].number)
    return [*pairs, *((None, one) for one in _without(new, pairs))]


def _without(new: list[Answer], pairs: list[tuple[Answer | None, Answer | None]]) -> list[Answer]:
    paired = {id(other) for _, other in pairs}
    return [one for one in new if id(one) not in paired]


def _are_alike(old: str, new: str) -> bool:
    """Whether two texts share more than half of their words."""
    one, other = set(_words(old.casefold())), set(_words(new.casefold()))
    return 2 * len(one & other) > len(one | other)


# The same words, spoiled.


def _plain(text: str) -> str:
    """A text with line ends of one kind, without blanks around it and at the ends of its lines."""
    return "\n".join(line.rstrip() for line in re.split(r"\r\n|\r|\n", text.strip()))


def _spoiled(text: str) -> str:
    """What is left of a text whatever a spreadsheet does to its letters, its first
    character and its line ends."""
    return re.sub(r"(?:[^\x00-\x7f]|\?)+", "?", _plain(text).lstrip("'=+-@"))


def _damage(before: str | None, after: str | None) -> str | None:
    """How one text is the other, damaged; None where it is not."""
    if before is None or after is None or before == after:
        return None
    old, new = _plain(before), _plain(after)
    if len(_units(old)) > len(_units(new)) >= CELL - 1 and old.startswith(new):
        return "the words of the page, cut where a spreadsheet cuts"
    if new == f"'{old}" or (old[:1] in "=+-@" and new == old[1:].lstrip()):
        return "the words of the page with another first character, as of a spreadsheet"
    if _lost(old, new):
        return "the words of the page with question marks where letters were"
    return None


def _lost(old: str, new: str) -> bool:
    """Whether a text is another one with question marks in place of letters beyond ASCII."""
    if new.count("?") <= old.count("?"):
        return False
    pieces = re.split(r"([^\x00-\x7f])", old)
    pattern = "".join(
        rf"(?:{re.escape(piece)}|\?{{1,4}})" if n % 2 else re.escape(piece)
        for n, piece in enumerate(pieces)
    )
    return re.fullmatch(pattern, new) is not None


def _units(text: str) -> bytes:
    return text.encode("utf-16-le")[::2]


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", text or "")
