"""A reply on the page: its bands, how doctors differ, and all that stands beside their words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pytest

from bot.feedback.votes import VOTES
from bot.reply.band import Band
from bot.reply.narrowing import Narrowing
from bot.reply.reply import Card, Notice, Reply, ReplyPart, Speakers, reply_to
from bot.reply.spread import Time, spread_of
from bot.safety.rules import Level
from bot.safety.signs import Sign, signs_in
from bot.show.card import LONG, MOST_DEFINED
from bot.show.conversation import (
    OPEN,
    examples_html,
    head_html,
    older_html,
    question_html,
    reply_html,
    sayings_html,
    starting_html,
    waiting_html,
)
from bot.show.wording import attribution_around, count_of, count_of_speakers, name_of, spoken_of
from bot.text.credentials import entries
from bot.text.glossary import defined, glossary
from bot.text.languages import LANGUAGES
from index.identity import person_of
from index.library.open import FoundAnswer, Library
from index.model import Doctor, Page, Span
from index.search.chunk import sentences
from tests.seed_questions import PLAIN as QUESTIONS
from tests.show.test_card import (
    HOSTILE,
    PLAIN,
    Reader,
    asked_of,
    card_of,
    changed_everywhere,
    classed,
    elements,
    everywhere,
    page_of,
    part_of,
    reply_everywhere,
    reply_of,
    skeleton,
    verbatim,
    with_others,
)
from tests.test_house import ROOT
from tests.words_encoder import WordsEncoder

ROE, DOE, POE = (Doctor(name, "MD", "byline") for name in ("Jane Roe", "John Doe", "Ann Poe"))
SPANISH = "Por lo general recomendamos esperar cuatro horas antes de hacer ejercicio."
ENGLISH = "We recommend that our patients wait for four hours before they exercise."
WORDS_OF_BANDS: dict[Band, str] = {
    "answered": "Answered here",
    "related": "Closest answers",
    "nothing": "Nothing found",
}


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Node(NamedTuple):
    """An element: its own text, all text inside it, and the numbers of the elements around it,
    itself the last."""

    tag: str
    attributes: dict[str, str | None]
    own: str
    text: str
    path: tuple[int, ...]

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()


class Tree(Reader):
    """Like Reader, and knows which element stands in which."""

    def __init__(self, markup: str) -> None:
        self._paths: list[tuple[int, ...]] = []
        self._own: list[list[str]] = []
        super().__init__(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._paths.append((*self._open, len(self._paths)))
        self._own.append([])
        super().handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if self._open:
            self._own[self._open[-1]].append(data)

    @property
    def nodes(self) -> list[Node]:
        return [
            Node(one.tag, one.attributes, "".join(own), one.text, path)
            for one, own, path in zip(self.elements, self._own, self._paths, strict=True)
        ]


def nodes(markup: str, name: str | None = None) -> list[Node]:
    """Every element, or those of a class."""
    found = Tree(markup).nodes
    return found if name is None else [node for node in found if name in node.classes]


def inside(markup: str, attribution_around: Node) -> list[Node]:
    """The elements within another one."""
    number = attribution_around.path[-1]
    return [node for node in nodes(markup) if number in node.path[:-1]]


def html_of(card: Card, language: str = "en", *, votes: bool = False) -> str:
    return reply_html(reply_of(card), language, votes=votes)


def cards_of(*given: tuple[Doctor, str], page_id: str = "page") -> list[Card]:
    """The cards of one page on which those doctors said that."""
    page = page_of([body for _, body in given], [doctor for doctor, _ in given], page_id=page_id)
    return [card_of(page, number) for number in range(1, len(given) + 1)]


def three(*, bodies: Sequence[str] = ("One.", "Two.", "Three.")) -> list[Card]:
    return cards_of(*zip((ROE, DOE, POE), bodies, strict=True))


# Bands.


def part_in(band: Band, question: str, *cards: Card) -> ReplyPart:
    return ReplyPart(asked_of(question), band, cards)


@pytest.mark.parametrize(("band", "words"), WORDS_OF_BANDS.items())
def test_a_band_is_drawn_and_said_in_words_before_all_else(band: Band, words: str) -> None:
    cards = [] if band == "nothing" else [card_of(page_of(["body"]))]
    markup = reply_html(Reply("", (part_in(band, "a?", *cards),), ()))
    (drawn,) = nodes(markup, "band")
    assert (drawn.text, drawn.attributes["data-band"]) == (
        words,
        band,
    )
    assert nodes(markup)[0].attributes["data-band"] == band
    assert [node.classes for node in nodes(markup)[:5]] == [
        ["reply"],
        ["for"],
        ["state"],
        ["band"],
        ["found"],
    ]


def test_of_several_questions_each_has_its_own_band_below_its_heading() -> None:
    card = card_of(page_of(["body"]))
    parts = (
        part_in("related", "a?", card),
        part_in("nothing", "b?"),
        part_in("answered", "c?", card),
    )
    markup = reply_html(Reply("", parts, ()))
    sections = nodes(markup, "for")
    for section, (band, words), question in zip(
        sections,
        [(part.band, WORDS_OF_BANDS[part.band]) for part in parts],
        ["a?", "b?", "c?"],
        strict=True,
    ):
        heading, _, drawn, *_ = inside(markup, section)
        assert (heading.tag, heading.text) == ("h2", question)
        assert (drawn.classes, drawn.text) == (["band"], words)
        assert drawn.attributes["data-band"] == band
    assert len(classed(markup, "band")) == 3
    assert nodes(markup)[0].attributes["data-band"] == "answered"


def test_where_nothing_was_found_it_is_said_what_to_do_and_elsewhere_not() -> None:
    hint = "Try asking in other words. About your own case, ask your doctor."
    card = card_of(page_of(["body"]))
    for band in WORDS_OF_BANDS:
        cards = [] if band == "nothing" else [card]
        markup = reply_html(Reply("", (part_in(band, "a?", *cards),), ()))
        said = [node.text for node in nodes(markup) if node.tag == "p"]
        assert said.count(hint) == (band == "nothing")


# How doctors differ.


def said_in(markup: str, block: Node) -> list[str]:
    """The lines of a spread, without its scale."""
    found = [node for node in inside(markup, block) if node.tag in {"summary", "p"}]
    lines = [node for node in found if not {"ticks", "by"} & set(node.classes)]
    return [" ".join(node.text.split()) for node in lines]


def test_two_doctors_are_not_compared() -> None:
    roe = replace(ROE, place="Denver")
    for cards in (three()[:2], cards_of((roe, "4 hours."), (roe, "1 day."), (DOE, "2 days."))):
        assert nodes(reply_html(reply_of(*cards)), "spread") == []


def test_who_answered_is_shown_with_the_specialties_and_no_number_that_may_not_come() -> None:
    surgeon, dermatologist = "Plastic Surgeon", "Dermatologist"
    cards = cards_of(
        (replace(ROE, specialty=surgeon), "One."),
        (replace(DOE, specialty=dermatologist), "Two."),
        (replace(POE, specialty=surgeon), "Three."),
        (Doctor(specialty=surgeon), "Four."),
    )
    markup = reply_html(reply_of(*cards))
    (block,) = nodes(markup, "spread")
    assert said_in(markup, block) == [
        "Several answers. They may differ. · 3 doctors and 1 not named on the page",
        "Ask one specialty only:",
    ]
    buttons = [node for node in inside(markup, block) if node.tag == "button"]
    assert [button.text for button in buttons] == [surgeon, dermatologist]
    assert [button.attributes["data-question"] for button in buttons] == [
        f"Only Plastic Surgeon: {PLAIN}",
        f"Only Dermatologist: {PLAIN}",
    ]
    assert [node.text for node in inside(markup, block) if node.tag == "bdi"] == [
        surgeon,
        dermatologist,
    ]


def test_without_specialties_and_times_only_the_number_of_doctors_is_shown() -> None:
    markup = reply_html(reply_of(*three()))
    (block,) = nodes(markup, "spread")
    assert said_in(markup, block) == ["Several answers. They may differ. · 3 doctors"]
    assert "open" not in block.attributes
    assert nodes(markup, "times") == []


@pytest.mark.parametrize(
    ("band", "signs", "timed"),
    [
        ("answered", (), True),
        ("answered", signs_in("my eyelid is drooping since botox"), False),
        ("answered", (Sign("second reader", "urgent", 0, 0, is_possible=True),), False),
        ("answered", (Sign("second reader", "clinic", 0, 0, is_possible=True),), True),
        ("related", (), False),
    ],
)
def test_times_are_picked_out_only_of_answers_to_the_question_and_beside_no_warning(
    band: Band, signs: tuple[Sign, ...], timed: bool
) -> None:
    cards = cards_of((ROE, "Wait 4 hours."), (DOE, "Wait a day."), (POE, "Wait a week."))
    reply = replace(reply_of(*cards), signs=signs)
    markup = reply_html(replace(reply, parts=(replace(reply.parts[0], band=band),)))
    assert (len(nodes(markup, "time")) > 0, "Times they mention" in markup) == (timed, timed)
    assert len(nodes(markup, "spread")) == 1, "who answered is told all the same"


def test_a_long_message_is_folded_and_stands_there_whole() -> None:
    long = "hi doctors, " * 30
    asked, button, link = nodes(question_html(long))
    assert (asked.classes, asked.text) == (["asked", "long"], long)
    assert (button.classes, link.classes) == (["unfold"], ["link"])
    assert asked.path[:-1] == button.path[:-1], "chat.js looks for .long in the same parent"


def test_opened_after_an_emergency_answers_are_said_to_be_about_others() -> None:
    reply = replace(reply_of(*three()), signs=signs_in("i cannot breathe since botox"))
    assert reply.level == "emergency"
    assert "They do not say what your signs mean." in reply_html(reply)


def test_how_doctors_differ_stands_before_their_answers_for_each_question_by_itself() -> None:
    cards = three()
    parts = (part_of("a?", *cards), part_of("b?", cards[0]), part_of("c?", *cards))
    markup = reply_html(Reply("", parts, ()))
    sections = nodes(markup, "for")
    classes_in = [[node.classes for node in inside(markup, one)] for one in sections]
    assert [classes.count(["spread"]) for classes in classes_in] == [1, 0, 1]
    assert classes_in[0].index(["spread"]) < classes_in[0].index(["card"])


@pytest.mark.smoke
def test_a_chip_holds_the_words_of_a_time_and_who_said_them() -> None:
    cards = three(bodies=["Wait 2 days.", "Wait at least 4 hours, or a day.", "No."])
    markup = reply_html(reply_of(*cards))
    shortest, longest = "4 hours", "2 days"
    assert [node.text for node in nodes(markup, "length") if "lang" in node.attributes] == [
        shortest,
        longest,
        "4 hours",
        "a day",
        "2 days",
    ]
    assert classed(markup, "by") == ["John Doe, MD", "Jane Roe, MD"]
    rows = nodes(markup, "times")
    assert [row.attributes["aria-label"] for row in rows] == classed(markup, "by")
    assert [
        [chip.text for chip in inside(markup, row) if chip.tag == "button"] for row in rows
    ] == [
        ["4 hours", "a day"],
        ["2 days"],
    ]
    assert [chip.attributes["data-leads"] for chip in nodes(markup, "time")] == [
        "page#2",
        "page#2",
        "page#1",
    ]
    assert {(chip.tag, chip.attributes["type"]) for chip in nodes(markup, "time")} == {
        ("button", "button")
    }


def test_a_chip_of_an_unnamed_doctor_says_so() -> None:
    cards = cards_of(*[(Doctor(), "Wait 4 hours.")] * 3)
    assert classed(reply_html(reply_of(*cards)), "by") == ["Doctor not named on the page"] * 3


def led_to(markup: str) -> list[tuple[Node, Node]]:
    """Each chip with the one element that it leads to, as chat.js looks for it: in the words of
    the card with its answer, among the cards of its question."""
    found = []
    every = nodes(markup)
    for chip in (node for node in every if "time" in node.classes):
        section = next(n for n in chip.path[::-1] if "for" in every[n].classes)
        cards = [
            node
            for node in every
            if "card" in node.classes
            and section in node.path
            and node.attributes["data-answer"] == chip.attributes["data-leads"]
        ]
        assert len(cards) == 1
        (words,) = (
            node for node in every if "words" in node.classes and cards[0].path[-1] in node.path
        )
        (sentence,) = (
            node
            for node in every
            if words.path[-1] in node.path
            and node.attributes.get("data-at") == chip.attributes["data-at"]
        )
        found.append((chip, sentence))
    return found


def assert_every_chip_leads_to_its_sentence(part: ReplyPart, markup: str) -> int:
    """Checks the chips of a reply of that part alone, and tells how many there are."""
    spread = spread_of(part.cards)
    times = by_speaker(spread.times) if spread and part.band == "answered" else []
    led = led_to(markup)
    assert len(led) == len(times)
    for (chip, sentence), time in zip(led, times, strict=True):
        page = time.card.page
        assert sentence.text == page.quote(time.sentence)
        assert sentence.attributes["tabindex"] == "-1"
        named = [node for node in nodes(markup, "length") if chip.path[-1] in node.path]
        assert [node.text for node in named] == [page.quote(time.span)]
        assert named[0].text in sentence.text
        (row,) = (one for one in nodes(markup, "times") if one.path[-1] in chip.path)
        assert row.attributes["aria-label"] == name_of(time.card.answer.doctor)
    return len(led)


def by_speaker(times: Sequence[Time]) -> list[Time]:
    """Times in the order of their chips: all of one speaker, first who names the shortest."""
    speakers = [person_of(time.card.answer.id, time.card.answer.doctor) for time in times]
    return sorted(
        times,
        key=lambda time: speakers.index(person_of(time.card.answer.id, time.card.answer.doctor)),
    )


@pytest.mark.parametrize("folded", [False, True], ids=["short", "folded"])
@pytest.mark.parametrize("highlights", [(), (0,), (1,), (0, 1, 2)], ids=str)
def test_every_chip_leads_to_its_sentence_whatever_is_highlighted_or_folded(
    highlights: tuple[int, ...], folded: bool, hostile: str
) -> None:
    more = " Then something else is said here." * (LONG // 30) if folded else ""
    bodies = [
        f"Hello there. Wait 4 hours {hostile}. Then 2 days pass.{more}",
        f"{hostile} It takes a week. Wait for 24 to 48 hours.{more}",
        f"Rest for one day, then three weeks. {hostile}{more}",
    ]
    cards = []
    for card in three(bodies=bodies):
        spans = sentences(card.page, card.answer.body)
        cards.append(
            replace(card, highlights=tuple(spans[n] for n in highlights if n < len(spans)))
        )
    markup = reply_html(reply_of(*cards))
    assert bool(nodes(markup, "whole")) is folded
    assert assert_every_chip_leads_to_its_sentence(part_of(PLAIN, *cards), markup) >= 6
    assert classed(markup, "words") == bodies
    marked = [
        node.text
        for words in nodes(markup, "words")
        for node in inside(markup, words)
        if node.tag == "mark"
    ]
    assert marked == [card.page.quote(span) for card in cards for span in card.highlights]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_chip_leads_to_its_sentence_in_the_seeds(
    question: str, library: Library, encoder: WordsEncoder
) -> None:
    reply = reply_to(question, library, encoder, k=28)
    part = replace(reply.parts[0], band="answered")
    markup = reply_html(replace(reply, parts=(part,)))
    assert assert_every_chip_leads_to_its_sentence(part, markup) >= 10


def test_two_times_of_a_sentence_lead_to_one_element() -> None:
    cards = three(bodies=["Wait 4 hours, then two days.", "No.", "No."])
    first, second = led_to(reply_html(reply_of(*cards)))
    assert first[1] == second[1]
    assert first[1].text == "Wait 4 hours, then two days."


def test_a_chip_leads_to_the_card_of_its_own_question() -> None:
    cards = three(bodies=["Wait 4 hours.", "Wait a day.", "No."])
    markup = reply_html(Reply("", (part_of("a?", *cards), part_of("b?", *cards)), ()))
    led = led_to(markup)
    assert [sentence.text for _, sentence in led] == ["Wait 4 hours.", "Wait a day."] * 2
    assert len({sentence.path for _, sentence in led}) == 4


def test_a_sentence_with_a_time_is_marked_only_where_it_is_lit() -> None:
    cards = three(bodies=["Wait 4 hours. Then go.", "Wait a day. Then go.", "No."])
    highlights = sentences(cards[0].page, cards[0].answer.body)[:1]
    markup = reply_html(reply_of(replace(cards[0], highlights=tuple(highlights)), *cards[1:]))
    assert [(sentence.tag, sentence.text) for _, sentence in led_to(markup)] == [
        ("mark", "Wait 4 hours."),
        ("span", "Wait a day."),
    ]
    assert [node.text for node in nodes(markup) if node.tag == "mark"] == ["Wait 4 hours."]


def test_where_no_spread_is_shown_no_sentence_is_reached() -> None:
    markup = reply_html(reply_of(*three(bodies=["Wait 4 hours.", "Wait a day.", "No."])[:2]))
    assert [node for node in nodes(markup) if "data-at" in node.attributes] == []


def test_hostile_words_in_a_spread_add_no_element_and_no_attribute(hostile: str) -> None:
    def drawn(words: str) -> str:
        doctors = [Doctor(f"{words}{n}", words, "byline", words, words) for n in range(3)]
        cards = cards_of(*((one, "Wait 4 hours.") for one in doctors), page_id=words)
        return reply_html(reply_of(*cards))

    markup = drawn(hostile)
    assert skeleton(markup) == skeleton(drawn(PLAIN))
    assert [chip.attributes["data-leads"] for chip in nodes(markup, "time")] == [
        f"{hostile}#{n}" for n in (1, 2, 3)
    ]
    assert classed(markup, "by") == [f"{hostile}{n}, {hostile}" for n in range(3)]
    (block,) = nodes(markup, "spread")
    assert hostile in block.text
    assert len(led_to(markup)) == 3
    assert "\r" not in markup


# Words explained.

MEDICAL = [word.name for word in glossary()][: MOST_DEFINED + 3]


def test_medical_words_are_explained_beside_the_answer_and_never_in_it() -> None:
    body = "The glabella is first, then ptosis; the glabella again."
    markup = html_of(card_of(page_of([body])))
    (words,) = nodes(markup, "words")
    (beside,) = nodes(markup, "glossary")
    assert words.text == words.own == body
    assert words.path[-1] not in beside.path
    assert words.path[-1] < beside.path[-1]
    assert classed(markup, "term") == ["glabella", "ptosis"]
    assert [node.text for node in inside(markup, beside) if node.tag == "dd"] == [
        one.meaning for one in defined(body)
    ]
    (about,) = nodes(markup, "about")
    assert about.path[-1] in beside.path
    assert (about.tag, about.attributes) == ("details", {"class": "about"})
    assert [node.text for node in inside(markup, about) if "title" in node.classes] == [
        "Words explained"
    ]


def test_no_more_words_are_explained_than_the_first_few() -> None:
    body = ", ".join(MEDICAL)
    assert len(defined(body)) == len(MEDICAL) > MOST_DEFINED
    assert classed(html_of(card_of(page_of([body]))), "term") == MEDICAL[:MOST_DEFINED]


def test_a_folded_answer_has_its_words_explained_where_they_can_be_seen() -> None:
    markup = html_of(card_of(page_of(["The glabella. " + "And so on. " * LONG])))
    (whole,), (beside,) = nodes(markup, "whole"), nodes(markup, "glossary")
    assert whole.path[-1] not in beside.path
    assert not any(node.path[-1] in beside.path for node in nodes(markup, "excerpts"))


def test_plain_words_are_not_explained() -> None:
    page = page_of(
        ["Wait for a day."], title="glabella", question="glabella", headlines=["glabella"]
    )
    assert nodes(html_of(card_of(page)), "glossary") == []


# Who speaks.


def test_the_letters_behind_a_name_are_explained_on_a_tap() -> None:
    doctor = Doctor("Jane Roe", "MD, FACS", "byline")
    markup = html_of(card_of(page_of(["body"], [doctor])))
    (fold,) = nodes(markup, "about")
    assert (fold.tag, "open" in fold.attributes) == ("details", False)
    assert next(n.text for n in inside(markup, fold) if n.tag == "summary") == "About this answer"
    assert [n.text for n in inside(markup, fold) if "title" in n.classes] == [
        "What the letters mean"
    ]
    known = {name: entry.meanings["en"] for entry in entries() for name in entry.words}
    assert [node.text for node in inside(markup, fold) if node.tag == "dt"] == ["MD", "FACS"]
    assert [node.text for node in inside(markup, fold) if node.tag == "dd"] == [
        known["MD"],
        known["FACS"],
    ]


def test_letters_that_nobody_knows_are_printed_and_not_guessed() -> None:
    doctor = Doctor("Jane Roe", "MD, QQXZ", "byline")
    markup = html_of(card_of(page_of(["body"], [doctor])))
    (fold,) = nodes(markup, "degrees")
    assert [node.text for node in inside(markup, fold) if node.tag == "dt"] == ["MD"]
    assert "QQXZ" not in fold.text
    assert classed(markup, "doctor") == ["Jane Roe, MD, QQXZ"]
    for letters in ("QQXZ", None):
        unknown = Doctor("Jane Roe", letters, "byline")
        assert nodes(html_of(card_of(page_of(["body"], [unknown]))), "degrees") == []


def test_the_specialty_stands_before_the_place_and_the_place_before_the_status() -> None:
    doctor = replace(ROE, place="Boston", specialty="Plastic Surgeon", status="retired")
    markup = html_of(card_of(page_of(["body"], [doctor])))
    (standing,) = nodes(markup, "standing")
    assert standing.text == "Plastic Surgeon · Boston · retired"
    parts = [node for node in inside(markup, standing) if node.tag == "span"]
    assert [(node.classes, node.text) for node in parts] == [
        (["specialty"], "Plastic Surgeon"),
        (["place"], "Boston"),
        (["status"], "retired"),
    ]


def test_what_a_page_does_not_say_of_a_doctor_leaves_no_gap() -> None:
    known = {
        "specialty": "Plastic Surgeon",
        "place": "Boston",
        "status": "retired",
    }
    for left_out in known:
        rest = {name: words for name, words in known.items() if name != left_out}
        doctor = Doctor("Jane Roe", None, "byline", **rest)  # type: ignore[arg-type]
        markup = html_of(card_of(page_of(["body"], [doctor])))
        assert classed(markup, "standing") == [" · ".join(rest.values())]
    assert nodes(html_of(card_of(page_of(["body"], [ROE]))), "standing") == []


@pytest.mark.parametrize(
    ("rating", "reviews", "english", "spanish"),
    [
        (4.94, 75, "4.9 out of 5 stars, 75 reviews", "4.9 de 5 estrellas, 75 reseñas"),
        (5.0, 1, "5.0 out of 5 stars, 1 review", "5.0 de 5 estrellas, 1 reseña"),
        (4.0, 1234, "4.0 out of 5 stars, 1,234 reviews", "4.0 de 5 estrellas, 1,234 reseñas"),
        (4.0, 0, "4.0 out of 5 stars, 0 reviews", "4.0 de 5 estrellas, 0 reseñas"),
        (0.0, None, "0.0 out of 5 stars", "0.0 de 5 estrellas"),
    ],
)
def test_stars_stand_last_with_the_number_of_reviews_and_whom_they_rate(
    rating: float, reviews: int | None, english: str, spanish: str
) -> None:
    doctor = Doctor("Roe", None, "signature", "Boston", "Plastic Surgeon", rating, reviews)
    card = card_of(page_of(["body"], [doctor]))
    for language, signed, stars in (
        ("en", "named in the answer's signature", f"{english} (of the doctor, not of this answer)"),
        (
            "es",
            "nombrado en la firma de la respuesta",
            f"{spanish} (del médico, no de esta respuesta)",
        ),
    ):
        markup = html_of(card, language)
        above, beside, folded = nodes(markup, "about")
        assert (above.text, beside.text) == ("Plastic Surgeon · Boston", signed)
        assert (folded.tag, "open" in folded.attributes) == ("details", False)
        assert [node.text for node in inside(markup, folded) if "stars" in node.classes] == [stars]


def test_without_stars_nothing_is_said_of_them() -> None:
    doctor = replace(ROE, reviews=7)
    assert "star" not in html_of(card_of(page_of(["body"], [doctor])))


# What a reader may do.


def buttons(markup: str) -> list[tuple[str, str]]:
    (row,) = nodes(markup, "actions")
    pressed = [node for node in inside(markup, row) if node.tag in {"a", "button"}]
    return [(node.classes[0], node.text) for node in pressed]


def test_an_answer_can_be_copied_shared_and_printed() -> None:
    card = card_of(page_of(["body"], page_id="a/b"))
    assert buttons(html_of(card)) == [
        ("copy", "Copy the words"),
        ("share", "Share"),
        ("print", "Print"),
    ]
    (printing,) = nodes(html_of(card), "print")
    assert printing.attributes["href"] == "answer/a%2Fb/1"
    assert (printing.attributes["target"], printing.attributes["rel"]) == ("_blank", "noopener")


def test_more_by_a_doctor_is_offered_only_where_there_is_more() -> None:
    doctor = replace(ROE, specialty="Plastic Surgeon", place="Boston")
    card = card_of(page_of(["body"], [doctor]))
    assert nodes(html_of(card), "again") == []
    for language, words, question in (
        ("en", "More by this doctor", "More by Jane Roe, MD · Plastic Surgeon · Boston"),
        ("es", "Más de este médico", "Más de Jane Roe, MD · Plastic Surgeon · Boston"),
    ):
        (more,) = nodes(html_of(replace(card, others=2), language), "again")
        assert (more.text, more.attributes["data-question"]) == (words, question)
    folded = reply_html(in_danger(reply_of(replace(card, others=2))))
    assert nodes(folded, "card") and nodes(folded, "again") == []


def test_what_other_patients_asked_is_offered_in_their_own_words(hostile: str) -> None:
    page = page_of(["One."], title=hostile, page_id=hostile)
    part = replace(part_of("a?", *three()), related=(FoundAnswer(page, page.answers[0]),))
    markup = reply_html(Reply("a?", (part,), ()))
    (block,) = nodes(markup, "related")
    (button,) = (node for node in inside(markup, block) if node.tag == "button")
    assert button.text == button.attributes["data-question"] == hostile
    assert button.attributes["data-answer"] == f"{hostile}#1"
    assert "data-verbatim" in button.attributes
    assert nodes(reply_html(in_danger(Reply("a?", (part,), ()))), "related") == []
    assert nodes(reply_html(reply_of(*three())), "related") == []


def test_whose_answers_are_asked_for_is_said_and_can_be_taken_back() -> None:
    reply = reply_of(*three())
    narrowed = replace(reply, narrowing=Narrowing("Surgeon", "May I?", frozenset()))
    (told,) = nodes(reply_html(narrowed), "narrowed")
    assert " ".join(told.text.split()) == "Only answers by Surgeon. Ask everybody"
    (button,) = (node for node in inside(reply_html(narrowed), told) if node.tag == "button")
    assert button.attributes["data-question"] == "May I?"
    every = Narrowing("Jane Roe, MD", None, frozenset(f"page#{n}" for n in range(9)))
    (told,) = nodes(reply_html(replace(reply, narrowing=every)), "narrowed")
    assert told.text.strip() == "Answers by Jane Roe, MD: 3 of 9."
    assert nodes(reply_html(replace(reply, narrowing=every)), "band") == [], "nothing was asked"
    assert nodes(reply_html(narrowed), "band")
    assert nodes(reply_html(reply), "narrowed") == []


def test_whether_an_answer_helped_is_asked_only_where_votes_are_kept() -> None:
    card = card_of(page_of(["body"]))
    assert nodes(html_of(card), "vote") == []
    for language, words in (
        ("en", ["Helpful", "Not my question"]),
        ("es", ["Útil", "No es mi pregunta"]),
    ):
        votes = nodes(html_of(card, language, votes=True), "vote")
        assert [vote.attributes["data-vote"] for vote in votes] == list(VOTES)
        assert [vote.text for vote in votes] == words
        assert {(vote.tag, vote.attributes["type"]) for vote in votes} == {("button", "button")}


def test_every_card_of_every_question_is_asked_for_a_vote() -> None:
    cards = three()
    markup = reply_html(Reply("", (part_of("a?", *cards), part_of("b?", *cards)), ()), votes=True)
    assert len(nodes(markup, "vote")) == 2 * len(nodes(markup, "card")) == 12


def test_after_an_emergency_no_answer_is_asked_for_a_vote() -> None:
    markup = reply_html(in_danger(reply_of(card_of(page_of(["body"])))), votes=True)
    assert len(nodes(markup, "card")) == 1
    assert nodes(markup, "vote") == []


def test_an_answer_is_shared_with_who_said_it_and_where() -> None:
    doctor = replace(ROE, specialty="Plastic Surgeon", place="Boston")
    page = page_of(["body"], [doctor], title="May I?", notice="Ask your physician.")
    (share,) = nodes(html_of(card_of(page)), "share")
    assert share.attributes["data-before"] == "Jane Roe, MD\nPlastic Surgeon · Boston\n\n"
    assert share.attributes["data-after"] == (
        "\n\nAnswer to: May I? (date not given on the page) · page#1\n\nAsk your physician.\n\n"
        "This is not a doctor and gives no advice. The answers were given to other people. They "
        "complement, but never replace, what your own doctor tells you."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shared_around_an_answer_is_kept_character_for_character(
    language: str, hostile: str
) -> None:
    card = card_of(everywhere(hostile))
    markup = html_of(card, language)
    (share,) = nodes(markup, "share")
    before, after = attribution_around(card, language)
    assert (share.attributes["data-before"], share.attributes["data-after"]) == (before, after)
    assert hostile in before
    assert after.count(hostile) == 3  # title, id of the answer, notice
    assert "\r" not in markup


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Copy a link to this question"), ("es", "Copiar un enlace a esta pregunta")],
)
def test_a_question_has_a_button_beside_it_that_copies_a_link(language: str, words: str) -> None:
    markup = question_html("May  I?\n", language)
    asked, button = nodes(markup)
    assert (asked.classes, asked.text) == (["asked"], "May  I?\n")
    assert (button.tag, button.classes, button.text) == ("button", ["link"], words)
    assert button.attributes["type"] == "button"
    assert asked.path[:-1] == button.path[:-1] == (), "chat.js looks for .asked in the same parent"
    (alone,) = nodes(question_html("May  I?\n", language, linked=False))
    assert alone == asked


# Languages.


def langs(markup: str, name: str) -> list[str | None]:
    return [node.attributes.get("lang") for node in nodes(markup, name)]


def mixed_page() -> Page:
    """A Spanish answer on an English page."""
    return page_of(
        [SPANISH, f"{ENGLISH} The glabella too."],
        [ROE, DOE],
        headlines=["Espere cuatro horas antes de volver a hacer ejercicio", None],
        title="When may I go back to the gym after my treatment?",
        question="I would like to know when I may exercise again.",
        notice="These answers are for educational purposes and are no medical advice.",
    )


def test_the_words_of_a_spanish_answer_on_an_english_page_are_marked_as_spanish() -> None:
    page = mixed_page()
    notices = (Notice("notice", page.quoted(page.notice) or ""),)
    for language in LANGUAGES:
        markup = reply_html(reply_of(card_of(page, 1), card_of(page, 2), notices=notices), language)
        assert langs(markup, "words") == ["es", "en"]
        assert langs(markup, "headline") == ["es"]
        assert langs(markup, "question") == ["en", "en"]
        assert langs(markup, "term") == ["en"]
        assert langs(markup, "notice") == ["en"]
        titles = [node for node in nodes(markup) if node.text == page.quoted(page.title)]
        assert [node.attributes.get("lang") for node in titles if node.tag == "bdi"] == ["en"] * 2


def test_every_verbatim_part_says_its_language() -> None:
    page = mixed_page()
    cards = [*three(bodies=[f"{SPANISH} 4 hours.", ENGLISH, "Wait 4 hours."]), card_of(page, 1)]
    long = card_of(page_of([SPANISH * 20]))
    markup = reply_html(reply_of(*cards, long))
    found = [node for node in nodes(markup) if "data-verbatim" in node.attributes]
    assert all("lang" in node.attributes for node in found)
    assert langs(markup, "excerpt") == ["es"]
    assert next(node.attributes["lang"] for node in found if "length" in node.classes) == "es"


def test_a_language_that_is_not_certain_is_not_named() -> None:
    page = page_of(["4"], title="4", question="4", notice=None)
    markup = html_of(card_of(page))
    assert langs(markup, "words") == langs(markup, "question") == [""]


def test_the_notice_above_the_page_says_its_language() -> None:
    notice = "These answers are for educational purposes and are no medical advice."
    for language in LANGUAGES:
        assert langs(head_html(notice, language), "notice") == ["en"]
        assert verbatim(head_html(notice, language)) == [notice]
    assert nodes(head_html(None), "notice") == []


def rich() -> Reply:
    """A reply in which everything is said that can be."""
    doctors = [
        Doctor(name, "MD", "signature", "Boston", "Plastic Surgeon", 4.5, n, "retired")
        for n, name in enumerate(("Jane Roe", "John Doe", "Ann Poe"), start=1)
    ]
    bodies = ["Wait 4 hours for the glabella.", "Wait two days.", "And so on. " * LONG]
    page = page_of(bodies, doctors, headlines=["Head", None, None], title=None)
    cards = [
        with_others(
            card_of(page, 1), alike=[page_of(["x"], title=None)], brands=("Botox", "Xeomin")
        ),
        card_of(page, 2),
        card_of(page, 3),
        card_of(page_of(["body"], [Doctor(rating=4.0)])),
    ]
    asked = changed_everywhere("words")
    parts = (
        ReplyPart(asked, "answered", tuple(cards)),
        ReplyPart(asked, "related", (cards[0],)),
        ReplyPart(asked, "nothing", ()),
    )
    return Reply("words", parts, (Notice("notice", "A notice."),))


# After an emergency, and in a crisis.


def in_danger(reply: Reply, level: Level = "emergency") -> Reply:
    return replace(reply, signs=(Sign("sign", level, 0, 1),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_an_emergency_everything_is_folded_away_until_it_is_wanted(language: str) -> None:
    markup = reply_html(in_danger(rich()), language)
    (reply, folded, summary) = nodes(markup)[:3]
    assert (reply.tag, reply.classes) == ("section", ["reply"])
    assert (folded.tag, folded.attributes) == ("details", {"class": "folded"})
    words = {"en": "Show what doctors told other patients"}
    words["es"] = "Mostrar lo que los médicos dijeron a otros pacientes"
    assert (summary.tag, summary.text) == ("summary", words[language])
    assert all(folded.path[-1] in node.path for node in nodes(markup)[2:])


def test_after_an_emergency_no_band_no_time_and_no_sentence_is_shown() -> None:
    usual, folded = reply_html(rich()), reply_html(in_danger(rich()))
    for name in ("band", "count", "spread", "time"):
        assert nodes(usual, name)
        assert nodes(folded, name) == []
    assert "data-band" in usual
    assert "data-band" not in folded
    highlighted = three()[0]
    highlighted = replace(highlighted, highlights=(highlighted.answer.body,))
    assert "<mark" in html_of(highlighted)
    found = reply_html(in_danger(reply_of(highlighted)))
    assert "<mark" not in found
    assert "data-at" not in found
    for words in [*WORDS_OF_BANDS.values(), "word for word", "No doctor here"]:
        assert words not in folded


def test_after_an_emergency_every_word_of_the_doctors_and_the_notices_is_there() -> None:
    usual, folded = reply_html(rich()), reply_html(in_danger(rich()))
    for name in ("words", "doctor", "headline", "question", "notice", "note", "changes"):
        assert [node.text for node in nodes(folded, name)][:1] == [
            node.text for node in nodes(usual, name)
        ][:1]
    shown = [card.quote for part in rich().parts for card in part.cards]
    assert [node.text for node in nodes(folded, "words")] == shown


def test_after_an_emergency_a_long_answer_is_cut_at_its_beginning_and_not_where_it_fits() -> None:
    body = "First of all. " * LONG + "Here it fits."
    page = page_of([body])
    end = page.answers[0].body.end
    card = card_of(page, 1, (Span(end - len("Here it fits."), end),))
    assert classed(html_of(card), "excerpt") == ["Here it fits."]
    (excerpt,) = classed(reply_html(in_danger(reply_of(card))), "excerpt")
    assert body.startswith(excerpt)


def test_where_nothing_was_found_after_an_emergency_nothing_is_folded() -> None:
    assert reply_html(in_danger(reply_of())) == ""
    some = Reply("a b", (part_of("a", *three()), part_of("b")), ())
    assert classed(reply_html(in_danger(some)), "part") == ["a"]


def test_in_a_crisis_nothing_is_shown_but_the_card() -> None:
    assert reply_html(Reply("a", (), (), in_danger(reply_of(), "crisis").signs)) == ""


@pytest.mark.parametrize("level", ["clinic"])
def test_after_a_lesser_sign_the_answers_are_shown_as_always(level: Level) -> None:
    assert reply_html(in_danger(rich(), level)) == reply_html(rich())


def test_a_screen_reader_says_what_is_folded_and_nothing_where_there_is_nothing() -> None:
    assert spoken_of(rich()) == count_of(rich())
    folded = "What doctors told other patients is folded away below."
    assert spoken_of(in_danger(rich())) == folded
    assert spoken_of(in_danger(reply_of())) == ""
    assert spoken_of(in_danger(rich()), "es") != folded


def test_hostile_text_adds_nothing_to_what_is_folded(hostile: str) -> None:
    assert skeleton(reply_html(in_danger(reply_everywhere(hostile)))) == skeleton(
        reply_html(in_danger(reply_everywhere(PLAIN)))
    )


# In the reader's language.

DATA = re.compile(
    rf"(?:words|{PLAIN}|Jane Roe|John Doe|Ann Poe|MD|Boston|Plastic Surgeon|retired|[\W\d_])*"
)
"""What is no sentence of ours: the patient's words, names, and marks between them."""
SAYING = ("aria-label", "data-before", "data-after")


