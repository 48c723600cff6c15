"""A page's markup by schema.org → its answers: QAPage, FAQPage, MedicalWebPage, Question, Answer,
and postings of forums with their comments.

Only what the page shows is taken: an answer whose words are not printed, letter for letter, is left
out, and so is a name, or anything else of its doctor, that is nowhere printed. An author of whom
nothing says that it is a doctor names nobody.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.model import Doctor, Span
from index.pages.html.around import Around
from index.pages.html.assembled import FoundAnswer, FoundPage
from index.pages.html.derived import Derived, derived, parsed
from index.pages.html.items import Item, Value, all_items, bare
from index.pages.html.other_hands import other_hands
from index.pages.html.printed import Printed
from index.pages.html.threads import TEXTS, TITLES, Thread, threads_in
from index.pages.html.written_by import (
    are_several,
    authors_of,
    denied_by,
    is_called_a_doctor,
    is_no_person,
    name_of,
    places_of,
    specialty_of,
    stars_of,
)
from index.pages.line_reader.authors import contradicts, read_author
from index.pages.line_reader.days import partial_date, told_day
from index.pages.line_reader.facts import language_of, link_of
from index.pages.line_reader.names import could_be_same_doctor

MOST_ANSWERS = 300
VOTES = re.compile(r"[0-9]{1,9}")
MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:#\w{1,8}|\w{2,10});")
NO_DOCTOR = "its markup names an author of whom nothing says that it is a doctor"
DENIED = "its markup says of its author what means no doctor, or none who writes"
TWO_AUTHORS = "its markup names more than one author"
OTHERS_BYLINE = "the line that prints its author names another, or somebody of the author's"
OTHERS_WITHIN = "its markup has something of its own, as a comment, within the words"
DISAGREES = "two kinds of markup on the page name two authors of it"


@dataclass(frozen=True, slots=True)
class Told:
    """What one kind of markup says: the parts of the page, and how many answers it speaks of."""

    page: FoundPage
    answers: int


def marked(
    kinds: Sequence[tuple[str, Sequence[Item]]], text: Derived, around: Around
) -> tuple[FoundPage | None, str | None]:
    """The page as its markup has it, if that shows an answer; and what must be said of markup
    whose answers are not shown.

    Args:
        kinds: what each kind of markup is called, and its items.
    """
    printed = Printed(text.text)
    told = [_Reader(name, items, printed, around).told() for name, items in kinds if items]
    told = [one for one in told if one.answers]
    if not told:
        return None, None
    best = max(told, key=lambda one: (_named(one.page), len(one.page.answers)))
    if not best.page.answers:
        return None, f"the markup speaks of {best.answers} answers, whose words are not shown"
    others = [answer for one in told if one is not best for answer in one.page.answers]
    answers = tuple(_agreed(answer, others) for answer in best.page.answers)
    left = best.answers - len(answers)
    were = "1 answer of the markup was" if left == 1 else f"{left} answers of the markup were"
    missing = f"{were} left out: the page does not show the words"
    warnings = (*best.page.warnings, *((missing,) if left else ()))
    return replace(best.page, answers=answers, warnings=warnings), None


def _named(page: FoundPage) -> int:
    return sum(answer.doctor.name is not None for answer in page.answers)


def _agreed(answer: FoundAnswer, others: Sequence[FoundAnswer]) -> FoundAnswer:
    """The answer, in doubt where other markup names another author of the same words."""
    for other in others:
        is_same = other.body.start < answer.body.end and answer.body.start < other.body.end
        names = (answer.doctor.name, other.doctor.name)
        are_two = None not in names and not could_be_same_doctor(answer.doctor, other.doctor)
        if is_same and are_two:
            return replace(answer, doubt=answer.doubt or DISAGREES)
    return answer


class _Reader:
    """Reads the items of one kind of markup."""

    def __init__(self, name: str, items: Sequence[Item], printed: Printed, around: Around) -> None:
        self._name, self._printed, self._around = name, printed, around
        known = all_items(items)
        self._known = known
        self._threads = threads_in(known)
        self._inner = [item.place for item in known if item.place is not None]
        self._bodies: list[Span] = []
        self._unplaced: list[tuple[set[str | None], list[Span]]] = []

    def told(self) -> Told:
        """What the markup says."""
        asked = [(thread, answer) for thread in self._threads for answer in
                 thread.answers][:MOST_ANSWERS]  # fmt: skip
        # An answer that is quoted in a longer one stands in that, too.
        asked.sort(key=lambda pair: -len(_words(pair[1])))
        several = len({id(thread) for thread, _ in asked}) > 1
        found = []
        for thread, answer in asked:
            body = self._body(answer)
            if body is not None:
                self._bodies.append(body)
                found.append((thread, answer, body))
            else:
                self._unplaced.append((_names(answer), self._all_places(answer)))
        self._bodies.sort()
        answers = tuple(
            self._answer(thread, answer, body, has_headline=several)
            for thread, answer, body in found
        )
        first = self._threads[0].question if self._threads else Item(frozenset())
        title = None if several else self._place(first.values(*TITLES))
        is_asked = not several and bool(self._threads) and self._threads[0].is_asked
        asked_for = self._place(first.values(*TEXTS)) if is_asked else None
        count = first.told("answerCount") if not several else None
        announced = int(count) if count and re.fullmatch(r"[0-9]{1,6}", count) else None
        page = FoundPage(
            answers, f"named by {self._name}", title, asked_for, announced, tuple(self._left())
        )
        return Told(page, len(asked))

    def _left(self) -> Iterator[str]:
        """What is said of what was written below a posting, and is no answer."""
        counts = Counter[str]()
        for thread in self._threads:
            counts.update(dict(thread.left))
        for told, count in counts.items():
            were = "1 comment was" if count == 1 else f"{count} comments were"
            yield f"{were} left out: {told}"

    def _answer(
        self, thread: Thread, answer: Item, body: Span, *, has_headline: bool
    ) -> FoundAnswer:
        question = thread.question
        authors = authors_of(answer)
        first = authors[0] if authors else None
        doctor, byline, doubt, oddities = self._doctor(first, body)
        if are_several(answer) or self._is_anothers_too(answer, body):
            doubt = TWO_AUTHORS
        doubt = thread.doubt or doubt or other_hands(answer, self._known)
        own = [value.place for value in authors if value.place is not None]
        if any(body.holds(place) and place != body for place in (*self._inner, *own)):
            doubt = OTHERS_WITHIN
        if doubt is not None and (names := sorted(filter(None, _names(answer)))):
            oddities = (*oddities, f"its markup names {', '.join(map(repr, names))}")
        link, votes = answer.told("url"), _votes(answer)
        days = [answer.told("dateCreated"), answer.told("datePublished")]
        day = next((day for told in days if (day := told_day(told)) is not None), None)
        partial = next((told for one in days if (told := partial_date(one)) is not None), None)
        return FoundAnswer(
            body=body,
            doctor=doctor,
            byline=byline,
            headline=self._place(question.values(*TITLES)) if has_headline else None,
            answered_on=day,
            url=link_of(link, self._around.base) or self._around.link,
            language=self._language(answer, question),
            dated=partial if day is None else None,
            upvotes=int(votes) if votes and VOTES.fullmatch(votes) else None,
            doubt=doubt,
            oddities=oddities,
            box=self._box(answer, body, own),
        )

    def _box(self, answer: Item, body: Span, own: Sequence[Span]) -> Span | None:
        """Where an answer's element stands, as far as nothing else with markup of its own does: a
        comment on it is another's.

        Args:
            own: where its authors are named.
        """
        if answer.place is None or not answer.place.holds(body):
            return None
        inner = [one for one in self._inner if answer.place.holds(one) and one != answer.place]
        others = [one for one in inner if not any(place.holds(one) for place in own)]
        start = max((one.end for one in others if one.end <= body.start), default=0)
        end = min((one.start for one in others if one.start >= body.end), default=answer.place.end)
        return Span(max(answer.place.start, start), end)

    def _language(self, *items: Item) -> str | None:
        """The language that the first of some items says; where none says any, the page's."""
        for item in items:
            told = item.told("inLanguage")
            named = item.items("inLanguage")
            if told is not None or named:
                return language_of(told or named[0].told("alternateName", "identifier"))
        return self._around.language

    # Where the words stand.

    def _body(self, answer: Item) -> Span | None:
        """Where an answer's words are printed; nowhere that is another's already."""
        for value in answer.values(*TEXTS):
            for span in self._places(value):
                if all(span.end <= one.start or one.end <= span.start for one in self._bodies):
                    return span
        return None

    def _is_anothers_too(self, answer: Item, body: Span) -> bool:
        """Whether the markup has the same words as another answer, by another author, which is
        printed nowhere else."""
        own = _names(answer)
        return any(
            names != own and any(one.holds(body) for one in places)
            for names, places in self._unplaced
        )

    def _all_places(self, answer: Item) -> list[Span]:
        return [span for value in answer.values(*TEXTS) for span in self._places(value)]

    def _place(self, values: Sequence[Value]) -> Span | None:
        return next((span for value in values for span in self._places(value)), None)

    def _places(self, value: Value) -> list[Span]:
        if value.place is not None:
            return [value.place]
        if not value.words.strip():
            return []
        found = self._printed.parts(value.words)
        if not found and MARKUP.search(value.words):
            found = self._printed.parts(derived(parsed(value.words, "")).text)
        return found

    # Who said them.

    def _doctor(
        self, author: Value | None, body: Span
    ) -> tuple[Doctor, Span | None, str | None, tuple[str, ...]]:
        """The doctor, where the byline is, what speaks against it, and what must be said."""
        name = None if author is None else name_of(author)
        if author is None or name is None:
            return Doctor(), None, None, ()
        item = author.item or Item(frozenset())
        if is_no_person(item, name):
            return Doctor(), None, None, (f"the author {name!r} is no person",)
        if not self._printed.names(name):
            return Doctor(), None, None, (f"the page does not print the author {name!r}",)
        letters = item.told("honorificSuffix")
        read = read_author(name, None)
        letters = self._shown(letters) or read.credentials
        specialty = self._shown(specialty_of(item))
        if read.name is None:
            return Doctor(), None, read.doubt, ()
        is_doctor = is_called_a_doctor(item, name, letters, specialty)
        rating, reviews = stars_of(item)
        doctor = Doctor(
            name=read.name,
            credentials=letters,
            named_by="byline",
            place=self._shown(*places_of(item)),
            specialty=specialty,
            rating=rating,
            reviews=reviews,
            status=read.status,
        )
        oddities = () if read.doubt is None else (read.doubt,)
        byline = self._byline(author, name, body)
        if byline is not None and contradicts(self._printed.quote(byline), name):
            return Doctor(), None, OTHERS_BYLINE, oddities
        doubt = _denied(item) or (None if is_doctor else NO_DOCTOR)
        return doctor, byline, doubt, oddities

    def _shown(self, *told: str | None) -> str | None:
        """The first of some words that the page prints."""
        return next((one for one in told if one and self._printed.names(one)), None)

    def _byline(self, author: Value, name: str, body: Span) -> Span | None:
        """Where the author is named: where the element stands, or the nearest line with the name
        between the answers above and below."""
        own = author.place or (author.item.place if author.item is not None else None)
        if own is not None and any(own.holds(one) for one in self._printed.names(name)):
            return own
        above = max((one.end for one in self._bodies if one.end <= body.start), default=0)
        below = min((one.start for one in self._bodies if one.start >= body.end), default=1 << 60)
        lines = {
            self._printed.line(span)
            for span in self._printed.names(name)
            if above <= span.start and span.end <= below
        }
        near = [line for line in lines if line.end <= body.start or body.end <= line.start]
        return min(near, key=lambda line: _distance(line, body), default=None)


def _denied(author: Item) -> str | None:
    told = denied_by(author)
    return None if told is None else f"{DENIED}, {told!r}"


def _distance(line: Span, body: Span) -> int:
    return line.start - body.end if line.start >= body.end else 1 + body.start - line.end


def _names(answer: Item) -> set[str | None]:
    return {name_of(author) for author in authors_of(answer)}


def _words(answer: Item) -> str:
    return "".join(value.words for value in answer.values(*TEXTS)[:1])


def _votes(answer: Item) -> str | None:
    """How many found an answer good."""
    for counter in answer.items("interactionStatistic"):
        kinds = [*counter.items("interactionType"), counter]
        named = {bare(counter.told("interactionType") or "")}.union(*(one.types for one in kinds))
        if "LikeAction" in named:
            return answer.told("upvoteCount") or counter.told("userInteractionCount")
    return answer.told("upvoteCount")
