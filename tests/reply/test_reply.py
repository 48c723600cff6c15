"""From hits to a Reply: bands, cards that are exact slices, notices, and what is refused."""

import json
import math
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.query.correct import Correction, Spelling
from bot.query.search_query import SearchQuery
from bot.query.synonyms import Expansion
from bot.reply.band import Band
from bot.reply.highlight import MOST_HIGHLIGHTED
from bot.reply.reply import (
    LONGEST_MESSAGE,
    LONGEST_QUESTION,
    LONGEST_READ,
    Card,
    Notice,
    Reply,
    ReplyPart,
    crisis_reply,
    notices_of,
    reply_to,
    unlit,
)
from bot.safety.rules import LEVELS, Level
from bot.safety.second_reader import Reading, SecondReader
from bot.safety.signs import Sign, signs_in
from index.encoders.encoder import Vectors
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import DamagedLibrary, WrongEncoder
from index.library.build import build
from index.library.generation import STORE
from index.library.open import Library
from index.model import Span
from index.storage.current import current_generation, point_at
from index.storage.manifest import Manifest, marks
from tests.conftest import SEEDS
from tests.show.test_card import card_of, page_of
from tests.words_encoder import ROUNDED, WordsEncoder

EVERY_ANSWER = 28
EXERCISE = "can I exercise after botox?"


def words_apart() -> list[str]:
    """Words that the encoder tells apart: no two of them fall into one bin."""
    syllables = (f"{a}{b}{c}" for a in "bdfgklm" for b in "aeiou" for c in "nrstl")
    by_bin: dict[int, str] = {}
    for word in syllables:
        by_bin.setdefault(WordsEncoder().bin_of(word), word)
    return list(by_bin.values())


A, B, C, D, E, F, G, H, *MORE = words_apart()
REST = " ".join(MORE[:15])


def sentence(*parts: str) -> str:
    return " ".join(parts).capitalize() + "."


def library_of(folder: Path, answers: Sequence[str]) -> Library:
    """A library of one record per text, with no titles, so that a clue is the text itself."""
    file = folder / "records.jsonl"
    rows = [{"id": f"r{n}", "answer_text": text} for n, text in enumerate(answers)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    return Library.open(folder / "library")


class CountingEncoder(WordsEncoder):
    """Keeps what it was given to encode, step by step."""

    def __init__(self, salt: str = "") -> None:
        super().__init__(salt)
        self.given: list[list[str]] = []

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        self.given.append(list(texts))
        return super().encode_query(texts)


@pytest.fixture
def read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message is read by a second reader, which finds nothing."""
    monkeypatch.setattr("bot.reply.reply.second_reader", lambda _: SecondReader("", {}))


@pytest.mark.usefixtures("read_twice")
def test_a_message_and_all_that_is_searched_for_it_are_encoded_in_one_step(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    message = f"Does {A} hurt? How long does {B} last?"
    reply = reply_to(message, library_of(tmp_path, [f"{A} {B} {D}"]), encoder)
    searched = [wording for part in reply.parts for wording in part.asked.wordings]
    assert len(reply.parts) == 2
    assert encoder.given[0] == [message, *searched]


@pytest.mark.usefixtures("read_twice")
def test_another_librarys_encoder_is_refused_before_it_encodes_anything(tmp_path: Path) -> None:
    encoder = CountingEncoder("another")
    with pytest.raises(WrongEncoder):
        reply_to(f"Does {A} hurt?", library_of(tmp_path, [f"{A} {B} {D}"]), encoder)
    assert encoder.given == []


# How near.


@pytest.mark.parametrize(
    ("answer", "closeness", "band"),
    [
        (f"{A} {B} {C}", 3 / math.sqrt(3 * 3), "answered"),
        (f"{A} {B} {D}", 2 / math.sqrt(3 * 3), "answered"),
        (f"{A} {D} {E}", 1 / math.sqrt(3 * 3), "related"),
        (f"{A} {REST}", 1 / math.sqrt(3 * 16), "nothing"),
    ],
)
def test_a_reply_has_the_closeness_of_the_words_in_common(
    answer: str, closeness: float, band: str, tmp_path: Path
) -> None:
    library = library_of(tmp_path, [answer])
    reply = reply_to(f"{A} {B} {C}", library, WordsEncoder())
    assert reply.band == band
    shown = [] if band == "nothing" else [pytest.approx(closeness, abs=ROUNDED)]
    assert [card.closeness for card in reply.cards] == shown


def test_what_has_nothing_to_do_with_the_question_is_not_shown_beside_what_has(
    tmp_path: Path,
) -> None:
    library = library_of(tmp_path, [f"{A} {REST}", f"{A} {B} {D}", f"{A} {D} {E}"])
    reply = reply_to(f"{A} {B} {C}", library, WordsEncoder())
    assert [card.quote for card in reply.cards] == [f"{A} {B} {D}", f"{A} {D} {E}"]


def test_where_no_single_answer_is_near_the_closest_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = library_of(tmp_path, [f"{A} {B} {D}", f"{A} {D}", f"{D}"])
    asked = f"{A} {B} {C}"
    far = reply_to(asked, library, WordsEncoder())
    monkeypatch.setattr("bot.reply.reply.SHOWN", 99)
    closest = reply_to(asked, library, WordsEncoder())
    assert 0 < len(closest.cards) < len(far.cards)
    assert [card.answer.id for card in closest.cards] == [far.cards[0].answer.id]


@pytest.mark.smoke
def test_no_more_answers_come_than_were_asked_for(library: Library, encoder: WordsEncoder) -> None:
    few = reply_to(EXERCISE, library, encoder, k=3)
    many = reply_to(EXERCISE, library, encoder, k=EVERY_ANSWER)
    assert [card.answer.id for card in few.cards] == [card.answer.id for card in many.cards[:3]]
    assert len(few.cards) == 3 < len(many.cards)


# Cards.


def assert_exact(reply: Reply, library: Library) -> None:
    """Every span of every card lies in its answer, and every quote is the file's own words."""
    for card in reply.cards:
        found = library.answer(card.answer.id)
        text = (SEEDS / f"{card.page.id}.txt").read_bytes().decode("utf-8")
        body = card.answer.body
        assert (card.page, card.answer) == (found.page, found.answer)
        assert card.quote == card.page.quote(body) == text[body.start : body.end]
        assert 1 <= len(card.highlights) <= MOST_HIGHLIGHTED
        for spans in (card.highlights, card.excerpt):
            assert list(spans) == sorted(spans)
            assert all(one.end <= other.start for one, other in pairwise(spans))
            assert all(body.holds(span) and span.start < span.end for span in spans)
            assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in spans)
        assert all(
            any(one.holds(highlights) for one in card.excerpt) for highlights in card.highlights
        )
    ids = [card.answer.id for card in reply.cards]
    assert len(set(ids)) == len(ids), "an answer is shown twice"