def ours(markup: str) -> list[str]:
    """Everything that the page says by itself, in the order of the elements."""
    found = nodes(markup)
    quoting = {node.path[-1] for node in found if "data-verbatim" in node.attributes}
    said = [node.own.strip() for node in found if not quoting & set(node.path)]
    labels = [
        node.attributes[name] or "" for node in found for name in SAYING if name in node.attributes
    ]
    return [words for words in [*said, *labels] if not DATA.fullmatch(words)]


@pytest.mark.parametrize(
    "reply",
    [rich(), reply_of(), reply_of(*three()), in_danger(rich())],
    ids=["rich", "nothing", "three", "folded"],
)
def test_everything_of_ours_is_said_in_spanish_and_no_doctors_word_is(reply: Reply) -> None:
    english, spanish = (reply_html(reply, language, votes=True) for language in LANGUAGES)
    assert skeleton(english) == skeleton(spanish)
    assert verbatim(english) == verbatim(spanish)
    first, second = ours(english), ours(spanish)
    assert len(first) == len(second) > 1
    assert [words for words, others in zip(first, second, strict=True) if words == others] == []


ONLY = re.compile(r"^(Only|Solo) (?=Plastic Surgeon: )")
"""What is said for the reader, who is to understand it, and means the same."""


def test_what_a_button_does_is_the_same_in_both_languages() -> None:
    for names in (("data-question",), ("data-answer",), ("data-leads", "data-at"), ("data-vote",)):
        acts = [
            [
                [ONLY.sub("", node.attributes[name] or "") for name in names]
                for node in nodes(reply_html(rich(), language, votes=True))
                if names[0] in node.attributes
            ]
            for language in LANGUAGES
        ]
        assert acts[0] == acts[1] != []
    links = [
        [node.attributes["href"] for node in nodes(reply_html(rich(), language)) if node.tag == "a"]
        for language in LANGUAGES
    ]
    assert links[0] == links[1] != []


