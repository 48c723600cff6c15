"""A document that quotes doctors is checked: what is true is verified, every kind of falsehood is
told with its first difference."""

import copy
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import main
from bot.reply.doctors import doctors_on
from bot.reply.reply import reply_to
from bot.show.export import doctors_csv, doctors_json, page_json, records_jsonl, reply_json
from bot.verify.claims import DEEPEST, Claim, NoClaims, claims_in, text_of
from bot.verify.report import verdicts_json, verdicts_text
from bot.verify.verdict import Verdict, _said, verify
from index.library.open import Library
from tests.words_encoder import WordsEncoder

QUESTION = "can I exercise after botox"
PAGE = "003_13a95f21a5b80d88"


@pytest.fixture(scope="module")
def library(library_folder: Path) -> Library:
    return Library.open(library_folder)


def replied(library: Library) -> Any:
    return json.loads(json.dumps(reply_json(reply_to(QUESTION, library, WordsEncoder(), 8))))


def test_whatever_is_quoted_the_place_is_found_soon(library: Library) -> None:
    """Letters that a page says a thousand times were compared with every one of them."""
    began = time.process_time()
    (verdict,) = verify([Claim("003_13a95f21a5b80d88#8", "e " * 100_000)], library)
    assert verdict.difference is not None
    assert time.process_time() - began < 1


def verdicts(document: object, library: Library) -> list[Verdict]:
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return verify(claims_in(text, "document"), library)


def everything(library: Library) -> Any:
    return doctors_on(None, library, WordsEncoder())


FORMS: dict[str, Callable[[Library], object]] = {
    "a reply": replied,
    "doctors": lambda library: doctors_json(everything(library)),
    "a table": lambda library: doctors_csv(everything(library)),
    "pages": lambda library: "".join(
        json.dumps(page_json(page)) + "\n" for page in library.pages()
    ),
    "records": lambda library: records_jsonl(everything(library)),
}


@pytest.mark.parametrize("form", FORMS)
def test_all_that_the_program_writes_is_verified(form: str, library: Library) -> None:
    found = verdicts(FORMS[form](library), library)
    assert [one for one in found if not one.verified] == []
    least = len(replied(library)["answers"]) if form == "a reply" else library.manifest.answers
    assert len({one.claim.answer_id for one in found}) == least


def test_the_times_of_a_reply_are_quotes_too(library: Library) -> None:
    reply = replied(library)
    times = reply["parts"][0]["spread"]["times"]
    assert times
    times[0]["words"] += "s"
    (wrong,) = [one for one in verdicts(reply, library) if not one.verified]
    assert wrong.claim.answer_id == times[0]["answer"]


def changed(document: Any, path: tuple[str | int, ...], value: object) -> Any:
    """A document with one value replaced."""
    copied = copy.deepcopy(document)
    place = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copied


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("doctor", "name"), "Somebody Else", "name"),
        (("doctor", "name"), None, "name"),
        (("doctor", "credentials"), "PhD", "credentials"),
        (("doctor", "place"), "Elsewhere", "place"),
        (("doctor", "rating"), 1.5, "rating"),
        (("byline",), "Somebody Else, MD", "byline"),
        (("headline",), "Never said", "headline"),
        (("answered_on",), "2024-05-06", "answered_on"),
        (("dated",), "May 2024", "dated"),
        (("url",), "https://elsewhere.example/", "url"),
        (("language",), "es", "language"),
        (("upvotes",), 12, "upvotes"),
        (("page", "title"), "Another question?", "page_title"),
    ],
)
def test_what_is_said_of_a_quote_is_checked(
    path: tuple[str, ...], value: object, field: str, library: Library
) -> None:
    reply = changed(replied(library), ("answers", 0, *path), value)
    (wrong,) = [one for one in verdicts(reply, library) if not one.verified]
    assert wrong.difference is not None
    assert (wrong.difference.field, wrong.difference.claimed) == (
        field,
        None if value is None else str(value),
    )
    assert wrong.difference.printed != wrong.difference.claimed


FLAT = {"records": ("author", "author_credentials"), "a list": ("name", "credentials")}


