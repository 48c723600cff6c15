"""The doctors whom a question names, found among a library's own."""

from collections.abc import Iterator

import pytest

from bot.query.named_doctors import DoctorNames, NamedQuestion
from bot.query.search_query import queries_in
from bot.reply.reply import reply_to
from bot.show.conversation import reply_html
from bot.show.export import reply_json
from bot.show.terminal import reply_text
from index.identity import person_of
from index.library.open import Library
from index.model import Doctor
from tests.query.test_search_query import SPELLING
from tests.words_encoder import WordsEncoder

HERE = {
    name: Doctor(name, "MD", "byline", "Reno", "Dermatologist")
    for name in (
        "Steven F. Weiner",
        "Jared Mallalieu",
        "Michele S. Green",
        "J. Jason Wendel",
        "Sheldon V. Pollack",
        "José Núñez",
    )
}
WORDS = {"massage", "exercise", "green"}


@pytest.fixture
def names() -> DoctorNames:
    doctors = [(f"p#{n}", one) for n, one in enumerate(HERE.values())]
    return DoctorNames(doctors, WORDS.__contains__)


def found(read: NamedQuestion) -> Iterator[str]:
    """The names of the doctors who are meant."""
    for name, doctor in HERE.items():
        if person_of("", doctor) in read.people:
            yield name