def test_a_spanish_reply_says_what_was_found_and_how_doctors_differ() -> None:
    reply = reply_of(*three(bodies=["Wait 4 hours for the glabella.", "Two days.", "No."]))
    markup = reply_html(reply, "es")
    assert classed(markup, "band") == ["Respondido aquí"]
    assert classed(markup, "found") == ["3 respuestas · 3 médicos"]
    assert count_of(reply, "es") == "3 respuestas de 3 médicos, palabra por palabra."
    (block,) = nodes(markup, "spread")
    assert said_in(markup, block)[:2] == [
        "Plazos que mencionan: 4 hours a Two days · 2 respuestas",
        "Plazos que mencionan (pulse uno para leerlo):",
    ]
    (ticks,) = nodes(markup, "ticks")
    assert ticks.text.split() == ["hora", "día", "semana"]
    (meaning,) = defined("glabella", "es")
    known = next(entry for entry in entries() if entry.name == "MD")
    titles = [node.text for node in nodes(markup, "title")]
    assert titles == ["Qué significan las letras", "Palabras explicadas", *titles[:1] * 2]
    assert [node.text for node in nodes(markup) if node.tag == "dd"] == [
        known.meanings["es"],
        meaning.meaning,
        *[known.meanings["es"]] * 2,
    ]


