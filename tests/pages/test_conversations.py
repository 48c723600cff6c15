"""Conversations that are kept message by message."""

import json
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Page
from index.pages.read import read
from index.pages.rows import foreign_objects

ASKED, ALSO = "I had it a week ago.\nMay I walk?", "And run?"
WALK = "Yes; walk a little every day, and rest when it hurts."
RUN = "After two weeks you may also run, as long as nothing hurts."
BY_ROLE = {
    "messages": [
        {"role": "patient", "content": ASKED},
        {"role": "doctor", "content": WALK, "name": "Ruth Okafor, MD"},
        {"role": "user", "content": ALSO, "name": "Paul Smith, MD"},
        {"role": "Doctor", "content": RUN},
    ]
}
SHAPES = {
    "one": BY_ROLE,
    "several": [BY_ROLE],
    "messages alone": BY_ROLE["messages"],
    "with an assistant": {
        "messages": [
            {"role": "system", "content": "You are a doctor."},
            *BY_ROLE["messages"][:2],
            {"role": "assistant", "content": "I am a doctor, too."},
            *BY_ROLE["messages"][2:],
        ]
    },
    "from and value": {
        "id": 7,
        "conversations": [
            {"from": "human", "value": ASKED},
            {"from": "doctor", "value": WALK, "name": "Ruth Okafor, MD"},
            {"from": "human", "value": ALSO},
            {"from": "doctor", "value": RUN},
        ],
    },
    "nested": {"data": {"chats": [BY_ROLE]}},
}


def read_file(folder: Path, found: object, name: str = "chat.json") -> list[Page | str]:
    text = json.dumps(found) if name.endswith("json") else "\n".join(map(json.dumps, found))  # type: ignore[call-overload]
    (folder / name).write_text(text, encoding="utf-8")
    read_in = read([folder])
    return [one.reason if isinstance(one, UnreadablePage) else one.page for one in read_in]  # type: ignore[union-attr]


def exchanges_in(pages: list[Page | str]) -> list[tuple[str | None, str, str | None]]:
    """What was asked, what was answered, and by whom."""
    return [
        (page.quoted(page.question or page.title), page.quote(one.body), one.doctor.name)
        for page in pages
        if isinstance(page, Page)
        for one in page.answers
    ]


BOTH = [(ASKED, WALK, "Ruth Okafor"), (f"{ASKED}\n\n{ALSO}", RUN, None)]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_says_that_a_doctor_wrote_it_answers_what_the_patient_wrote(
    shape: str, tmp_path: Path
) -> None:
    pages = read_file(tmp_path, SHAPES[shape])
    assert sorted(exchanges_in(pages), key=str) == sorted(BOTH, key=str)


def test_a_conversation_a_line_is_read_and_so_is_who_says_what_in_one_text(tmp_path: Path) -> None:
    lines = {"utterances": [f"patient: {ASKED}", f"doctor: {WALK}"]}
    pages = read_file(tmp_path, [BY_ROLE, lines], "chats.jsonl")
    assert sorted(exchanges_in(pages), key=str) == sorted([*BOTH, (ASKED, WALK, None)], key=str)


@pytest.mark.parametrize("other", ["assistant", "gpt", "Ruth Okafor, MD", "nurse", "system"])
def test_nobody_is_a_doctor_who_is_not_called_one(other: str, tmp_path: Path) -> None:
    messages = [{"role": "user", "content": ASKED}, {"role": other, "content": WALK}]
    assert read_file(tmp_path, [{"messages": messages}] * 3) == [
        f"it is a conversation of “user” and “{other}”, and nothing says that a doctor wrote in it "
        "(what a program wrote is no doctor's); where one did, call that role “doctor”"
    ]


def test_a_conversation_without_a_doctor_costs_itself(tmp_path: Path) -> None:
    without = {"messages": [{"role": "user", "content": ASKED}, {"role": "bot", "content": RUN}]}
    pages = read_file(tmp_path, [without, BY_ROLE])
    assert sorted(exchanges_in(pages), key=str) == sorted(BOTH, key=str)
    (reason,) = (one for one in pages if isinstance(one, str))
    assert reason.startswith("it is a conversation of “user” and “bot”")


def test_first_words_that_are_repeated_before_each_question_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_objects, "MOST_REPEATED", 1_000)
    turns = [
        {"role": who, "content": f"{words} {n}"}
        for n in range(100)
        for who, words in (("patient", "May I walk " * 20), ("doctor", WALK))
    ]
    pages = read_file(tmp_path, {"messages": turns})
    assert len(exchanges_in(pages)) < 5
    assert any("nothing is read from" in one for one in pages if isinstance(one, str))


@pytest.mark.parametrize(
    "told",
    [
        {"is_doctor": False},
        {"deleted": True},
        {"status": "draft"},
        {"model": "gpt-4"},
        {"is_ai": True},
    ],
)
@pytest.mark.parametrize("place", ["message", "conversation", "a line"])
def test_a_field_beside_the_words_that_denies_a_doctor_names_nobody(
    told: dict[str, object], place: str, tmp_path: Path
) -> None:
    asked = {"role": "patient", "content": ASKED}
    said = {"role": "doctor", "content": WALK, "name": "Ruth Okafor, MD"}
    if place == "message":
        pages = read_file(tmp_path, {"messages": [asked, {**said, **told}]})
    elif place == "conversation":
        pages = read_file(tmp_path, {"messages": [asked, said], **told})
    else:
        pages = read_file(tmp_path, [{"messages": [asked, said], **told}], "chats.jsonl")
    assert exchanges_in(pages) == [(ASKED, WALK, None)]


def test_other_fields_of_a_conversation_are_none_of_its_answers(tmp_path: Path) -> None:
    beside = {"id": 7, "specialty": "Dermatologist", "date": "2016-03-03", "status": "closed"}
    pages = read_file(tmp_path, {**BY_ROLE, **beside})
    assert sorted(exchanges_in(pages), key=str) == sorted(BOTH, key=str)
    answers = [one for page in pages if isinstance(page, Page) for one in page.answers]
    assert {(one.doctor.specialty, one.answered_on) for one in answers} == {(None, None)}
