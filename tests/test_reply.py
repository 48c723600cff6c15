"""From hits to a Reply: bands, cards that are exact slices, notices, and what is refused."""

import json
import math
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.reply import (
    ANSWERED,
    LIT,
    LONGEST_QUESTION,
    RELATED,
    Card,
    Notice,
    Reply,
    band_of,
    notices_of,
    reply_to,
)
from index.build import build
from index.encode import SentenceEncoder, Vectors
from index.errors import DamagedLibrary, WrongEncoder
from index.library import STORE, Library
from index.manifest import Manifest, marks
from index.model import Hit, Passage, Span
from index.pointer import current_generation, point_at
from tests.conftest import SEEDS
from tests.test_card import card_of, page_of
from tests.words_encoder import WordsEncoder

EVERY_ANSWER = 28
EXERCISE = "can I exercise after botox?"


def hit(closeness: float) -> Hit:
    return Hit(Passage("page#1", Span(0, 1)), score=0.5, closeness=closeness)


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


# How near.


@pytest.mark.parametrize(
    ("closeness", "band"),
    [
        ([], "nothing"),
        ([-1.0], "nothing"),
        ([math.nextafter(RELATED, -1)], "nothing"),
        ([RELATED], "related"),
        ([math.nextafter(ANSWERED, -1)], "related"),
        ([ANSWERED], "answered"),
        ([1.0], "answered"),
        ([RELATED, ANSWERED, -0.2], "answered"),
        ([-0.2, RELATED], "related"),
    ],
)
def test_the_best_closeness_decides_the_band(closeness: list[float], band: str) -> None:
    assert band_of([hit(value) for value in closeness]) == band


def test_a_score_decides_no_band() -> None:
    assert band_of([replace(hit(0.0), score=99.0)]) == "nothing"


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
    shown = [] if band == "nothing" else [pytest.approx(closeness, abs=1e-6)]
    assert [card.closeness for card in reply.cards] == shown


def test_what_has_nothing_to_do_with_the_question_is_not_shown_beside_what_has(
    tmp_path: Path,
) -> None:
    library = library_of(tmp_path, [f"{A} {REST}", f"{A} {B} {D}", f"{A} {D} {E}"])
    reply = reply_to(f"{A} {B} {C}", library, WordsEncoder())
    assert [card.quote for card in reply.cards] == [f"{A} {B} {D}", f"{A} {D} {E}"]


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
        assert 1 <= len(card.lit) <= LIT
        for spans in (card.lit, card.excerpt):
            assert list(spans) == sorted(spans)
            assert all(one.end <= other.start for one, other in pairwise(spans))
            assert all(body.holds(span) and span.start < span.end for span in spans)
            assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in spans)
        assert all(any(one.holds(lit) for one in card.excerpt) for lit in card.lit)
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
    ("question", "lit", "excerpt"),
    [
        (f"{A} {B} {C}", [ONE], [f"{ONE} {TWO}"]),
        (f"{F} {G}", [THREE], [f"{TWO} {THREE} {FOUR}"]),
        (f"{MORE[0]} {MORE[1]}", [FIVE], [f"{FOUR} {FIVE}"]),
        # 2/√(2·4) each: both are lit, and what stands beside them meets.
        (f"{D} {E} {F} {G}", [TWO, THREE], [f"{ONE} {TWO} {THREE} {FOUR}"]),
        # 2/√(2·4) each, far apart.
        (f"{D} {E} {MORE[0]} {MORE[1]}", [TWO, FIVE], [f"{ONE} {TWO} {THREE} {FOUR} {FIVE}"]),
        # 3/√(3·5) against 2/√(2·5): too far below the best to be lit with it.
        (f"{A} {B} {C} {D} {E}", [ONE], [f"{ONE} {TWO}"]),
        # 2/√(2·5) twice against 1/√(1·5): never more than two.
        (f"{D} {E} {F} {G} {H}", [TWO, THREE], [f"{ONE} {TWO} {THREE} {FOUR}"]),
    ],
)
def test_the_sentences_nearest_to_the_question_are_lit_with_their_neighbours(
    question: str, lit: list[str], excerpt: list[str], tmp_path: Path
) -> None:
    library = library_of(tmp_path, [" ".join([ONE, TWO, THREE, FOUR, FIVE])])
    (card,) = reply_to(question, library, WordsEncoder()).cards
    assert [card.page.quote(span) for span in card.lit] == lit
    assert [card.page.quote(span) for span in card.excerpt] == excerpt


def test_lit_sentences_far_apart_make_two_excerpts(tmp_path: Path) -> None:
    first, *between, last = (
        sentence(one, other) for one, other in zip(MORE[::2], MORE[1::2], strict=False)
    )
    between = between[:4]
    library = library_of(tmp_path, [" ".join([first, *between, last])])
    question = f"{first} {last}".replace(".", "")
    (card,) = reply_to(question, library, WordsEncoder()).cards
    assert [card.page.quote(span) for span in card.lit] == [first, last]
    assert [card.page.quote(span) for span in card.excerpt] == [
        f"{first} {between[0]}",
        f"{between[-1]} {last}",
    ]


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
    assert reply.question == question
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
    assert any(HARDIK in trouble for trouble in library.troubles())


def test_a_page_that_was_made_to_say_something_else_is_refused(
    library_copy: Path, encoder: WordsEncoder
) -> None:
    library = altered(
        library_copy,
        "UPDATE pages SET text = replace(text, 'Botox blocks', 'Botox makes ') "
        f"WHERE id = '{HARDIK.partition('#')[0]}'",
    )
    assert [trouble for trouble in library.troubles() if HARDIK in trouble]
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