@pytest.mark.parametrize("form", FLAT)
def test_another_doctor_is_not_verified_under_whatever_name_a_document_has_for_one(
    form: str, library: Library
) -> None:
    answer = next(one for one in replied(library)["answers"] if one["doctor"]["credentials"])
    for name, printed in zip(FLAT[form], ("name", "credentials"), strict=True):
        claim = {"id": answer["id"], "answer_text": answer["body"]}
        (good,) = verdicts({**claim, name: answer["doctor"][printed]}, library)
        assert good.verified
        (wrong,) = verdicts({**claim, name: "Somebody Else"}, library)
        assert wrong.trouble == f"the page says otherwise: {printed}"


@pytest.mark.parametrize("form", ["a reply", "doctors", "pages", "records"])
def test_what_javascript_wrote_again_is_verified(form: str, library: Library) -> None:
    """It has no fractions of zero: 5.0 becomes 5."""
    written = FORMS[form](library)
    text = written if isinstance(written, str) else json.dumps(written)
    text, numbers = re.subn(r'(?<=rating": )(\d)\.0\b', r"\1", text)
    found = verdicts(text, library)
    assert numbers
    assert [one for one in found if not one.verified] == []


def test_a_nought_is_not_nothing(library: Library) -> None:
    answer = replied(library)["answers"][0]["id"]
    found = library.answer(answer)
    rated = replace(found.answer, doctor=replace(found.answer.doctor, reviews=0))
    assert _said(replace(found, answer=rated))["reviews"] == ("0",)


def test_another_doctors_words_are_not_verified(library: Library) -> None:
    one, other = replied(library)["answers"][:2]
    claim = {"answer": one["id"], "quote": other["body"]}
    (wrong,) = verdicts(claim, library)
    assert wrong.trouble == "not word for word"


def test_a_plain_quote_may_be_any_part_and_name_its_doctor(library: Library) -> None:
    answer = next(one for one in replied(library)["answers"] if one["doctor"]["credentials"])
    part = answer["body"][5:60]
    doctor = answer["doctor"]
    for name in (doctor["name"], f"{doctor['name']}, {doctor['credentials']}"):
        claim = {"answer": answer["id"], "quote": part, "doctor": name}
        assert [one.verified for one in verdicts([claim], library)] == [True]
    claim = {"answer": answer["id"], "quote": part, "doctor": "Dr. Nobody"}
    assert [one.verified for one in verdicts([claim], library)] == [False]


def test_the_first_difference_is_shown(library: Library) -> None:
    answer = replied(library)["answers"][0]
    part = answer["body"][10:80]
    claim = {"answer": answer["id"], "quote": part[:30] + "~" + part[31:]}
    (wrong,) = verdicts(claim, library)
    assert wrong.difference is not None
    assert wrong.difference.at == 30
    assert wrong.difference.claimed == part[:30] + "~" + part[31:60]
    assert wrong.difference.printed == part[:60]
    assert "not word for word" in verdicts_text([wrong])
    assert verdicts_json([wrong])["verified"] is False


def test_characters_outside_the_answer_are_not_verified(library: Library) -> None:
    page = next(iter(library.pages()))
    answer = page.answers[0]
    whole = {"answer": answer.id, "quote": page.text, "start": 0, "end": len(page.text)}
    (wrong,) = verdicts(whole, library)
    assert wrong.trouble == "these characters of the page are not this answer's"


def test_an_unknown_answer_and_an_empty_quote_are_not_verified(library: Library) -> None:
    page = next(iter(library.pages()))
    unknown, empty = verdicts(
        [{"answer": "no#1", "quote": "words"}, {"answer": page.answers[0].id, "quote": " "}],
        library,
    )
    assert unknown.trouble == "there is no such answer in this library"
    assert empty.trouble == "it quotes nothing"