@pytest.mark.parametrize(
    ("question", "name", "topic"),
    [
        ("what does dr mallalieu think about massage", "Jared Mallalieu", "massage"),
        ("What did Steven Weiner say?", "Steven F. Weiner", ""),
        ("dr. wiener's opinion on massage", "Steven F. Weiner", "massage"),
        ("Dr. Mallaliue massage", "Jared Mallalieu", "massage"),
        ("what does Pollack say about exercise", "Sheldon V. Pollack", "exercise"),
        ("Dr. Green's view of exercise", "Michele S. Green", "exercise"),
        ("what about Jared M. on massage", "Jared Mallalieu", "massage"),
        ("Michele G. massage", "Michele S. Green", "massage"),
        ("what did jared m. say about massage", "Jared Mallalieu", "massage"),
        ("according to Jared M. can I run", "Jared Mallalieu", "can I run"),
        ("I read Jared M.'s answer, can I run?", "Jared Mallalieu", "I read, can I run?"),
        ("I agree with Jared M. but massage?", "Jared Mallalieu", "I agree with but massage?"),
        ("Jared M: massage?", "Jared Mallalieu", "massage?"),
        ("and jared m.?", "Jared Mallalieu", ""),
        ("Dr. Jared M. on massage", "Jared Mallalieu", "massage"),
        ("dr jared m. massage", "Jared Mallalieu", "massage"),
        ("According to Jason Wendel, can I run?", "J. Jason Wendel", "can I run?"),
        ("que dice la dra nunez", "José Núñez", "que dice la"),
        ("Sheldon Pollack wrote about bunny lines, show me", "Sheldon V. Pollack", "bunny lines"),
        ("Does Pollack agree with massage?", "Sheldon V. Pollack", "massage?"),
        ("mallalieu", "Jared Mallalieu", ""),
        ("jared malalieu massage", "Jared Mallalieu", "massage"),
        ("massage after botox malallieu", "Jared Mallalieu", "massage after botox"),
        ("Dr. Steve Weiner on massage", "Steven F. Weiner", "massage"),
        ("dr shel pollack massage", "Sheldon V. Pollack", "massage"),
        ("what about wendel", "J. Jason Wendel", ""),
        ("same question for Dr. Green please", "Michele S. Green", ""),
        ("mallalieus advice on massage", "Jared Mallalieu", "massage"),
        ("pollack massage", "Sheldon V. Pollack", "massage"),
        ("Pollack, MD on massage", "Sheldon V. Pollack", "massage"),
        (
            "how long does Steven Weiner tell patients to wait?",
            "Steven F. Weiner",
            "how long to wait?",
        ),
        ("did jared mallalieu talk about massage", "Jared Mallalieu", "massage"),
        ("can I run after botox, Weiner?", "Steven F. Weiner", "can I run after botox?"),
    ],
)
def test_a_doctor_of_the_library_is_recognised(
    question: str, name: str, topic: str, names: DoctorNames
) -> None:
    read = names.read(question)
    assert list(found(read)) == [name]
    assert read.topic == topic
    assert read.missing == ()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does Dr. Brown think about massage?", "Dr. Brown"),
        ("does dr kim agree with the 4 hour rule", "dr kim"),
        ("my injector is called Hargreaves, did she answer here", "injector is called Hargreaves"),
        ("Mark Petersen, MD told 48 hours no massage?", "Mark Petersen"),
        ("what Katarzyna Nowak, dermatologist, thinks about massage", "Katarzyna Nowak"),
        ("vandermeer's take on massage??", "vandermeer"),
        ("what does dr brown think about massage", "dr brown"),
        ("Has Dr. Alina Petrescu answered this?", "Dr. Alina Petrescu"),
        ("anything from Paul Nassif on facial exercises", "Paul Nassif"),
        ("did dr simon ourian answer this?", "dr simon ourian"),
        ("would dr. susan weiner let me run", "dr. susan weiner"),
        ("kaminer says no massage for a day, true?", "kaminer"),
        ("dr abrams' opinion on massage", "dr abrams"),
        ("What does Jean Carruthers say about eyelids?", "Jean Carruthers"),
        ("dr greenfield massage", "dr greenfield"),
        ("Kowalski MD, does he say massage?", "Kowalski"),
        ("Anna Kowalski, MD on massage", "Anna Kowalski"),
        ("Does Dr. Jones recommend a vitamin c serum?", "Dr. Jones"),
        ("can I use what Dr. Jones said about cream", "Dr. Jones"),
        ("Dr. Jones vitamin c serum", "Dr. Jones"),
        ("does Dr. Jones prescribe tretinoin cream after a peel", "Dr. Jones"),
        ("does Dr. Jones sell sunscreen", "Dr. Jones"),
        ("I used Dr. Jones for my lips, massage?", "Dr. Jones"),
        ("I was using Dr. Jones as my injector", "Dr. Jones"),
        ("can I order from Dr. Jones", "Dr. Jones"),
        ("would dr lopez prescribe a cream", "dr lopez"),
        ("should I take Dr. Jones's advice on cream", "Dr. Jones"),
        ("I am Dr. Smith's patient, can I run", "Dr. Smith"),
        ("thanks, but what does Dr. Tan say", "Dr. Tan"),
        ("would Dr. Jones let me use a mask", "Dr. Jones"),
        ("is Dr. Jones against sunscreen", "Dr. Jones"),
        ("I went with Dr. Jones for botox, which cream now", "Dr. Jones"),
        ("is the Dr. Jones answer about creams here", "Dr. Jones"),
        ("Did Priya S. answer the one about massage?", "Priya S"),
        ("what does jason emer think about massage", "jason emer"),
        ("Dr. Jared B. on massage", "Dr. Jared B"),
        ("dr jared b says massage", "dr jared b"),
        ("Dr. Jones's advice on cream", "Dr. Jones"),
        ("what does Dr. Jones's nurse say about cream", "Dr. Jones"),
    ],
)
def test_a_doctor_who_is_not_here_is_told(question: str, said: str, names: DoctorNames) -> None:
    assert names.read(question).missing == (said,)