QUESTIONS = [
    EXERCISE,
    "To exercise or not to exercise?",
    "is it safe to use my facial and neck muscles after the injections?",
    "massage the area after botox",
    "the of and to in is for",
    "Juvéderm \u00a0 facial exercises one week after",
]


@pytest.mark.smoke
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_card_is_made_of_exact_slices(
    question: str, library: Library, encoder: WordsEncoder
) -> None:
    reply = reply_to(question, library, encoder, k=EVERY_ANSWER)
    assert reply.cards
    assert_exact(reply, library)


ONE, TWO, THREE, FOUR, FIVE = (
    sentence(A, B, C), sentence(D, E), sentence(F, G), sentence(H), sentence(*MORE[:2])
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "highlights", "excerpt"),
    [
        (f"{A} {B} {C}", [ONE], [f"{ONE} {TWO}"]),
        (f"{F} {G}", [THREE], [f"{TWO} {THREE} {FOUR}"]),
        (f"{MORE[0]} {MORE[1]}", [FIVE], [f"{FOUR} {FIVE}"]),
        # 2 of 4 words each: both are lit, and what stands beside them meets.
        (f"{D} {E} {F} {G}", [TWO, THREE], [f"{ONE} {TWO} {THREE} {FOUR}"]),
        # 2 of 4 words each, far apart.
        (f"{D} {E} {MORE[0]} {MORE[1]}", [TWO, FIVE], [f"{ONE} {TWO} {THREE} {FOUR} {FIVE}"]),
        # 3 of 5 words against 2 of 5: too far below the best to be lit with it.
        (f"{A} {B} {C} {D} {E}", [ONE], [f"{ONE} {TWO}"]),
        # 2 of 5 words twice against 1 of 5: never more than two.
        (f"{D} {E} {F} {G} {H}", [TWO, THREE], [f"{ONE} {TWO} {THREE} {FOUR}"]),
    ],
)
def test_the_sentences_nearest_to_the_question_are_highlighted_with_their_neighbours(
    question: str, highlights: list[str], excerpt: list[str], tmp_path: Path
) -> None:
    library = library_of(tmp_path, [" ".join([ONE, TWO, THREE, FOUR, FIVE])])
    (card,) = reply_to(question, library, WordsEncoder()).cards
    assert [card.page.quote(span) for span in card.highlights] == highlights
    assert [card.page.quote(span) for span in card.excerpt] == excerpt


