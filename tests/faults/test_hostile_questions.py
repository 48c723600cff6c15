"""Questions that are empty, giant, no numbers or full of control characters: cut before anything
is made of them, answered with exact words or with nothing, and never with a crash."""

import json
import os
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bot.reply.doctors
import bot.reply.reply
from bot.cli import main
from bot.query.correct import Spelling
from bot.query.named_doctors import DoctorNames
from bot.query.search_query import SearchQuery, queries_in
from bot.query.synonyms import Term
from bot.reply.doctors import doctors_on
from bot.reply.facets import Selection
from bot.reply.reply import LONGEST_MESSAGE, LONGEST_QUESTION, LONGEST_READ, Reply, reply_to
from bot.safety.signs import Sign, signs_in
from bot.show.conversation import reply_html
from bot.show.export import doctors_csv, doctors_json, reply_json
from bot.show.terminal import doctors_text, reply_text
from index.encoders.encoder import Vectors
from index.library.open import Library
from tests.faults.tally import Tally
from tests.words_encoder import WordsEncoder

MOST_SECONDS = 5.0
"""Seconds for which a message may be read for danger: it takes 0.1 to 0.3."""
EXERCISE = "can I exercise after botox?"
GIANT = {
    "words": "botox exercise " * 700_000,
    "blanks": " " * 10_000_000,
    "blanks before": " " * 10_000_000 + EXERCISE,
    "one word": "a" * 10_000_000,
    "marks": "?" * 10_000_000,
    "lines": "\n" * 9_999_990 + EXERCISE,
    "signs of danger": "I cannot breathe. " * 600_000,
    "quotes": '"' * 10_000_000,
    "not in the basic plane": "👩‍⚕️" * 2_000_000,
    "combining marks": "e" + "\u0301" * 10_000_000,
    "halves of characters": "\ud800" * 10_000_000,
    "zero": "\0" * 10_000_000,
}
ODD = [
    "\0",
    "\x1b[2J\x1b]0;title\x07",
    "\u202e\u2066botox",
    "bo\u200btox",
    "\ufeffbotox",
    "\ud83d botox \udc00",
    "nan NaN -inf Infinity 1e999",
    "٣ ½ Ⅷ ²",
    "🙂" * 50,
    "ﷺ" * 200,
    "a\u0301" * 300,
    "{{question}} ${question} %s %n {0}",
    "' or 1=1; drop table pages --",
    "id:1 OR words:* AND title:[a TO z]",
    "../../etc/passwd",
    "=HYPERLINK(1)",
    "<script>alert(1)</script>",
]


class Listener(WordsEncoder):
    """Remembers every text that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        self.read += texts
        return super()._vectors(texts)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What is given to the rooms that read a message."""
    seen: dict[str, list[str]] = {"asked": [], "signs": []}

    def asked(
        message: str,
        spelling: Spelling,
        before: str | None = None,
        taught: tuple[Term, ...] = (),
        names: DoctorNames | None = None,
    ) -> tuple[SearchQuery, ...]:
        seen["asked"] += [message, before or ""]
        return queries_in(message, spelling, before, taught, names)

    def signs(message: str) -> tuple[Sign, ...]:
        seen["signs"].append(message)
        return signs_in(message)

    monkeypatch.setattr(bot.reply.reply, "queries_in", asked)
    monkeypatch.setattr(bot.reply.reply, "signs_in", signs)
    return seen


def assert_exact(reply: Reply, library: Library) -> None:
    for card in reply.cards:
        found = library.answer(card.answer.id)
        assert card.page.text == found.page.text
        assert card.quote == found.page.text[card.answer.body.start : card.answer.body.end]
        assert card.answer == found.answer


def every_way_out(reply: Reply) -> None:
    """A reply can be shown, printed and sent, whatever was asked."""
    assert reply_html(reply).encode() or (reply.holds_back() and not reply.cards)
    assert reply_text(reply).encode()
    printed = json.dumps(reply_json(reply), ensure_ascii=False).encode()
    assert json.loads(printed)["question"] == reply.question


@pytest.mark.parametrize("kind", GIANT)
def test_a_giant_question_is_cut_before_anything_is_made_of_it(
    kind: str, library: Library, read: dict[str, list[str]], tally: Tally
) -> None:
    listener = Listener()
    tally.record(15)
    if not GIANT[kind].strip():
        with pytest.raises(ValueError, match="empty"):
            reply_to(GIANT[kind], library, listener)
        assert listener.read == []
        return
    reply = reply_to(GIANT[kind], library, listener, before=GIANT[kind])
    assert all(len(text) <= LONGEST_QUESTION for text in read["asked"])
    assert all(len(text) <= LONGEST_READ for text in read["signs"])
    known = {card.page.text for card in reply.cards}
    asked = [text for text in listener.read if not any(text in page for page in known)]
    assert max(map(len, asked), default=0) <= LONGEST_QUESTION
    assert len(reply.question) <= LONGEST_READ
    assert_exact(reply, library)
    every_way_out(reply)


@pytest.mark.parametrize("kind", GIANT)
def test_a_giant_topic_is_cut_before_anything_is_made_of_it(
    kind: str, library: Library, tally: Tally
) -> None:
    listener = Listener()
    tally.record(15)
    if not GIANT[kind].strip():
        with pytest.raises(ValueError, match="empty"):
            doctors_on(GIANT[kind], library, listener)
        return
    named = Selection(letters={"name": GIANT[kind]})
    reply = doctors_on(GIANT[kind], library, listener, named)
    assert len(reply.topic or "") <= LONGEST_QUESTION
    assert max(map(len, listener.read), default=0) <= LONGEST_QUESTION
    assert reply.rows == ()