@pytest.mark.parametrize(
    "question",
    [
        "my doctor told me to wait",
        "dr office hours",
        "does Dr. Jart cream help after botox",
        "can i use Dr. Loretta cica barrier cream the night after",
        "is Dr. Barbara Sturm hyaluronic serum ok with filler",
        "will Dr. Loretta cica barrier cream sting",
        "can I use Dr. Loretta polish on it",
        "can I take Dr. Reddy's omeprazole with botox",
        "my name is Dr. Smith, a patient asked if she can swim",
        "is massage ok? Kind regards, Dr. Weiner",
        "can I put Dr. Loretta 100 cream on it",
        "I sprayed Dr. Belter rose water on it",
        "can I drink Dr. Kola after botox",
        "is it ok to wear Dr. Martin boots after a leg vein treatment",
        "does the Dr. Dennis Gross alpha beta peel undo botox",
        "Dr. Loretta's cica barrier cream, can I use it",
        "Dr. Barbara Sturm's serum",
        "Dr. Dennis Gross' peel pads after botox",
        "what does hepatitis c say about my liver",
        "my friend Jared M. had botox",
        "can I run? jared m",
        "I fell asleep during the Doctor Strange movie",
        "webmd says no exercise, true?",
        "is a green lite ok after botox",
        "is dr google right about botox",
        "my name is Weiner, can I run?",
        "can I run after botox? Thanks, Wendel",
        "green tea after botox?",
        "a wendell after botox",
        "is Deep Plane better, and what does it say about swelling",
        "I got it from Beverly Hills last week",
        "I am Jason Wendel and my eyelid droops",
        "my dr botched it",
        "dr overfilled my lips",
        "the doctors don't know what it is",
        "dr isn't sure about it",
        "which injector MD is best",
        "is Juvederm MD or Restylane better",
        "the doctors has told me to wait",
        "it is in the gastrocnemus. MD said ice it",
        "greens advice",
    ],
)
def test_what_names_no_doctor_stays_as_it_is(question: str, names: DoctorNames) -> None:
    read = names.read(question)
    assert read.named == ()
    assert read.topic == question


@pytest.mark.parametrize(
    "question",
    [
        "did Dr Jared Brennan say wait a day",
        "did dr jared brennan say wait a day",
        "doctor Sheldon Feldstein 48 hours massage",
        "what does dr jason brown say about massage",
        "Dr. Steven Young on exercise",
    ],
)
def test_a_first_name_is_no_doctor_where_another_surname_follows(
    question: str, names: DoctorNames
) -> None:
    assert names.read(question).people == frozenset()


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what does dr jared say about massage", "Jared Mallalieu"),
        ("dr sheldon usually massages", "Sheldon V. Pollack"),
        ("Dr Jared massage", "Jared Mallalieu"),
        ("did doctor sheldon recommend it", "Sheldon V. Pollack"),
    ],
)
def test_a_first_name_alone_is_a_doctors(question: str, name: str, names: DoctorNames) -> None:
    assert list(found(names.read(question))) == [name]


def test_of_two_doctors_whom_a_letter_fits_neither_is_taken_and_none_is_missing() -> None:
    doctors = [("p#1", HERE["Jared Mallalieu"]), ("p#2", Doctor("Jared Miles", "MD", "byline"))]
    read = DoctorNames(doctors, WORDS.__contains__).read("what does Jared M. say about massage")
    assert read.named == ()


def test_a_letter_counts_beside_another_name(names: DoctorNames) -> None:
    read = names.read("does Dr. Pollack or Jared M. recommend massage")
    assert set(found(read)) == {"Sheldon V. Pollack", "Jared Mallalieu"}
    assert read.missing == ()


def test_several_names_are_one_question(names: DoctorNames) -> None:
    read = names.read("what do Drs. Weiner and Green think about massage?")
    assert set(found(read)) == {"Steven F. Weiner", "Michele S. Green"}
    assert read.topic == "massage?"


def test_a_name_that_is_a_word_counts_beside_another(names: DoctorNames) -> None:
    read = names.read("has green or pollack ever said massage helps")
    assert set(found(read)) == {"Michele S. Green", "Sheldon V. Pollack"}


def test_a_name_is_neither_searched_nor_mended(names: DoctorNames) -> None:
    (asked,) = queries_in("what does dr mallaliue say about massage", SPELLING, None, (), names)
    assert asked.searched == "massage"
    assert asked.corrections == ()
    (alone,) = queries_in("what did Dr. Weiner say?", SPELLING, None, (), names)
    assert alone.wordings == ()
    (quoted,) = queries_in('"dr weiner massage"', SPELLING, None, (), names)
    assert quoted.named == ()