# Where there is no reply.


def test_an_empty_library_says_so_and_how_to_fill_it() -> None:
    (line,) = nodes(examples_html([]))
    assert line.classes == ["trouble"]
    assert line.text == (
        "There are no answers here yet. The person who runs this page can add some with "
        "“doctor-answers build”."
    )
    (spanish,) = nodes(examples_html([], "es"))
    assert spanish.text.startswith("Aquí todavía no hay respuestas")
    assert "«doctor-answers build»" in spanish.text


def test_the_start_says_that_one_may_ask_already() -> None:
    (line,) = nodes(starting_html())
    assert line.classes == ["waiting"]
    assert line.text == "Starting up. You can already ask; the first answer will take a moment."
    (spanish,) = nodes(starting_html("es"))
    assert spanish.text == "Iniciando. Ya puede preguntar; la primera respuesta tardará un momento."


def test_who_waits_reads_whether_it_is_for_the_start_or_for_the_search() -> None:
    waiting = {
        (language, loading): classed(waiting_html(loading=loading, language=language), "waiting")
        for language in LANGUAGES
        for loading in (False, True)
    }
    assert waiting == {
        ("en", False): ["Looking through the doctors' answers …"],
        ("en", True): ["Still starting up; your question will be answered in a few seconds …"],
        ("es", False): ["Buscando en las respuestas de los médicos …"],
        ("es", True): ["Aún se está iniciando; su pregunta se responderá en unos segundos …"],
    }