def test_danger_is_told_wherever_it_stands_in_what_is_read(
    library: Library, encoder: WordsEncoder
) -> None:
    story = "It began last week and I was fine. " * 200
    assert LONGEST_QUESTION < len(story) < LONGEST_MESSAGE - 100
    reply = reply_to(f"{story} Now I cannot breathe.", library, encoder)
    assert [reply.question[sign.start : sign.end] for sign in reply.signs] == ["cannot breathe"]


def test_danger_is_told_at_the_end_of_the_longest_message_that_a_request_may_have(
    library: Library, encoder: WordsEncoder
) -> None:
    story = "It began last week and I was fine. " * 900
    assert len(story) > 31_000
    reply = reply_to(f"{story} Now I cannot breathe.", library, encoder)
    assert [reply.question[sign.start : sign.end] for sign in reply.signs] == ["cannot breathe"]


@pytest.mark.parametrize("stories", [1_000, 2_000, 40_000])
def test_danger_is_told_at_the_end_of_a_message_that_is_longer_than_any_request(
    stories: int, library: Library, encoder: WordsEncoder
) -> None:
    story = "It began last week and I was fine. " * stories
    assert len(story) > LONGEST_MESSAGE
    reply = reply_to(f"{story} Now I cannot breathe.", library, encoder)
    assert [reply.question[sign.start : sign.end] for sign in reply.signs] == ["cannot breathe"]


@pytest.mark.parametrize(
    "piece",
    [
        *(".", "\n", "…a", "aaabbb", "I can't... ", "\u0336a", "a ", "x y ", "nowordsatall "),
        *("if I can't breathe ", "in my novel chest pain ", "can't breathe or swallow or "),
        *("what if chest pain and ", "chest pain went away ", "since 2019 chest pain "),
    ],
)
def test_whatever_fills_a_message_is_read_for_danger_at_once(piece: str, tally: Tally) -> None:
    tally.record(15)
    began = time.thread_time()
    signs_in((piece * LONGEST_READ)[:LONGEST_READ])
    assert time.thread_time() - began < MOST_SECONDS


@pytest.mark.parametrize("letters", ["a", "i", "9", "k i l"])
def test_letters_apart_are_read_for_danger_without_much_memory(letters: str, tally: Tally) -> None:
    """To make and to free it is what took half a second: "a" begins a hundred phrases."""
    signs_in("warm up")
    tracemalloc.start()
    try:
        signs_in(f"{letters} " * (12_000 // (len(letters) + 1)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000
    tally.record(15)


@pytest.mark.parametrize("question", ODD, ids=ascii)
def test_an_odd_question_is_answered_in_exact_words_or_not_at_all(
    question: str, library: Library, encoder: WordsEncoder, tally: Tally
) -> None:
    tally.record(15)
    reply = reply_to(question, library, encoder, before=question)
    assert_exact(reply, library)
    every_way_out(reply)
    every_way_out(reply_to(f"{EXERCISE} {question}", library, encoder))
    found = doctors_on(question, library, encoder, Selection(letters={"specialty": question}))
    assert doctors_text(found).encode()
    assert doctors_csv(found).encode()
    assert json.dumps(doctors_json(found), ensure_ascii=False).encode()


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_question_that_makes_no_number_finds_nothing(
    number: float, library: Library, tally: Tally
) -> None:
    class Numberless(WordsEncoder):
        def encode_query(self, texts: Sequence[str]) -> Vectors:
            return np.full((len(texts), self.dimension), number, dtype=np.float32)

    tally.record(15)
    with pytest.raises(ValueError, match="not a vector of 64 numbers"):
        reply_to(EXERCISE, library, Numberless())


# The command.


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], library: Library
) -> Any:
    monkeypatch.setattr("index.library.open.SentenceEncoder", lambda name: WordsEncoder())

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["--library", str(library.folder), *arguments])
        return (status, *capsys.readouterr())

    return run


@pytest.mark.parametrize("arguments", [["ask"], ["doctors"]])
@pytest.mark.parametrize("question", ["", " \n\t", "\u00a0", "\u2028\u2029\x85", *ODD], ids=ascii)
def test_the_command_prints_json_for_any_question_or_one_sentence(
    arguments: list[str], question: str, run: Any, tally: Tally
) -> None:
    tally.record(15)
    status, out, err = run(*arguments, "--json", "--", question)
    if question.strip():
        assert (status in (0, 1), err) == (True, "")
        assert isinstance(json.loads(out.encode()), dict)
    else:
        assert (status, out) == (2, "")
        assert err.count("\n") == 1


def test_a_name_that_is_no_text_is_refused_in_one_sentence(
    run: Any, tmp_path: Path, tally: Tally
) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    for arguments in (
        ["--library", odd, "build"],
        ["--library", odd, "check", "--json"],
        ["--library", odd, "ask", "botox"],
        ["pages", odd],
        ["build", odd],
    ):
        status, out, err = run(*arguments)
        assert (status, out) == (2, "")
        assert err.count("\n") == 1
        assert "codec" not in err
        tally.record(15)
    assert list(tmp_path.iterdir()) == []
