"""HTML of one doctor's page: everything that the doctor said, by topic and by date."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from markupsafe import Markup

from bot.reply.facets import value_of
from bot.reply.reply import card_of
from bot.show.addresses import address_of
from bot.show.wording import NO_DATE, name_of, signed_only
from bot.staff.doctor import DoctorAnswer, DoctorRecord
from bot.staff.doctors_view import (
    FILES,
    FullAnswer,
    doctor_address,
    full_answer,
    rating_of,
)
from bot.staff.layout import ROOT, counted, rendered
from bot.staff.login import Session
from bot.staff.paging import ListAddress, Paging
from bot.staff.topics import LibraryTopics
from bot.staff.topics_view import topic_address
from index.library.open import Library
from index.library.people import Person
from index.model import Doctor

PER_PAGE = 20
"""Answers that are shown at once, in full."""
ORDERS = {"": "Latest first", "oldest": "Oldest first", "topic": "By topic", "page": "By page"}
"""How the answers may be ordered, by what an address asks."""
NO_TOPIC = "On no topic"


@dataclass(frozen=True, slots=True)
class Part:
    """Answers under one line: a year, a topic or a page; `address` leads to a topic."""

    title: str
    address: str
    answers: tuple[FullAnswer, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """The doctor, or somebody of the same name, as a column of the comparison."""

    name: str
    address: str
    specialty: str
    place: str
    status: str
    rating: str
    answers: str
    is_shown: bool
    note: str


def doctor_html(
    record: DoctorRecord,
    library: Library,
    topics: LibraryTopics | None,
    titles: Mapping[str, str],
    session: Session,
    order: str,
    about: str,
    page: str,
) -> Markup:
    """A doctor's page.

    Args:
        topics: None while they are being put together.
        titles: of pages, by their ids.
        order: one of ORDERS.
        about: a page of the topic to which the answers are narrowed; empty for all.
        page: which page of the answers is asked for.
    """
    given = (("person", record.person), ("order", order), ("about", about))
    address = ListAddress("/doctor", [(name, value) for name, value in given if value])
    number = None if topics is None else topics.number_of(about)
    meant = [
        one
        for one in record.answers
        if number is None or topics is None or topics.number_of(one.page_id) == number
    ]
    ordered = _ordered(meant, order, topics, titles)
    paging = Paging.of(page, len(ordered), address, PER_PAGE)
    shown = ordered[paging.skip : paging.until]
    return rendered(
        "doctor.html",
        session=session,
        facts=list(_facts(record)),
        note=signed_only(record.doctor),
        spellings=record.spellings,
        beside=_beside(record),
        topics=None if topics is None else list(_topics(record, topics, address)),
        narrowed=None if number is None or topics is None else topics.topics[number].name,
        whole=address.having(about=None, page=None),
        orders=[
            (words, address.having(order=name or None, page=None), name == order)
            for name, words in ORDERS.items()
        ],
        paging=paging,
        parts=list(_parts(shown, order, topics, titles, library)),
        files=list(_files(record)),
        plain_name=record.doctor.name or "",
        first=record.answers[0].id,
    )


def _facts(record: DoctorRecord) -> Iterator[tuple[str, str]]:
    printed = [one for one, _ in record.printed]
    for title, values in (
        ("Specialty", (one.specialty for one in printed)),
        ("Place", (one.place for one in printed)),
        ("Status", (one.status for one in printed)),
        ("Stars, as printed", (rating_of(one.rating, one.reviews) for one in printed)),
    ):
        if told := list(dict.fromkeys(value for value in values if value)):
            yield title, "; ".join(told)
    yield "Answers", f"{len(record.answers):,}"
    yield "Pages", f"{record.pages:,}"
    days = sorted(one.day for one in record.answers if one.day is not None)
    if days:
        yield "Dates", f"{days[0].isoformat()} to {days[-1].isoformat()}"
    if missing := len(record.answers) - len(days):
        yield "Date not on the page", counted(missing, "answer")


def _beside(record: DoctorRecord) -> list[Beside]:
    """The doctor and the namesakes; nobody where there are none."""
    if not record.namesakes:
        return []
    own = _compared(record.doctor, "", len(record.answers), is_shown=True)
    return [own, *map(_namesake, record.namesakes)]


def _namesake(person: Person) -> Beside:
    """A namesake; records that nothing tells from one another are a list, and no doctor."""
    doctor, first, count = person.doctor, person.answers[0], len(person.answers)
    if person.has_key or count == 1:
        address = doctor_address(value_of("doctor", (first, doctor)) or first)
    else:
        address = ListAddress("", [("name", doctor.name or "")]).having()
    note = "" if person.has_key else "nothing on the pages tells whose these are"
    return _compared(doctor, address, count, note)


def _compared(
    doctor: Doctor, address: str, answers: int, note: str = "", *, is_shown: bool = False
) -> Beside:
    return Beside(
        name_of(doctor),
        address,
        doctor.specialty or "",
        doctor.place or "",
        doctor.status or "",
        rating_of(doctor.rating, doctor.reviews),
        f"{answers:,}",
        is_shown,
        note,
    )


def _topics(
    record: DoctorRecord, topics: LibraryTopics, address: ListAddress
) -> Iterator[tuple[str, str, str, int]]:
    """The topics of the answers: name, its page, the doctor's answers on it, and how many."""
    counts = Counter(topics.number_of(one.page_id) for one in record.answers)
    for number, count in counts.most_common():
        if number is not None:
            one = topics.topics[number]
            about = address.having(about=one.topic.page_id, page=None)
            yield one.name, topic_address(one), about, count


def _ordered(
    answers: Sequence[DoctorAnswer],
    order: str,
    topics: LibraryTopics | None,
    titles: Mapping[str, str],
) -> list[DoctorAnswer]:
    latest = sorted(answers, key=lambda one: one.day or date.min, reverse=True)
    if order == "oldest":
        return sorted(answers, key=lambda one: one.day or date.max)
    if order == "page":
        return sorted(latest, key=lambda one: titles.get(one.page_id, one.page_id).casefold())
    if order == "topic" and topics is not None:
        several = Counter(topics.number_of(one.page_id) for one in answers)
        numbers = {one: n for n, (one, _) in enumerate(several.most_common())}
        return sorted(latest, key=lambda one: numbers[topics.number_of(one.page_id)])
    return latest


def _parts(
    shown: Sequence[DoctorAnswer],
    order: str,
    topics: LibraryTopics | None,
    titles: Mapping[str, str],
    library: Library,
) -> Iterator[Part]:
    def title_of(one: DoctorAnswer) -> tuple[str, str]:
        if order == "page":
            return titles.get(one.page_id, one.page_id), ""
        if order == "topic" and topics is not None:
            number = topics.number_of(one.page_id)
            if number is None:
                return NO_TOPIC, ""
            return topics.topics[number].name, topic_address(topics.topics[number])
        return (NO_DATE.capitalize() if one.day is None else str(one.day.year)), ""

    for (title, address), some in groupby(shown, title_of):
        cards = map(card_of, library.answers([one.id for one in some]))
        yield Part(title, address, tuple(full_answer(card) for card in cards))


def _files(record: DoctorRecord) -> Iterator[tuple[str, str]]:
    """The downloads of all answers: none of one that names nobody, as it is no list of a doctor."""
    if record.doctor.name:
        query = urlencode([("in_doctor", record.person)])
        for ending, words in FILES.items():
            yield f"{address_of(ROOT)}/doctors.{ending}?{query}", words