@given(at=st.integers(0, 10_000), to=st.characters(codec="utf-8"))
def test_any_other_character_anywhere_is_told(at: int, to: str, library: Library) -> None:
    page = next(iter(library.pages()))
    answer = page.answers[0]
    words = page.quote(answer.body)
    at %= len(words)
    altered = words[:at] + to + words[at + 1 :]
    claim = {
        "id": answer.id, "quote": altered, "start": answer.body.start, "end": answer.body.end
    }  # fmt: skip
    (found,) = verdicts(claim, library)
    assert found.verified is (altered == words)
    assert found.verified or (found.difference is not None and found.difference.at == at)


@pytest.mark.parametrize(
    "document",
    ["", "hello", "{", '{"a": 1}', "[]", "[" * 100_000, "id,body\n1,words\n", 'id,quote\n"1,x'],
)
def test_a_document_that_quotes_nothing_is_refused(document: str) -> None:
    with pytest.raises(NoClaims, match=r"^document: .*; give a Reply, an export"):
        claims_in(document, "document")


TRUE = {"answer": f"{PAGE}#8", "quote": "By one week no"}
FALSE: dict[str, Any] = {"answer": f"{PAGE}#8", "quote": "Never by two weeks"}
HIDDEN: dict[str, object] = {
    "below a page": {"page": FALSE},
    "below a doctor": {"doctor": {"quotes": [FALSE]}},
    "below the page of an answer": {
        "answers": [{"id": "x", "page": {"title": "y", "more": FALSE}}]
    },
    "under an id that is a number": {"answer": 8, "quote": "Wait."},
    "under an id that is null": {"id": None, "body": "Wait."},
    "under no id": {"quote": "Wait."},
    "under a list of ids": {"answer": [TRUE["answer"]], "quote": TRUE["quote"]},
    "a time under an id that is a number": {"answer": 8, "words": "2 weeks"},
    "beside other words": {"id": TRUE["answer"], "body": TRUE["quote"], "quote": "Never"},
}
"""What is not so, where it was not looked for."""


@pytest.mark.parametrize("where", HIDDEN)
def test_no_quote_is_passed_over_wherever_it_is(where: str, library: Library) -> None:
    assert [one.verified for one in verdicts([TRUE], library)] == [True]
    found = verdicts([TRUE, HIDDEN[where]], library)
    assert found[0].verified
    assert not all(one.verified for one in found)


@pytest.mark.parametrize(
    "odd",
    [
        {"quote": ["By two weeks"]},
        {"quote": {"text": "By two weeks"}},
        {"quote": 5},
        {"doctor": ["Somebody Else"]},
        {"doctor": {"full_name": "Somebody Else"}},
        {"doctor": 5},
        {"start": "x", "end": 5},
        {"start": 5},
    ],
    ids=str,
)
def test_what_is_said_in_another_shape_is_not_passed_over(
    odd: dict[str, Any], library: Library
) -> None:
    found = verdicts([TRUE, TRUE | odd], library)
    assert [one.verified for one in found] == [True, False]


def test_a_name_that_stands_twice_is_refused(library: Library) -> None:
    twice = json.dumps(TRUE)[:-1] + ', "quote": "other words"}'
    with pytest.raises(NoClaims):
        claims_in(twice, "it")


def test_what_lies_too_deep_to_be_looked_at_is_refused() -> None:
    deep: object = FALSE
    for _ in range(DEEPEST):
        deep = [deep]
    assert len(claims_in(json.dumps(deep), "document")) == 1
    with pytest.raises(NoClaims, match="within each other"):
        claims_in(json.dumps([TRUE, deep]), "document")


def test_other_encodings_are_refused() -> None:
    with pytest.raises(NoClaims, match="UTF-8"):
        text_of('{"answer": "ä"}'.encode("latin-1"), "document")


def test_the_command_says_yes_or_shows_the_difference(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    reply = replied(library)
    good.write_text(json.dumps(reply), encoding="utf-8")
    body = reply["answers"][0]["body"]
    bad.write_text(json.dumps(changed(reply, ("answers", 0, "body"), body.upper())), "utf-8")
    where = ["--library", str(library.folder)]
    assert main([*where, "verify", str(good)]) == 0
    assert "quotes are word for word" in capsys.readouterr().out
    assert main([*where, "verify", str(bad), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["verified"] is False
    assert main([*where, "verify", str(tmp_path / "none.json")]) == 2