def test_a_follow_up_carries_the_topic_to_the_doctor(names: DoctorNames) -> None:
    (asked,) = queries_in(
        "does Dr. Weiner recommend it?", SPELLING, "can I exercise after botox?", (), names
    )
    assert asked.carried is not None
    assert "botox" in asked.searched
    assert [one.said for one in asked.named] == ["Dr. Weiner"]


@pytest.mark.parametrize(
    "question", ["What does Dr. Weiner say?", "and Dr. Weiner?", "does Dr. Weiner recommend it?"]
)
def test_a_doctor_may_be_asked_what_was_asked_before(question: str, names: DoctorNames) -> None:
    (asked,) = queries_in(question, SPELLING, "can I exercise after botox?", (), names)
    assert asked.asked == question
    assert asked.searched == asked.carried == "can I exercise after botox?"
    assert [one.said for one in asked.named] == ["Dr. Weiner"]


def test_a_doctor_is_asked_with_what_was_told_before(names: DoctorNames) -> None:
    before = "I have lupus. Can I get botox?"
    (asked,) = queries_in("what does Dr. Weiner say?", SPELLING, before, (), names)
    assert asked.searched == before
    (same,) = queries_in("is Dr. Weiner of the same opinion?", SPELLING, before, (), names)
    assert (same.searched, same.asks_them) == (before, True)


@pytest.mark.parametrize(
    "before", ["can I put cream on after botox?", "is Dr. Bronner's soap ok after botox?"]
)
def test_who_owns_what_is_not_said_is_a_brand_after_a_ware(before: str, names: DoctorNames) -> None:
    (asked,) = queries_in("and Dr. Jart's?", SPELLING, before, (), names)
    assert asked.named == ()
    assert "Jart" in asked.searched
    assert "botox" in asked.searched
    (doctor,) = queries_in("and Dr. Weiner's?", SPELLING, before, (), names)
    assert [one.said for one in doctor.named] == ["Dr. Weiner"]
    (nobody,) = queries_in("and Dr. Jart's?", SPELLING, "can I run after botox?", (), names)
    assert [one.people for one in nobody.named] == [frozenset()]


def test_the_named_doctors_answers_come_first(library: Library) -> None:
    names = DoctorNames.of(library)
    doctor = next(one for _, one in library.doctors() if one.name == "Jared Mallalieu")
    reply = reply_to(
        "what does Dr. Mallalieu say about exercise?", library, WordsEncoder(), names=names
    )
    (part,) = reply.parts
    assert part.own >= 1
    assert all(card.answer.doctor == doctor for card in part.cards[: part.own])
    assert all(card.answer.doctor != doctor for card in part.cards[part.own :])
    told = reply_json(reply)["parts"][0]
    assert told["named"] == [{"said": "Dr. Mallalieu", "here": True}]
    assert told["own"] == [card.answer.id for card in part.cards[: part.own]]
    assert "Answers by Jared Mallalieu" in reply_text(reply)
    html = str(reply_html(reply))
    own, line, others = html.partition('<p class="others">Others on this</p>')
    assert line and own.count("<article") == part.own
    assert others.count("<article") == len(part.cards) - part.own > 0


def test_a_missing_doctor_is_never_answered_by_others(library: Library) -> None:
    asked = "What does Dr. Petrescu say about exercise after botox?"
    reply = reply_to(asked, library, WordsEncoder())
    assert reply.band != "answered"
    assert "Dr. Petrescu is not among the doctors here." in reply_text(reply)
    assert '<p class="named" dir="auto">Dr. Petrescu is not among the doctors here.</p>' in (
        reply_html(reply)
    )
    assert reply_json(reply)["parts"][0]["named"] == [{"said": "Dr. Petrescu", "here": False}]
    alone = reply_to("what did Dr. Petrescu say?", library, WordsEncoder())
    assert alone.band == "nothing"
    assert alone.cards == ()


def test_all_that_a_doctor_said_is_shown_where_nothing_else_is_asked(library: Library) -> None:
    reply = reply_to("Dr. Mallalieu", library, WordsEncoder())
    assert {card.answer.doctor.name for card in reply.cards} == {"Jared Mallalieu"}
    assert reply.band == "answered"