def test_highlighted_sentences_far_apart_make_two_excerpts(tmp_path: Path) -> None:
    first, *between, last = (
        sentence(one, other) for one, other in zip(MORE[::2], MORE[1::2], strict=False)
    )
    between = between[:4]
    library = library_of(tmp_path, [" ".join([first, *between, last])])
    question = f"{first} {last}".replace(".", "")
    (card,) = reply_to(question, library, WordsEncoder()).cards
    assert [card.page.quote(span) for span in card.highlights] == [first, last]
    assert [card.page.quote(span) for span in card.excerpt] == [
        f"{first} {between[0]}",
        f"{between[-1]} {last}",
    ]


def test_the_highlighted_sentences_of_a_doctors_answer_are_given_by_their_exact_places(
    tmp_path: Path,
) -> None:
    short = "Wait four hours."
    long = (
        "It is a fair question. Gentle exercise is fine tomorrow.\n\n"
        "Please do not massage the forehead. Best wishes"
    )
    library = library_of(tmp_path, [short, long])
    question = '"is gentle exercise fine tomorrow after four hours"'
    reply = reply_to(question, library, WordsEncoder())
    highlights = {card.quote: card.highlights for card in reply.cards}
    gentle = len("It is a fair question. ")
    assert highlights == {
        short: (Span(0, len(short)),),
        long: (Span(gentle, gentle + len("Gentle exercise is fine tomorrow.")),),
    }


def test_a_sentence_near_to_another_wording_is_highlighted_as_well(tmp_path: Path) -> None:
    text = "Choose your surgeon well. Botox may droop. Dysport may droop. Lips swell."
    library = library_of(tmp_path, [text])
    (card,) = reply_to("may Dysport droop", library, WordsEncoder()).cards
    assert [card.page.quote(span) for span in card.highlights] == [
        "Botox may droop.",
        "Dysport may droop.",
    ]


# Near-identical answers.

ALLOWED = "Exercise is fine after Botox, and so is every facial expression that you like to make."


