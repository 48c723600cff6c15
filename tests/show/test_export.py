"""JSON and CSV: the keys that other programs rely on, and words that are the file's own."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.reply.doctors import DoctorRow, DoctorsReply, doctors_on
from bot.reply.narrowing import Narrowing
from bot.reply.reply import Notice, Reply, reply_to
from bot.safety.rules import LEVELS, Level
from bot.safety.signs import Sign
from bot.show.export import doctors_csv, doctors_json, page_json, reply_json
from bot.show.terminal import reply_text
from index.library.open import Library
from index.model import Doctor
from tests.conftest import SEEDS
from tests.show.test_card import HOSTILE, asked_of, card_of, page_of, part_of, reply_of, with_others
from tests.words_encoder import WordsEncoder

EVERY_ANSWER = 28
TOPIC = "botox"

PAGE_KEYS = [
    "id", "source", "digest", "derived_by", "changed_on", "title", "question", "announced", "found",
    "notice",
    "warnings", "answers",
]  # fmt: skip
ANSWER_KEYS = [
    "id", "number", "headline", "body", "start", "end", "byline", "doctor", "record_id", "doubt",
    "seal", "answered_on", "url", "language", "dated", "upvotes",
]  # fmt: skip
DOCTOR_KEYS = [
    "name", "credentials", "named_by", "place", "specialty", "rating", "reviews", "status",
]  # fmt: skip
REPLY_KEYS = [
    "alerts", "held_back", "question", "searched", "band", "welcome", "language", "narrowed",
    "parts", "notices", "answers", "warning", "partial",
]  # fmt: skip
ALERT_KEYS = ["level", "heading", "title", "text", "calls", "told_by"]
PART_KEYS = [
    "asked", "searched", "wordings", "carried", "leaning", "corrections", "expansions", "glosses",
    "named", "band", "answers", "own", "far", "spread",
]  # fmt: skip
CARD_KEYS = [*ANSWER_KEYS, "page", "score", "closeness", "lit", "notes", "alike"]
COLUMNS = [
    "id", "name", "credentials", "named_by", "specialty", "place", "rating", "reviews", "status",
    "page_id", "page_title", "source", "headline", "quote", "start", "end", "closeness", "byline",
    "page_question", "page_notice", "page_announced", "record_id", "addressed",
    "answered_on", "url", "language", "dated", "upvotes",
]  # fmt: skip


def text_of(page_id: str) -> str:
    return (SEEDS / f"{page_id}.txt").read_bytes().decode("utf-8")


def through_json(value: object) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False))


def table(written: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written, newline=""), strict=True))


@pytest.fixture
def reply(library: Library, encoder: WordsEncoder) -> Reply:
    return reply_to("can I exercise after botox?", library, encoder, k=EVERY_ANSWER)


def signed(reply: Reply, level: Level) -> Reply:
    """That Reply to a message in which there is a sign of that level."""
    return replace(reply, signs=(Sign("sign", level, 0, 3),))


@pytest.fixture
def doctors(library: Library, encoder: WordsEncoder) -> DoctorsReply:
    return doctors_on(TOPIC, library, encoder)


# JSON.


@pytest.mark.smoke
def test_a_page_has_the_keys_that_others_rely_on(library: Library) -> None:
    for page in library.pages():
        found = through_json(page_json(page))
        assert list(found) == PAGE_KEYS
        for answer in found["answers"]:
            assert list(answer) == ANSWER_KEYS
            assert list(answer["doctor"]) == DOCTOR_KEYS


def test_a_pages_words_are_those_of_its_file(library: Library) -> None:
    for page in library.pages():
        found, text = through_json(page_json(page)), text_of(page.id)
        assert found["found"] == len(found["answers"]) == len(page.answers)
        assert text.startswith(found["title"])
        assert text.rstrip().endswith(found["notice"])
        assert f"\n{found['question']}\n" in text
        for answer in found["answers"]:
            assert answer["body"] == text[answer["start"] : answer["end"]]
            assert answer["byline"] is None or f"\n{answer['byline']}\n" in text
            assert answer["headline"] is None or f"\n{answer['headline']}\n" in text


def test_what_a_page_does_not_say_is_null() -> None:
    page = page_of(["body"], title=None, question=None, notice=None)
    found = through_json(page_json(page))
    assert [found[key] for key in ("title", "question", "notice")] == [None] * 3
    (answer,) = found["answers"]
    assert [answer[key] for key in ("headline", "byline", "record_id")] == [None] * 3
    assert answer["doctor"] == dict.fromkeys(DOCTOR_KEYS)


@pytest.mark.smoke
def test_a_reply_has_the_keys_that_others_rely_on(reply: Reply) -> None:
    found = through_json(reply_json(reply))
    assert list(found) == REPLY_KEYS
    assert [list(part) for part in found["parts"]] == [PART_KEYS]
    assert len(found["answers"]) == len(reply.cards) > 0
    for answer in found["answers"]:
        assert list(answer) == CARD_KEYS
        assert list(answer["doctor"]) == DOCTOR_KEYS
        assert list(answer["page"]) == ["id", "title", "source"]
        assert [list(span) for span in answer["lit"]] == [["start", "end"]] * len(answer["lit"])
    assert [list(notice) for notice in found["notices"]] == [["level", "text"]]


def test_alerts_are_read_first_and_say_their_level(reply: Reply) -> None:
    for level in LEVELS:
        found = through_json(reply_json(signed(reply, level)))
        assert next(iter(found)) == "alerts"
        (alert,) = found["alerts"]
        assert (list(alert), alert["level"]) == (ALERT_KEYS, level)


def test_answers_are_marked_as_held_back_after_an_emergency_unless_they_are_wanted(
    reply: Reply,
) -> None:
    plain = through_json(reply_json(reply))
    assert plain["held_back"] is False
    expected: list[tuple[Level, bool, bool]] = [
        ("emergency", False, True),
        ("emergency", True, False),
        ("urgent", False, False),
        ("vet", False, False),
        ("clinic", False, False),
    ]
    for level, anyway, held_back in expected:
        found = through_json(reply_json(signed(reply, level), anyway=anyway))
        assert found["held_back"] is held_back
        # A program has them: it is the one that folds them away.
        assert found["answers"] == plain["answers"]


def test_a_crisis_has_its_help_and_nothing_else(library: Library) -> None:
    reply = reply_to("I want to kill myself", library, WordsEncoder())
    for anyway in (False, True):
        found = through_json(reply_json(reply, anyway=anyway))
        (alert,) = found.pop("alerts")
        assert (alert["level"], alert["told_by"]) == ("crisis", [])
        assert [call["address"] for call in alert["calls"]] == ["tel:988", "sms:988", "tel:911"]
        assert "kill" not in json.dumps(alert)
        assert found == {
            "held_back": True,
            "question": "I want to kill myself",
            "searched": [],
            "band": "nothing",
            "welcome": None,
            "language": None,
            "narrowed": None,
            "parts": [],
            "notices": [],
            "answers": [],
            "warning": None,
            "partial": False,
        }


def test_a_replys_words_are_those_of_the_files(reply: Reply) -> None:
    found = through_json(reply_json(reply))
    assert len({answer["page"]["id"] for answer in found["answers"]}) == 3
    for answer in found["answers"]:
        text = text_of(answer["page"]["id"])
        assert answer["body"] == text[answer["start"] : answer["end"]]
        assert text.startswith(answer["page"]["title"])
        assert answer["page"]["source"].endswith(f"{answer['page']['id']}.txt")
        for span in answer["lit"]:
            assert answer["start"] <= span["start"] < span["end"] <= answer["end"]


def test_a_reply_tells_what_was_asked_and_what_was_searched(reply: Reply) -> None:
    (part,) = reply.parts
    odd = replace(
        reply,
        question="  a ",
        parts=(replace(part, asked=asked_of("a")),),
        notices=(Notice("notice", "Now."),),
    )
    found = through_json(reply_json(odd))
    assert (found["question"], found["searched"], found["band"]) == ("  a ", ["a"], reply.band)
    assert found["notices"] == [{"level": "notice", "text": "Now."}]


def test_a_part_tells_all_that_was_changed_before_it_was_searched(
    library: Library, encoder: WordsEncoder
) -> None:
    message, before = "and what about juvaderm?", "Can I exercise after Botox?"
    (part,) = through_json(reply_json(reply_to(message, library, encoder, before=before)))["parts"]
    answers, band, spread = part.pop("answers"), part.pop("band"), part.pop("spread")
    assert part == {
        "asked": message,
        "searched": "Can I exercise after juvederm?",
        "wordings": [
            "Can I exercise after juvederm?",
            "Can I exercise after hyaluronic acid filler?",
        ],
        "carried": "Can I exercise after …?",
        "leaning": None,
        "corrections": [{"typed": "juvaderm", "shown": "juvederm"}],
        "expansions": [{"words": "juvederm", "searched": ["hyaluronic acid filler"]}],
        "glosses": [],
        "named": [],
        "own": [],
        "far": False,
    }
    assert band in {"answered", "related"}
    assert answers
    assert spread["doctors"] + spread["unnamed"] > 2


def test_whose_answers_are_asked_for_is_said_in_every_form() -> None:
    reply = replace(
        reply_of(card_of(page_of(["a"]))), narrowing=Narrowing("Surgeon", "May I?", frozenset("ab"))
    )
    found = through_json(reply_json(reply))
    assert found["narrowed"] == {
        "whose": "Surgeon", "question": "May I?", "of": 2, "skipped": 0, "left": 0
    }  # fmt: skip
    assert "Only answers by Surgeon.\n" in reply_text(reply)


def test_every_part_lists_its_answers_and_each_answer_stands_once() -> None:
    one, two, three = (card_of(page_of(["a", "b", "c"]), n) for n in (1, 2, 3))
    parts = (part_of("first?", two, one), part_of("none?"), part_of("last?", one, three))
    found = through_json(reply_json(Reply("message", parts, ())))
    assert [(part["asked"], part["band"], part["answers"]) for part in found["parts"]] == [
        ("first?", "answered", ["page#2", "page#1"]),
        ("none?", "nothing", []),
        ("last?", "answered", ["page#1", "page#3"]),
    ]
    assert [answer["id"] for answer in found["answers"]] == ["page#2", "page#1", "page#3"]
    assert found["searched"] == ["first?", "none?", "last?"]
    assert found["band"] == "answered"


def test_two_questions_on_the_seeds_are_two_parts_of_the_answers(
    library: Library, encoder: WordsEncoder
) -> None:
    message = "Can I exercise after Botox? Can I have a massage after Botox?"
    found = through_json(reply_json(reply_to(message, library, encoder)))
    assert len(found["parts"]) == 2
    ids = [answer["id"] for answer in found["answers"]]
    assert len(ids) == len(set(ids))
    listed = [answer for part in found["parts"] for answer in part["answers"]]
    assert ids == list(dict.fromkeys(listed))


def test_an_answer_tells_of_another_product_and_of_its_like() -> None:
    pages = [page_of(["body"], page_id=name) for name in ("p", "q")]
    card = card_of(page_of(["body"]))
    noted = with_others(card, alike=pages, brands=("Botox",))
    for shown, notes, alike in (
        (card, [], []),
        (noted, ["This answer names Botox, not the product you asked about."], ["p#1", "q#1"]),
    ):
        (answer,) = through_json(reply_json(reply_of(shown)))["answers"]
        assert (answer["notes"], answer["alike"]) == (notes, alike)


def test_doctors_have_the_keys_that_others_rely_on(doctors: DoctorsReply) -> None:
    found = through_json(doctors_json(doctors))
    told = ["topic", "doctors", "counts", "facets", "left_out", "partial"]
    assert list(found) == ["alerts", *told]
    assert found["topic"] == TOPIC
    assert len(found["doctors"]) == len(doctors.rows) > 0
    for row in found["doctors"]:
        assert list(row) == ["doctor", "answers", "spellings"]
        assert list(row["doctor"]) == DOCTOR_KEYS
        for answer in row["answers"]:
            assert list(answer)[:4] == ["id", "page_title", "closeness", "quote"]
            assert list(answer)[4:] == [
                "doctor", "page_id", "source", "headline", "start", "end", "byline",
                "page_question", "page_notice", "page_announced", "record_id",
                "answered_on", "url", "language", "dated", "upvotes", "seal", "addressed", "lit",
            ]  # fmt: skip


def test_a_quote_stands_in_the_file_that_its_id_names(
    doctors: DoctorsReply, library: Library
) -> None:
    for row in through_json(doctors_json(doctors))["doctors"]:
        for answer in row["answers"]:
            text = text_of(answer["id"].partition("#")[0])
            body = library.answer(answer["id"]).answer.body
            assert answer["quote"] == text[body.start : body.end]
            assert text.startswith(answer["page_title"])


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_comes_back_from_json_as_it_was(words: str) -> None:
    page = page_of([words], [Doctor(name=words)], headlines=[words], title=words)
    (answer,) = through_json(page_json(page))["answers"]
    assert (answer["body"], answer["headline"], answer["doctor"]["name"]) == (words, words, words)
    assert page.text[answer["start"] : answer["end"]] == words


# CSV.


def doctors_saying(words: str, **doctor: Any) -> DoctorsReply:
    page = page_of([words], [Doctor(**doctor)], headlines=[words], title=words)
    card = card_of(page)
    return DoctorsReply(TOPIC, (DoctorRow(card.answer.doctor, (card,), 1, 1, ()),))


def test_csv_has_a_header_and_one_row_an_answer(doctors: DoctorsReply) -> None:
    header, *rows = table(doctors_csv(doctors))
    assert header == COLUMNS
    assert [row[0] for row in rows] == [c.answer.id for row in doctors.rows for c in row.cards]
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_csv_of_nothing_is_only_the_header() -> None:
    assert table(doctors_csv(DoctorsReply(TOPIC, ()))) == [COLUMNS]


def test_csv_quotes_the_file_where_it_says(doctors: DoctorsReply) -> None:
    header, *rows = table(doctors_csv(doctors))
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        text = text_of(cells["page_id"])
        assert cells["quote"] == text[int(cells["start"]) : int(cells["end"])]
        assert cells["id"].startswith(f"{cells['page_id']}#")
        assert -1 <= float(cells["closeness"]) <= 1


def test_csv_leaves_empty_what_the_page_does_not_say() -> None:
    header, row = table(doctors_csv(doctors_saying("words")))
    cells = dict(zip(header, row, strict=True))
    assert {cells[key] for key in DOCTOR_KEYS} == {""}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_csv_is_a_formula(sign: str) -> None:
    words = f"{sign}HYPERLINK(1)"
    doctor = dict.fromkeys(["name", "credentials", "specialty", "place", "status"], words)
    page = replace(page_of([words], [Doctor(**doctor)], headlines=[words], title=words), id=words)  # type: ignore[arg-type]
    page = replace(page, source=words, answers=(replace(page.answers[0], id=words),))
    card = card_of(page)
    reply = DoctorsReply(words, (DoctorRow(card.answer.doctor, (card,), 1, 1, ()),))
    _, row = table(doctors_csv(reply))
    assert [cell for cell in row if cell.startswith(sign)] == []
    assert row.count(f"'{words}") == 11, "id, doctor (5), page (3), headline, quote"


@pytest.mark.parametrize("words", ["a = b", "5-6 units", "x@y", "'quoted'", "5.0", "tab\tinside"])
def test_what_is_no_formula_is_left_alone(words: str) -> None:
    header, row = table(doctors_csv(doctors_saying(words)))
    cells = dict(zip(header, row, strict=True))
    assert cells["quote"] == cells["headline"] == cells["page_title"] == words


@pytest.mark.parametrize(
    "words",
    ["one\ntwo", "one\r\ntwo", "one\rtwo\n\n", 'she said "yes", then left', "a,b;c", "x\u2028y"],
)
def test_line_ends_and_quotes_come_back_from_csv_as_they_were(words: str) -> None:
    header, row = table(doctors_csv(doctors_saying(words, name="Jane Roe", rating=4.5, reviews=3)))
    cells = dict(zip(header, row, strict=True))
    assert cells["quote"] == words
    assert (cells["name"], cells["rating"], cells["reviews"]) == ("Jane Roe", "4.5", "3")


def test_the_seeds_paragraphs_stay_apart_in_csv(doctors: DoctorsReply, tmp_path: Path) -> None:
    file = tmp_path / "doctors.csv"
    file.write_text(doctors_csv(doctors), encoding="utf-8", newline="")
    with file.open(encoding="utf-8", newline="") as opened:
        quotes = {row["id"]: row["quote"] for row in csv.DictReader(opened)}
    assert quotes == {card.answer.id: card.quote for row in doctors.rows for card in row.cards}
    assert any("\n\n" in quote for quote in quotes.values())
    assert any("\u00a0" in quote for quote in quotes.values())
