"""HTML of the staff's list of doctors who addressed a topic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from markupsafe import Markup

from bot.reply.choices import ADDRESSED
from bot.reply.doctors import DoctorRow, DoctorsReply, Listing
from bot.reply.facets import (
    NOT_ON_PAGE,
    Facet,
    FacetChoice,
    FacetName,
    Selection,
    TextField,
    value_of,
)
from bot.reply.reply import Card
from bot.show.addresses import address_of
from bot.show.card import headline_html, marked, title_html
from bot.show.wording import (
    THEY_SAY,
    answered_on,
    counted_by_saying,
    date_note,
    name_of,
    signed_only,
)
from bot.staff.asked_list import CHOSEN, COLUMNS, SENTENCE, AskedList
from bot.staff.layout import ROOT, counted, rendered, saved_page_address
from bot.staff.login import Session
from bot.staff.paging import Column, ListAddress, Paging, Sorting, headings, hidden
from bot.text.languages import ENGLISH, language_of
from index.model import Doctor, Span

FACET_TITLES: dict[FacetName, str] = {
    "specialty": "Specialty",
    "place": "Place",
    "doctor": "Doctor",
    "page": "Page",
    "year": "Year of the answer",
    "stars": "Rating of the doctor",
    "named": "Named on the page",
}
TEXT_FIELD_LABELS: dict[TextField, str] = {
    "name": "Name contains",
    "specialty": "Specialty contains",
    "place": "Place contains",
}
HOW_TITLE = "How they address it"
FILES = {
    "csv": "CSV, for a spreadsheet",
    "json": "JSON",
    "jsonl": "Records, to add to another library",
}
"""The forms in which a list can be downloaded, by the ending of the file."""
MISSING = "not on the page"
UNNAMED = "not named on the page"
NOT_LISTED = "not among these answers"
"""What is shown of a doctor who is chosen and has no answer on the topic."""
MOST_BARS = 12
"""Rows of a plot; what is rarer is in the table."""
READ_HERE = 3
"""Answers of a doctor that a row opens; the others are on the doctor's own page."""
VALUES_PER_PAGE = 100
VALUE_COLUMNS = (Column("label", "Value"), Column("answers", "Answers", largest_first=True))


@dataclass(frozen=True, slots=True)
class ChoiceBox:
    """A box to tick: what it sends, and what is shown beside it."""

    value: str
    label: str
    answers: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetBoxes:
    """The boxes of one facet; they are folded away while none is ticked. `every` is where all
    values are, if some are not among the boxes."""

    name: FacetName | Literal["addressed"]
    title: str
    choices: tuple[ChoiceBox, ...]
    left_out: int
    every: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the boxes are in view."""
        return any(one.chosen for one in self.choices)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a page as they may be shown, with those of the topic marked, and the language that
    they are in; of those that say nothing of it also the `question` that they answer."""

    words: Markup
    language: str
    question: Markup | None