def sayings(language: str) -> dict[str, str]:
    (holder,) = elements(sayings_html(language))
    assert (holder.tag, holder.text) == ("span", "")
    attributes = dict(holder.attributes)
    assert attributes.pop("hidden", "shown") is None
    return {name.removeprefix("data-"): words or "" for name, words in attributes.items()}


def test_what_the_browser_says_by_itself_is_said_in_each_language() -> None:
    english, spanish = sayings("en"), sayings("es")
    assert list(english) == list(spanish)
    assert (english["language"], spanish["language"]) == ("en", "es")
    for name, words in english.items():
        assert words
        assert spanish[name]
        assert words != spanish[name]
        assert words.count("{place}") == spanish[name].count("{place}") == (name == "place")


def test_the_browser_finds_every_saying_that_it_looks_for_and_looks_for_each() -> None:
    script = (ROOT / "bot" / "web" / "chat.js").read_text(encoding="utf-8")
    names = set(sayings("en"))
    assert set(re.findall(r"\bsay\('(\w+)'\)", script)) <= names
    assert {name for name in names if f"'{name}'" not in script} == set()


def test_the_examples_are_the_three_shortest_titles_each_a_button_that_asks_it() -> None:
    markup = examples_html(["four", "one <more>", "a & b", "bc", "de"])
    buttons = [node for node in nodes(markup) if node.tag == "button"]
    assert [node.text for node in buttons] == ["bc", "de", "four"]
    assert [node.attributes["data-question"] for node in buttons] == ["bc", "de", "four"]
    assert all(node.attributes["type"] == "button" for node in buttons)
    (hostile,) = (node for node in nodes(examples_html(["<b>&"])) if node.tag == "button")
    assert hostile.text == hostile.attributes["data-question"] == "<b>&"