def signed_library_of(folder: Path, answers: Sequence[tuple[str, str]]) -> Library:
    """A library of one record for each author and text."""
    file = folder / "records.jsonl"
    rows = [
        {
            "id": f"r{n}",
            "author": author,
            "author_credentials": "MD",
            "author_place": "Denver",
            "answer_text": text,
        }
        for n, (author, text) in enumerate(answers)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    return Library.open(folder / "library")


def test_what_one_doctor_says_on_three_pages_is_one_card(tmp_path: Path) -> None:
    library = signed_library_of(
        tmp_path,
        [
            ("Anna Berg", ALLOWED),
            ("Anna Berg", ALLOWED.replace("and so", "and  so")),
            ("Carl Diaz", ALLOWED),
            ("Anna Berg", f"{ALLOWED} Thanks."),
            ("Anna Berg", "Facial exercise after Botox makes no difference."),
        ],
    )
    reply = reply_to("exercise after Botox", library, WordsEncoder())
    shown = [
        (card.answer.id, sorted(found.answer.id for found in card.alike)) for card in reply.cards
    ]
    assert {(answer[:2], *folded) for answer, folded in shown if folded} in (
        {("r0", "r1#1", "r3#1")},
        {("r1", "r0#1", "r3#1")},
        {("r3", "r0#1", "r1#1")},
    )
    names = [card.answer.doctor.name for card in reply.cards]
    assert set(names[:2]) == {"Anna Berg", "Carl Diaz"}
    assert names[2:] == ["Anna Berg"]
    for card in reply.cards:
        assert all(found == library.answer(found.answer.id) for found in card.alike)


def test_folded_answers_leave_their_places_to_others(tmp_path: Path) -> None:
    told = [("Anna Berg", ALLOWED)] * 3 + [("Carl Diaz", "Exercise is fine after Botox.")]
    library = signed_library_of(tmp_path, told)
    reply = reply_to("facial expression and exercise after Botox", library, WordsEncoder(), k=2)
    assert sorted((c.answer.doctor.name or "", len(c.alike)) for c in reply.cards) == [
        ("Anna Berg", 2),
        ("Carl Diaz", 0),
    ]


# Brands.

BRANDED = {
    "dysport": "Dysport may spread after exercise.",
    "xeomin": "Xeomin may spread after exercise.",
    "both": "Dysport and Xeomin may spread after exercise.",
    "botox": "Botox may spread after exercise.",
    "none": "Injections may spread after exercise.",
}


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("may Dysport spread after exercise", {"xeomin": ("Xeomin",), "botox": ("Botox",)}),
        ("may xeomin spread after exercise", {"dysport": ("Dysport",), "botox": ("Botox",)}),
        (
            "may Botox spread after exercise",
            {"dysport": ("Dysport",), "xeomin": ("Xeomin",), "both": ("Dysport", "Xeomin")},
        ),
        ("may Botox or Dysport spread after exercise", {"xeomin": ("Xeomin",)}),
        ("may injections spread after exercise", {}),
        ("may a neurotoxin spread after exercise", {}),
    ],
)
def test_an_answer_on_another_brand_than_the_one_asked_about_is_marked(
    question: str, marked: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    library = library_of(tmp_path, list(BRANDED.values()))
    cards = reply_to(question, library, WordsEncoder()).cards
    names = {text: name for name, text in BRANDED.items()}
    assert {names[card.quote] for card in cards} == set(BRANDED)
    told = {names[card.quote]: card.other_brand for card in cards if card.other_brand}
    assert told == marked


def test_where_an_answer_names_no_brand_the_title_of_its_page_does(tmp_path: Path) -> None:
    rows = [
        {"id": "r0", "question_title": "Xeomin and the gym?", "answer_text": "Wait four hours."},
        {"id": "r1", "question_title": "Xeomin or Dysport?", "answer_text": "Dysport spreads."},
    ]
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(tmp_path / "library", [file], WordsEncoder())
    library = Library.open(tmp_path / "library")
    for question, marked in [
        ("Dysport and the gym, wait four hours?", {"Wait four hours.": ("Xeomin",)}),
        ("Xeomin or the gym, or wait until it spreads?", {"Dysport spreads.": ("Dysport",)}),
    ]:
        cards = reply_to(question, library, WordsEncoder()).cards
        assert {card.quote: card.other_brand for card in cards if card.other_brand} == marked


def test_on_the_seeds_every_answer_speaks_of_botox(library: Library, encoder: WordsEncoder) -> None:
    cards = reply_to(EXERCISE, library, encoder, k=EVERY_ANSWER).cards
    assert {card.answer.id: card.other_brand for card in cards if card.other_brand} == {}
    asked_of_another = reply_to("exercise after Restylane", library, encoder, k=EVERY_ANSWER)
    assert any("Botox" in card.other_brand for card in asked_of_another.cards)


def test_an_answer_is_as_close_as_the_nearest_wording_of_the_question(tmp_path: Path) -> None:
    library = library_of(tmp_path, ["Botox may droop."])
    (card,) = reply_to("may Dysport droop", library, WordsEncoder()).cards
    assert card.closeness == pytest.approx(3 / (3**0.5 * 3**0.5), abs=ROUNDED)
    assert (card.quote, card.other_brand) == ("Botox may droop.", ("Botox",))


def test_a_brand_is_searched_by_other_names_and_never_shown_as_another(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = reply_to("is exercise after Dysport safe", library, encoder, k=EVERY_ANSWER)
    (part,) = reply.parts
    assert part.asked.expansions == (Expansion("Dysport", ("Botox", "botulinum toxin")),)
    assert "is exercise after Botox safe" in part.asked.wordings
    assert reply.searched == ("is exercise after Dysport safe",)
    assert reply.cards
    assert_exact(reply, library)


# Several questions in one message.

FIRST, SECOND = "Is it safe to exercise after Botox?", "Can a massage move the filler?"


def test_each_question_of_a_message_has_its_own_part_and_cards(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = reply_to(f"{FIRST} {SECOND}", library, encoder, k=8)
    assert [part.asked.asked for part in reply.parts] == [FIRST, SECOND]
    assert reply.searched == tuple(part.asked.searched for part in reply.parts)
    for part in reply.parts:
        alone = reply_to(f'"{part.asked.searched}"', library, encoder, k=8 // 2)
        assert part.band == alone.band
        assert [card.answer.id for card in part.cards] == [card.answer.id for card in alone.cards]
        assert len(part.cards) == 8 // 2
    assert_exact(reply, library)


@pytest.mark.parametrize(
    ("k", "shares"),
    [(8, [8]), (8, [4, 4]), (9, [5, 4]), (20, [7, 7, 6]), (8, [3, 3, 2]), (2, [1, 1]), (1, [1, 0])],
)
def test_the_answers_asked_for_are_shared_evenly_among_the_questions(
    k: int, shares: list[int], library: Library, encoder: WordsEncoder
) -> None:
    assert sum(shares) == k
    asked = [FIRST, SECOND, "How long should I wait after the injections?"][: len(shares)]
    reply = reply_to(" ".join(asked), library, encoder, k=k)
    assert [len(part.cards) for part in reply.parts] == shares
    many = reply_to(" ".join(asked), library, encoder, k=EVERY_ANSWER)
    assert [part.band for part in reply.parts] == [part.band for part in many.parts]
    assert "nothing" not in {part.band for part in reply.parts}


NOTHING_ASKED = SearchQuery("", "", ("",), (), (), None)


def reply_of(*parts: tuple[Band, Sequence[Card]]) -> Reply:
    return Reply(
        "", tuple(ReplyPart(NOTHING_ASKED, band, tuple(cards)) for band, cards in parts), ()
    )


def test_an_answer_to_two_questions_is_listed_once_where_it_first_stands(
    library: Library, encoder: WordsEncoder
) -> None:
    one, two, three, four = reply_to(EXERCISE, library, encoder, k=4).cards
    again = replace(one, highlights=two.highlights, score=0.0)
    reply = reply_of(("answered", [one, two, three]), ("answered", [four, again, three]))
    assert [card.answer.id for card in reply.cards] == [
        card.answer.id for card in (one, two, three, four)
    ]
    assert reply.cards[0] is one


@pytest.mark.parametrize(
    ("bands", "best"),
    [
        (["nothing", "answered", "related"], "answered"),
        (["nothing", "related"], "related"),
        (["related", "nothing"], "related"),
        (["nothing", "nothing"], "nothing"),
    ],
)
def test_a_message_has_the_best_band_of_its_questions(bands: list[Band], best: Band) -> None:
    assert reply_of(*((band, []) for band in bands)).band == best


def test_the_notice_of_a_page_comes_once_whichever_question_found_it(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = reply_to(f"{FIRST} {SECOND}", library, encoder)
    assert all(part.cards for part in reply.parts)
    assert len(reply.notices) == 1


# Notices.


def test_each_notice_comes_once_and_is_the_pages_own(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = reply_to(EXERCISE, library, encoder, k=EVERY_ANSWER)
    own = {card.page.id: card.page.quoted(card.page.notice) for card in reply.cards}
    assert len(own) == 3
    assert {notice.level for notice in reply.notices} == {"notice"}
    told = [notice.text for notice in reply.notices]
    assert len(told) == len(set(told))
    assert set(told) == set(own.values())


def test_notices_that_differ_all_come_and_a_page_without_one_adds_none() -> None:
    cards: list[Card] = [
        card_of(page_of(["body"], notice=notice, page_id=f"page{n}"))
        for n, notice in enumerate(["Ask a doctor.", None, "Call 911.", "Ask a doctor."])
    ]
    assert notices_of(cards) == (Notice("notice", "Ask a doctor."), Notice("notice", "Call 911."))


def test_nothing_found_brings_no_card_and_no_notice(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = reply_to("zebra", library, encoder)
    assert (reply.band, reply.cards, reply.notices) == ("nothing", (), ())


# What is searched.


class Listener(WordsEncoder):
    """Remembers every question that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().encode_query(texts)


@pytest.mark.parametrize("question", ["", " ", "\n\t\r\n", "\u00a0\u2003"])
def test_a_question_without_words_is_refused(
    question: str, library: Library, encoder: WordsEncoder
) -> None:
    with pytest.raises(ValueError, match="empty"):
        reply_to(question, library, encoder)


def test_of_a_giant_question_only_the_beginning_is_searched_and_that_is_said(
    library: Library,
) -> None:
    listener = Listener()
    question = "  exercise after botox " + "and again " * 1_000_000
    reply = reply_to(question, library, listener)
    beginning = question.strip()[:LONGEST_QUESTION]
    assert len(beginning) == LONGEST_QUESTION
    assert reply.searched == (beginning,)
    assert len(reply.question) == LONGEST_READ
    assert reply.question.startswith(question.strip()[:LONGEST_MESSAGE])
    assert reply.question.endswith(question.strip()[-LONGEST_MESSAGE:])
    asked = [text for text in listener.asked if text not in listener.seen]
    assert set(asked) == {beginning}


def test_what_was_searched_is_said_without_the_blanks_around_it(
    library: Library, encoder: WordsEncoder
) -> None:
    reply = reply_to(" \n exercise  after botox\u00a0", library, encoder)
    assert reply.searched == ("exercise  after botox",)


@pytest.mark.parametrize("question", ["\x00", "\x1b[2J", "\u200b", "NaN", "?!", "=1+1", "' OR 1=1"])
def test_an_odd_question_is_answered_like_any_other(
    question: str, library: Library, encoder: WordsEncoder
) -> None:
    reply = reply_to(question, library, encoder)
    assert reply.searched == (question,)
    assert_exact(reply, library)


def test_a_slip_is_mended_before_it_is_searched(library: Library, encoder: WordsEncoder) -> None:
    reply = reply_to("can I excercise after botox?", library, encoder)
    (part,) = reply.parts
    assert part.asked.corrections == (Correction("excercise", "exercise"),)
    assert reply.searched == (EXERCISE,)
    assert reply.question == "can I excercise after botox?"
    assert reply.cards == reply_to(EXERCISE, library, encoder).cards


def test_a_spelling_at_hand_is_used(library: Library, encoder: WordsEncoder) -> None:
    nobodys = Spelling({"zygoma": 9}, frozenset())
    reply = reply_to("can I exercise my zygomma", library, encoder, spelling=nobodys)
    assert reply.searched == ("can I exercise my zygoma",)


def test_a_question_may_lean_on_the_one_before(library: Library, encoder: WordsEncoder) -> None:
    reply = reply_to("and what about massage?", library, encoder, before=EXERCISE)
    (part,) = reply.parts
    assert part.asked.carried is not None
    assert "botox" in reply.searched[0]
    assert reply.question == "and what about massage?"


@pytest.mark.parametrize(
    ("question", "before", "leaning"),
    [
        ("green tea", EXERCISE, "green tea after botox?"),
        ("green tea", None, None),
        ('"green tea"', EXERCISE, None),
        ("does zebra dust itch in the summer months", EXERCISE, None),
        ("coffee?", EXERCISE, None),
    ],
)
def test_what_may_lean_is_offered_where_alone_it_finds_nothing(
    question: str,
    before: str | None,
    leaning: str | None,
    library: Library,
    encoder: WordsEncoder,
) -> None:
    """A thing without a mark may go on with the question before, or not: a person decides."""
    (part,) = reply_to(question, library, encoder, before=before).parts
    assert part.asked.leaning == leaning
    if leaning is not None:
        assert (part.band, part.asked.searched) == ("nothing", question)
        (again,) = reply_to(leaning, library, encoder, before=question).parts
        assert (again.asked.searched, again.asked.carried) == (leaning, None)


def test_a_greeting_is_not_searched(library: Library, encoder: WordsEncoder) -> None:
    reply = reply_to("hello, thank you!", library, encoder, before=EXERCISE)
    assert reply.is_courtesy
    assert (reply.parts, reply.searched, reply.band) == ((), (), "nothing")
    assert not reply_to(EXERCISE, library, encoder).is_courtesy
    assert not reply_to("I want to kill myself", library, encoder).is_courtesy


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "band"),
    [
        ("can I get it while pregnant", "related"),
        ("while breastfeeding?", "related"),
        ("coffee?", "related"),
        ("can kids do it", "related"),
        ("is it safe for pregnant women?", "related"),
        ("how much does it cost?", "related"),
        ("why?", "answered"),
        ("how long should I wait?", "answered"),
        ("what about massage?", "answered"),
        ("no, I meant filler", "answered"),
    ],
)
def test_a_follow_up_is_answered_by_what_it_asks_itself(
    question: str, band: Band, real_library: Library, real_encoder: SentenceEncoder
) -> None:
    assert reply_to(EXERCISE, real_library, real_encoder).band == "answered"
    reply = reply_to(question, real_library, real_encoder, before=EXERCISE)
    assert reply.band == band


def test_a_reranker_has_the_last_word_on_the_order_of_the_cards(tmp_path: Path) -> None:
    texts = [f"Exercise is fine {n} hours after Botox." for n in range(5)]
    library = library_of(tmp_path, texts)

    class ByHours:
        """Scores a text by the number of hours that it tells."""

        def scores(self, question: str, texts: Sequence[str]) -> list[float]:
            return [float(text.split()[3]) for text in texts]

    reply = reply_to("exercise after Botox", library, WordsEncoder(), reranker=ByHours())
    assert [card.quote for card in reply.cards] == texts[::-1]


def test_another_encoder_is_refused(library: Library) -> None:
    with pytest.raises(WrongEncoder):
        reply_to(EXERCISE, library, WordsEncoder(salt="other"))


# A library that was altered, hashes made to fit.


def altered(folder: Path, *statements: str) -> Library:
    """The library after those SQL statements, its manifest made to fit the altered file."""
    generation = current_generation(folder)
    with closing(sqlite3.connect(generation / STORE)) as connection, connection:
        for statement in statements:
            assert connection.execute(statement).rowcount == 1
    manifest = Manifest.read(generation)
    replace(manifest, files=marks(generation)).write(generation)
    point_at(generation)
    return Library.open(folder)


HARDIK, NELSON = "000_935efed495dcb89e#9", "000_935efed495dcb89e#6"
ALTERATIONS = {
    "the body begins later": "body_start = body_start + 1",
    "the body ends later": "body_end = body_end + 1",
    "the body reaches beyond the page": "body_end = 99999",
    "the body ends before it begins": "body_end = body_start - 1",
    "another name": "name = 'Nelson Castillo'",
    "no name": "name = NULL",
    "named elsewhere": "named_by = 'signature'",
    "another specialty": "specialty = 'Plastic Surgeon'",
    "a rating": "rating = 5.0",
    "still practicing": "status = NULL",
    "another headline": "headline_start = headline_start + 1",
    "another record": "record_id = 'r1'",
    "no seal": "seal = ''",
    "another answer's seal": f"seal = (SELECT seal FROM answers WHERE id = '{NELSON}')",
}


def alteration(change: str) -> str:
    return f"UPDATE answers SET {change} WHERE id = '{HARDIK}'"


@pytest.mark.parametrize("change", ALTERATIONS.values(), ids=ALTERATIONS.keys())
def test_an_answer_that_was_altered_on_disk_is_refused(
    change: str, library_copy: Path, encoder: WordsEncoder
) -> None:
    library = altered(library_copy, alteration(change))
    with pytest.raises(DamagedLibrary, match=r"rebuild it with: doctor-answers .* build PATH"):
        reply_to("Exercising Muscles after Botox treatment", library, encoder, k=EVERY_ANSWER)


@pytest.mark.parametrize("change", ALTERATIONS.values(), ids=ALTERATIONS.keys())
def test_checking_names_the_answer_that_was_altered(change: str, library_copy: Path) -> None:
    library = altered(library_copy, alteration(change))
    assert any(HARDIK in trouble for trouble in library.problems())


def test_a_page_that_was_made_to_say_something_else_is_refused(
    library_copy: Path, encoder: WordsEncoder
) -> None:
    library = altered(
        library_copy,
        "UPDATE pages SET text = replace(text, 'Botox blocks', 'Botox makes ') "
        f"WHERE id = '{HARDIK.partition('#')[0]}'",
    )
    assert [trouble for trouble in library.problems() if HARDIK in trouble]
    with pytest.raises(DamagedLibrary):
        reply_to("Exercising Muscles after Botox treatment", library, encoder, k=EVERY_ANSWER)


def test_names_that_changed_places_are_refused(library_copy: Path, encoder: WordsEncoder) -> None:
    library = altered(
        library_copy,
        f"UPDATE answers SET name = 'Nelson Castillo' WHERE id = '{HARDIK}'",
        f"UPDATE answers SET name = 'Hardik Soni', status = NULL WHERE id = '{NELSON}'",
    )
    with pytest.raises(DamagedLibrary):
        reply_to(EXERCISE, library, encoder, k=EVERY_ANSWER)


def test_a_manifest_that_was_only_written_anew_changes_nothing(
    library_copy: Path, library: Library, encoder: WordsEncoder
) -> None:
    same = altered(library_copy, f"UPDATE answers SET name = name WHERE id = '{HARDIK}'")
    ask: Callable[[Library], Reply] = lambda where: reply_to(EXERCISE, where, encoder)  # noqa: E731
    assert ask(same) == ask(library)


# The real encoder.


@pytest.mark.model
def test_at_least_five_doctors_say_whether_one_may_exercise_after_botox(
    real_library: Library, real_encoder: SentenceEncoder
) -> None:
    reply = reply_to(EXERCISE, real_library, real_encoder)
    assert reply.band == "answered"
    assert len({card.answer.doctor.name for card in reply.cards} - {None}) >= 5
    assert_exact(reply, real_library)


@pytest.mark.model
def test_of_the_capital_of_france_no_doctor_said_anything(
    real_library: Library, real_encoder: SentenceEncoder
) -> None:
    reply = reply_to("what is the capital of France", real_library, real_encoder)
    assert (reply.band, reply.cards, reply.notices) == ("nothing", (), ())


@pytest.mark.model
def test_what_no_doctor_addressed_does_not_count_as_answered(
    real_library: Library, real_encoder: SentenceEncoder
) -> None:
    reply = reply_to("how much does botox cost", real_library, real_encoder)
    assert reply.band != "answered"
    assert_exact(reply, real_library)


@pytest.mark.model
@pytest.mark.parametrize("question", ["\x00\x1b", "\u200b", "NaN", "a" * 1_000_000])
def test_the_real_encoder_finds_nothing_for_what_is_no_question(
    question: str, real_library: Library, real_encoder: SentenceEncoder
) -> None:
    assert reply_to(question, real_library, real_encoder).band == "nothing"


@pytest.mark.model
def test_half_a_character_in_a_question_breaks_nothing(
    real_library: Library, real_encoder: SentenceEncoder
) -> None:
    reply = reply_to("\ud800 can I exercise after botox?", real_library, real_encoder)
    assert reply.band == "answered"


# Signs of danger.

CRISIS = "I want to kill myself after botox"


class Unused(WordsEncoder):
    """An encoder of which nothing may be asked."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"{texts} was searched")


def test_in_a_crisis_nothing_is_searched(library: Library) -> None:
    reply = reply_to(CRISIS, library, Unused())
    assert reply == Reply(CRISIS, (), (), signs_in(CRISIS)) == crisis_reply(CRISIS, reply.signs)
    assert (reply.level, reply.searched, reply.cards) == ("crisis", (), ())
    assert reply.band == "nothing"


def test_a_message_of_a_crisis_with_a_question_beside_it_is_not_searched(library: Library) -> None:
    message = f"{EXERCISE} I can't breathe. I don't want to live any more, I want to die."
    assert {sign.level for sign in signs_in(message)} >= {"crisis", "emergency"}
    assert reply_to(message, library, Unused()).parts == ()


@pytest.mark.parametrize("level", [level for level in LEVELS if level != "crisis"])
def test_after_every_other_sign_the_question_is_searched(level: Level, library: Library) -> None:
    signs = (Sign("sign", level, 0, 1),)
    assert crisis_reply(EXERCISE, signs) is None
    reply = reply_to(EXERCISE, library, WordsEncoder(), signs=signs)
    assert reply.level == level
    assert reply.parts == reply_to(EXERCISE, library, WordsEncoder()).parts


@dataclass(frozen=True)
class ReadAs:
    """A second reader that reads every message alike."""

    reading: Reading

    def read(self, message: str, vector: NDArray[np.float32]) -> Reading:
        return self.reading


def doubted(level: Level) -> tuple[Sign, ...]:
    return (Sign("sign", level, 0, 1, doubt=0.0),)


@pytest.mark.parametrize(
    ("asked", "distance", "is_told"),
    [
        (EXERCISE, 0.0, True),
        (EXERCISE, 9.0, False),
        (f"{EXERCISE} {'so ' * LONGEST_QUESTION}", 9.0, True),  # of which it read a part only
    ],
)
def test_what_is_in_doubt_is_told_where_the_second_reader_does_not_doubt_it_too(
    asked: str, distance: float, is_told: bool, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = doubted("emergency")
    assert reply_to(asked, library, WordsEncoder(), signs=signs).signs == signs  # it has no reader
    reading = ReadAs(Reading(None, distance))
    monkeypatch.setattr("bot.reply.reply.second_reader", lambda _: reading)
    reply = reply_to(asked, library, WordsEncoder(), signs=signs)
    assert reply.signs == (signs if is_told else ())
    assert reply.parts


@pytest.mark.parametrize("is_far", [False, True])
def test_a_crisis_in_doubt_is_searched_only_if_it_is_none(
    is_far: bool, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = ReadAs(Reading(None, 9.0 if is_far else 0.0))
    monkeypatch.setattr("bot.reply.reply.second_reader", lambda _: reading)
    signs = doubted("crisis")
    assert crisis_reply(EXERCISE, signs) is None
    reply = reply_to(EXERCISE, library, WordsEncoder(), signs=signs)
    assert (reply.level, bool(reply.parts)) == ((None, True) if is_far else ("crisis", False))


def test_answers_are_held_back_in_a_crisis_and_until_they_are_wanted_in_an_emergency() -> None:
    def held_back(*levels: Level) -> tuple[bool, bool]:
        reply = Reply("a", (), (), tuple(Sign(level, level, 0, 1) for level in levels))
        return reply.holds_back(), reply.holds_back(anyway=True)

    assert held_back() == held_back("urgent") == held_back("clinic") == (False, False)
    assert held_back("emergency") == held_back("urgent", "emergency") == (True, False)
    assert held_back("crisis") == held_back("emergency", "crisis") == (True, True)


def test_an_unlit_card_points_at_no_sentence_and_begins_at_the_beginning(library: Library) -> None:
    cards = reply_to(EXERCISE, library, WordsEncoder(), EVERY_ANSWER).cards
    assert any(card.highlights for card in cards)
    for card in cards:
        plain = unlit(card)
        assert replace(plain, highlights=card.highlights, excerpt=card.excerpt) == card
        assert plain.highlights == ()
        (excerpt,) = plain.excerpt
        assert card.quote.startswith(card.page.quote(excerpt))