@dataclass(frozen=True, slots=True)
class FullAnswer:
    """An answer in full, with the words of the topic marked; `addressed` is how it addresses it,
    where the answer above it does so in another way, `closeness` that of one that says nothing of
    it."""

    id: str
    headline: Markup
    words: Markup
    language: str
    address: str
    title: Markup
    dated: str | None
    closeness: float | None
    addressed: str | None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A doctor's row: its cells by their columns, and the first answers below it.

    `address` is the doctor's own page, with everything; `plain_name` has no credentials, and is
    empty where nobody is named; `spellings` are the other ways in which it is printed; `count` is
    how many answers there are; `sentence` is None in a list without a topic.
    """

    name: str
    address: str
    count: int
    plain_name: str
    note: str | None
    spellings: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    sentence: Quotation | None
    answers: tuple[FullAnswer, ...]

    @property
    def is_named(self) -> bool:
        """Whether the page names the doctor."""
        return bool(self.plain_name)


@dataclass(frozen=True, slots=True)
class RosterSection:
    """Rows under one line; without a topic there is none. `doctors` is how many rows it has in all,
    those on other pages included."""

    title: str | None
    doctors: int
    rows: tuple[RosterRow, ...]


def doctors_html(
    listing: Listing,
    reply: DoctorsReply,
    asked: AskedList,
    paging: Paging,
    titles: Mapping[str, str],
    session: Session,
    group: str = "",
) -> Markup:
    """The form that narrows the list, the list itself, and plots of it.

    Args:
        reply: the rows of the page that is shown.
        titles: of pages, by their ids.
        group: what the topic of the library is called to which the list is narrowed.
    """
    has_topic = reply.topic is not None
    selection, period = asked.selection, asked.period
    return rendered(
        "doctors.html",
        session=session,
        topic=reply.topic or "",
        text_fields=[
            (field, label, selection.letters.get(field, ""))
            for field, label in TEXT_FIELD_LABELS.items()
        ],
        facets=[*_how_boxes(reply, selection), *_facet_boxes(reply, titles, asked)],
        count=_count(listing, reply),
        paging=paging,
        files=list(_files(asked.unordered.query)),
        query=asked.unordered.query,
        headings=headings(asked.columns, asked.sorting, ListAddress("", asked.pairs)),
        orders=list(_orders(asked)),
        columns=[(one.name, one.label, one.name in asked.without) for one in CHOSEN],
        has_sentence=has_topic and SENTENCE in asked.columns,
        sections=list(_sections(listing, reply, asked)),
        since=period.since or "",
        until=period.until or "",
        group=asked.group,
        group_name=group,
        date_note=date_note(reply.cards),
        specialties=listing.told(_specialty)[:MOST_BARS],
        doctor_places=listing.told(_place, named=True)[:MOST_BARS],
    )


def _orders(asked: AskedList) -> Iterator[tuple[str, str, bool]]:
    """The ways to order the list: what each sends, what it says, and whether the list is so."""
    first = "Nearest to the topic first" if asked.topic else "Most answers first"
    yield "", first, asked.sorting is None
    for column in COLUMNS:
        for reverse in (False, True):
            sorting = Sorting(column.name, reverse)
            up, down = (
                ("smallest first", "largest first") if column.largest_first else ("A–Z", "Z–A")
            )
            words = f"{column.label}, {down if reverse else up}"
            yield sorting.sent, words, asked.sorting == sorting


def values_html(
    facet: FacetName,
    values: Sequence[FacetChoice],
    asked: AskedList,
    letters: str,
    sorting: Sorting | None,
    page: str,
) -> Markup:
    """All values of one facet, each a link to the list that it leaves.

    Args:
        values: those that contain the letters, as they are to be shown.
        page: which page of them is asked for.
    """
    given = (
        ("facet", facet),
        ("letters", letters),
        ("order", "" if sorting is None else sorting.sent),
    )
    pairs = [*asked.pairs, *((name, value) for name, value in given if value)]
    address = ListAddress("/values", pairs)
    if sorting is not None:
        key = (lambda one: one.answers) if sorting.by == "answers" else _by_letters
        values = sorted(values, key=key, reverse=sorting.reverse)
    paging = Paging.of(page, len(values), address, VALUES_PER_PAGE)
    shown = values[paging.skip : paging.until]
    return rendered(
        "values.html",
        title=FACET_TITLES[facet],
        facet=facet,
        letters=letters,
        hidden=hidden(pairs, "letters"),
        back=ListAddress("", asked.pairs).having(),
        paging=paging,
        headings=headings(VALUE_COLUMNS, sorting, address, "order"),
        values=[
            (_label(facet, one, {}), one.answers, one.chosen, _toggled(asked, facet, one))
            for one in shown
        ],
    )


def _by_letters(choice: FacetChoice) -> str:
    return (choice.label or "").casefold()


def _toggled(asked: AskedList, facet: FacetName, choice: FacetChoice) -> str:
    """The list with a value chosen that is not, or the other way round."""
    chosen = asked.selection.chosen.get(facet, frozenset())
    of = chosen - {choice.value} if choice.chosen else chosen | {choice.value}
    others = {name: values for name, values in asked.selection.chosen.items() if name != facet}
    selection = replace(asked.selection, chosen={**others, **({facet: of} if of else {})})
    return ListAddress("", replace(asked, selection=selection).pairs).having()


def _how_boxes(reply: DoctorsReply, selection: Selection) -> Iterator[FacetBoxes]:
    """The boxes of the ways to address a topic, where there is one."""
    ways = [how for how in ADDRESSED if how in reply.counts or how in selection.addressed]
    if ways:
        choices = (
            ChoiceBox(how, THEY_SAY[how], reply.counts.get(how, 0), how in selection.addressed)
            for how in ways
        )
        yield FacetBoxes("addressed", HOW_TITLE, tuple(choices), 0)


def _facet_boxes(
    reply: DoctorsReply, titles: Mapping[str, str], asked: AskedList
) -> Iterator[FacetBoxes]:
    return (_boxes(one, titles, asked) for one in reply.facets if one.choices)


def _boxes(facet: Facet, titles: Mapping[str, str], asked: AskedList) -> FacetBoxes:
    choices = tuple(
        ChoiceBox(one.value, _label(facet.name, one, titles), one.answers, one.chosen)
        for one in facet.choices
    )
    every = ListAddress("/values", [*asked.pairs, ("facet", facet.name)]).having()
    title = FACET_TITLES[facet.name]
    return FacetBoxes(facet.name, title, choices, facet.left_out, every)


def _label(facet: FacetName, choice: FacetChoice, titles: Mapping[str, str]) -> str:
    if choice.label is None:
        return NOT_LISTED
    if facet == "page":
        return titles.get(choice.value) or choice.label
    if choice.value == NOT_ON_PAGE:
        return MISSING
    return UNNAMED if (facet, choice.value) == ("named", "unnamed") else choice.label


def _count(listing: Listing, reply: DoctorsReply) -> str:
    """How many doctors and answers there are, and on what."""
    count = counted(listing.doctors, "doctor")
    if listing.unnamed:
        count += f" and {counted(listing.unnamed, 'answer')} whose doctor is not named on the page"
    count += f", {counted(listing.answers, 'answer')} in all"
    if reply.topic is None:
        return count
    return f"{counted_by_saying(reply)} {count}, on “{reply.topic}”"


def _sections(listing: Listing, reply: DoctorsReply, asked: AskedList) -> Iterator[RosterSection]:
    """The rows, under a line of their own for each way to address the topic."""
    counts = listing.doctors_by_way
    for how, rows in groupby(reply.rows, reply.addressed):
        title, doctors = (None, 0) if how is None else (THEY_SAY[how], counts[how])
        yield RosterSection(title, doctors, tuple(_row(row, reply, asked) for row in rows))


def _files(query: str) -> Iterator[tuple[str, str]]:
    for ending, words in FILES.items():
        yield f"{address_of(ROOT)}/doctors.{ending}{'?' if query else ''}{query}", words


def _row(row: DoctorRow, reply: DoctorsReply, asked: AskedList) -> RosterRow:
    doctor, first = row.doctor, row.cards[0].answer
    cells = {
        "specialty": doctor.specialty or "",
        "place": " · ".join(part for part in (doctor.place, doctor.status) if part),
        "rating": rating_of(doctor.rating, doctor.reviews),
        "answers": f"{row.answers:,}",
        "pages": f"{row.pages:,}",
    }
    return RosterRow(
        name=name_of(doctor),
        address=doctor_address(value_of("doctor", (first.id, doctor)) or first.id, reply.topic),
        count=row.answers,
        plain_name=doctor.name or "",
        note=signed_only(doctor),
        spellings=row.spellings[1:],
        cells=tuple((one.label, cells[one.name]) for one in asked.columns if one.name in cells),
        sentence=_sentence(row.cards[0], reply),
        answers=tuple(_answers(row, reply)),
    )


def doctor_address(person: str, topic: str | None = None) -> str:
    """Where everything is that one doctor said."""
    return ListAddress(
        "/doctor", [("person", person), *([("topic", topic)] if topic else [])]
    ).having()


def rating_of(rating: float | None, reviews: int | None) -> str:
    """Stars and reviews in few letters; empty where there are none."""
    if rating is None:
        return ""
    return f"{rating:.1f}" + ("" if reviews is None else f" ({counted(reviews, 'review')})")


def _sentence(card: Card, reply: DoctorsReply) -> Quotation | None:
    """The sentence that says the topic, or the nearest to it, in the doctor's words; None where
    there is no topic, or nothing is written."""
    saying = reply.sayings.get(card.answer.id)
    if saying is None or saying.shown is None:
        return None
    page = card.page
    language = language_of(page.quote(saying.shown), page.text)
    question = title_html(page, ENGLISH) if saying.addressed == "near" else None
    return Quotation(marked(page, saying.shown, saying.words), language, question)


def _answers(row: DoctorRow, reply: DoctorsReply) -> Iterator[FullAnswer]:
    """A doctor's answers; where some address the topic in another way, they say so."""
    above = reply.addressed(row)
    for card in row.cards:
        saying = reply.sayings.get(card.answer.id)
        if saying is None:
            yield full_answer(card)
            continue
        differs = saying.addressed != above
        yield full_answer(card, saying.words, THEY_SAY[saying.addressed] if differs else None)
        above = saying.addressed


def full_answer(
    card: Card, words: tuple[Span, ...] = (), addressed: str | None = None
) -> FullAnswer:
    """An answer as it is shown in full."""
    page, answer = card.page, card.answer
    return FullAnswer(
        id=answer.id,
        headline=headline_html(page, answer, words),
        words=marked(page, answer.body, words),
        language=language_of(card.quote, page.text),
        address=saved_page_address(page.id, answer.number),
        title=title_html(page, ENGLISH),
        dated=answered_on(answer),
        closeness=None if words else card.closeness,
        addressed=addressed,
    )


def _specialty(doctor: Doctor) -> str:
    return doctor.specialty or MISSING


def _place(doctor: Doctor) -> str:
    return doctor.place or MISSING