@pytest.mark.parametrize(
    ("unnamed", "sentence"),
    [(1, "a doctor not named on the page"), (3, "doctors not named on the page")],
)
def test_answers_without_any_name_are_not_said_to_be_by_so_many_doctors(
    unnamed: int, sentence: str
) -> None:
    speakers = Speakers(0, 0, unnamed)
    assert count_of_speakers(speakers) == sentence
    assert "0" not in count_of_speakers(speakers, "es")


@pytest.mark.parametrize(
    ("speakers", "sentence", "spanish"),
    [
        (Speakers(2, 0, 0), "2 doctors", "2 médicos"),
        (Speakers(0, 1, 0), "1 person", "1 persona"),
        (Speakers(0, 2, 1), "2 people and 1 not named on the page", "2 personas y 1 sin nombre"),
        (Speakers(1, 1, 0), "1 doctor and 1 other", "1 médico y 1 otra persona"),
        (
            Speakers(3, 2, 1),
            "3 doctors, 2 others and 1 not named on the page",
            "3 médicos, 2 otras personas y 1 sin nombre",
        ),
    ],
)
def test_who_is_called_no_doctor_is_not_counted_as_one(
    speakers: Speakers, sentence: str, spanish: str
) -> None:
    assert count_of_speakers(speakers) == sentence
    assert count_of_speakers(speakers, "es").startswith(spanish)


