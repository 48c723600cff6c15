"""JSON files that are no arrays: where the answers lie in them is found, or told not to be."""

import json
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.pages.read import ReadPage, read

FIRST = {"question": "Do veins hurt?", "answer": "They rarely do.", "doctor": "Ruth Lane, MD"}
SECOND = {"question": "May I run?", "answer": "You may, slowly.", "doctor": "Paul Smith, DO"}
ROWS = [FIRST, SECOND]
THREADS = [
    {"title": one["question"], "answers": [{"text": one["answer"], "doctor": one["doctor"]}]}
    for one in ROWS
]
TRUTH = [
    ("Do veins hurt?", "They rarely do.", "Ruth Lane"),
    ("May I run?", "You may, slowly.", "Paul Smith"),
]
BY_ID = {
    one["title"]: {"title": one["title"], "answers": {"x1": one["answers"][0]}} for one in THREADS
}
FORMS: dict[str, object] = {
    "a list within objects": {"data": {"threads": THREADS}, "meta": {"page": 1, "tags": ["a"]}},
    "a list within an answer of a server": {"response": {"status": {"code": 200}, "items": ROWS}},
    "a list before deeper ones": {"schema": {"fields": [{"name": "answer"}]}, "data": ROWS},
    "records by their ids": {"17": FIRST, "18": SECOND},
    "records by their ids, within": {"threads": {"17": FIRST, "18": SECOND}},
    "threads by their ids": dict(zip("ab", THREADS, strict=True)),
    "answers by their ids": list(BY_ID.values()),
    "columns": {name: {str(n): row[name] for n, row in enumerate(ROWS)} for name in FIRST},
    "rows below the names of the columns": [list(FIRST), *(list(one.values()) for one in ROWS)],
    "rows within an object": {
        "range": "A1",
        "values": [list(FIRST), *map(list, map(dict.values, ROWS))],
    },
    "rows beside the names of the columns": {
        "columns": list(FIRST),
        "index": ["a", "b", "c"],
        "data": [list(one.values()) for one in ROWS],
    },
    "objects in envelopes": [{"_id": str(n), "_source": one} for n, one in enumerate(ROWS)],
    "threads in envelopes": {
        "edges": [{"cursor": n, "node": one} for n, one in enumerate(THREADS)]
    },
    "a table in the parts of an export": [
        {"type": "header", "version": "5.2.1", "comment": "Export to JSON"},
        {"type": "database", "name": "clinic"},
        {"type": "table", "name": "answers", "database": "clinic", "data": ROWS},
    ],
    "an answer as an object": [
        {"question": one["question"], "answer": {"text": one["answer"], "doctor": one["doctor"]}}
        for one in ROWS
    ],
}


def put(folder: Path, found: object) -> Path:
    file = folder / "a.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    return file


def answers_in(file: Path) -> list[tuple[str | None, str, str | None]]:
    return [
        (one.page.quoted(one.page.title), one.page.quote(answer.body), answer.doctor.name)
        for one in read([file])
        if isinstance(one, ReadPage)
        for answer in one.page.answers
    ]


@pytest.mark.parametrize("form", FORMS)
def test_answers_are_found_wherever_they_lie(form: str, tmp_path: Path) -> None:
    assert answers_in(put(tmp_path, FORMS[form])) == TRUTH


@pytest.mark.parametrize("alone", [FIRST, {"data": FIRST}, THREADS[0], {"data": THREADS[0]}])
def test_one_answer_or_one_thread_alone_is_read(alone: object, tmp_path: Path) -> None:
    assert answers_in(put(tmp_path, alone)) == TRUTH[:1]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (
            {"questions": [{"id": 1, "title": "Why?"}], "answers": [{"text": "Rest it."}]},
            "the answers may be in “questions” or “answers”; leave one of these lists",
        ),
        (
            {"data": {"posts": ROWS, "users": [{"name": "Ruth Lane, MD"}]}},
            "the answers may be in “data.posts” or “data.users”; leave one of these lists",
        ),
        (
            {"answer": {"0": "Rest it."}, "doctor": {"1": "Ruth Lane, MD"}},
            "it holds no list of answers; its fields are: “answer”, “doctor”; an array of objects "
            'is needed, one an answer: [{"answer": "…", "doctor": "…"}]',
        ),
        (
            {"columns": ["answer"], "data": [["Rest it."]]},
            "it holds no list of answers; its fields are: “columns”, “data”; an array of objects "
            'is needed, one an answer: [{"answer": "…", "doctor": "…"}]',
        ),
    ],
)
def test_where_answers_are_not_sure_to_lie_nobody_guesses(
    found: object, reason: str, tmp_path: Path
) -> None:
    (told,) = read([put(tmp_path, found)])
    assert isinstance(told, UnreadablePage)
    assert told.reason == reason


def test_a_field_that_stands_twice_around_the_answers_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"data": [{"id": "1"}], "data": []}', encoding="utf-8")
    (told,) = read([tmp_path])
    assert isinstance(told, UnreadablePage)
    assert told.reason == "the field data stands in it more than once; leave one"


def test_two_tables_in_the_parts_of_an_export_are_asked_about(tmp_path: Path) -> None:
    tables = [{"type": "table", "name": name, "data": ROWS} for name in ("old", "new")]
    (refused,) = read([put(tmp_path, [{"type": "header"}, *tables])])
    assert isinstance(refused, UnreadablePage)
    assert refused.reason == "the answers may be in “old” or “new”; leave one of these lists"