def test_a_name_alone_makes_no_doctor() -> None:
    cards = cards_of(
        (ROE, "One."), (Doctor("user-7", None, "byline", "Boston"), "Two."), (Doctor(), "Three.")
    )
    assert classed(reply_html(reply_of(*cards)), "found") == [
        "3 answers · 1 doctor · 1 other · 1 unnamed"
    ]
    assert classed(reply_html(reply_of(cards[1])), "found") == ["1 answer · 1 person"]


def test_the_first_answers_are_open_and_the_others_rows_with_their_nearest_sentence() -> None:
    bodies = [f"Hello. Sentence {n} fits. The end." for n in range(6)]
    page = page_of(bodies, [replace(ROE, place=f"Town {n}") for n in range(6)])
    cards = []
    for number in range(1, 7):
        found = card_of(page, number)
        cards.append(replace(found, highlights=tuple(sentences(page, found.answer.body)[1:2])))
    for count, opened in ((3, 3), (4, 4), (5, OPEN), (6, OPEN)):
        markup = reply_html(reply_of(*cards[:count]))
        rows = nodes(markup, "short")
        assert len(nodes(markup, "card")) == count
        assert len(rows) == count - opened
        assert classed(markup, "others") == ([f"{count - opened} more"] if rows else [])
        for number, row in enumerate(rows, start=opened):
            assert (row.tag, "open" in row.attributes) == ("details", False)
            summary = next(node for node in inside(markup, row) if node.tag == "summary")
            assert [node.text for node in inside(markup, summary) if "best" in node.classes] == [
                f"Sentence {number} fits."
            ]
            assert [node.text for node in inside(markup, row) if "words" in node.classes] == [
                bodies[number]
            ]


@pytest.mark.parametrize(("language", "words"), [("en", "the previous one"), ("es", "la anterior")])
def test_that_an_older_state_is_shown_is_said_without_what_only_its_keeper_needs(
    language: str, words: str
) -> None:
    assert older_html(None, language) == ""
    (line,) = nodes(older_html("generation-000002/words is missing", language))
    assert (line.tag, line.classes) == ("p", ["trouble"])
    assert words in line.text
    assert "generation" not in line.text
