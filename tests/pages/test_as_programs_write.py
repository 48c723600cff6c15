"""Tables and dumps in the notations of the programs that write them."""

import json
from datetime import date
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.pages.read import ReadPage, read

HEADER = "question,answer,doctor,answered_on"
MARCH = date(2016, 3, 3)


def outcome(folder: Path, name: str, data: str) -> list[ReadPage | UnreadablePage]:
    file = folder / name
    file.write_text(data, encoding="utf-8")
    return [one for one in read([file]) if isinstance(one, ReadPage | UnreadablePage)]


def said_in(folder: Path, name: str, data: str) -> list[tuple[str | None, date | None, list[str]]]:
    """Who said each answer, and when, and the warnings of its page."""
    pages = [one.page for one in outcome(folder, name, data) if isinstance(one, ReadPage)]
    return [
        (one.doctor.name, one.answered_on, list(page.warnings))
        for page in pages
        for one in page.answers
    ]


@pytest.mark.parametrize(
    "day", [1456999200, 1456999200000, 1456999200.0, "2016-03-03T10:00:00Z",
            {"$date": 1456999200000}, {"$date": "2016-03-03T10:00:00Z"},
            {"$date": {"$numberLong": "1456999200000"}}]
)  # fmt: skip
def test_a_clock_tells_a_day_whatever_its_notation(day: object, tmp_path: Path) -> None:
    answer = {
        "_id": {"$oid": "5f"},
        "answer": "Rest it well.",
        "doctor": "Ruth Lane",
        "answeredAt": day,
    }
    for name in ("a.json", "a.jsonl"):
        data = json.dumps([answer] if name == "a.json" else answer)
        assert said_in(tmp_path, name, data) == [("Ruth Lane", MARCH, [])]


@pytest.mark.parametrize("day", [True, 42432, -1456999200, 145699920])
def test_other_numbers_are_no_days(day: object, tmp_path: Path) -> None:
    answer = {"answer": "Rest it well.", "doctor": "Ruth Lane", "answered_on": day}
    assert [one[1] for one in said_in(tmp_path, "a.json", json.dumps([answer]))] == [None]


@pytest.mark.parametrize("empty", ["NULL", "\\N", "NA", "N/A", "(null)", "[NULL]", "nan", ""])
def test_what_programs_write_into_an_empty_cell_says_nothing(empty: str, tmp_path: Path) -> None:
    cells = ["May I run?,Rest it well.", empty, empty]
    rows = f"{HEADER}\n{','.join(cells)}\nMay I?,Yes you may.,Ruth Lane,2016-03-03\n"
    unnamed, named = said_in(tmp_path, "a.csv", rows)
    assert unnamed == (None, None, ["answer 1: the doctor is not named"])
    assert named == ("Ruth Lane", MARCH, [])


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("Rest it.\\n\\nThen walk.", True),
        ("Rest it.\\tThen walk.", True),
        ("Rest it,\\nand walk.", False),
        ("See C:\\new and C:\\reports for it.", False),
        ("Rest it.\n\nThen walk.", False),
    ],
)
def test_line_ends_that_are_written_out_are_kept_and_told(
    words: str, is_told: bool, tmp_path: Path
) -> None:
    (found,) = outcome(tmp_path, "a.csv", f'{HEADER}\nMay I run?,"{words}",Ruth Lane,2016-03-03\n')
    assert isinstance(found, ReadPage)
    assert found.page.quote(found.page.answers[0].body) == words
    assert any("as two characters" in one for one in found.page.warnings) == is_told


@pytest.mark.parametrize("header", [
    "Patient's Question,Physician's Response,Physician,Date answered",
    "Frage,Antwort,Arzt,Beantwortet am",
    "Pregunta,Respuesta,Médico,Fecha de la respuesta",
])  # fmt: skip
def test_columns_are_known_by_their_owners_and_languages(header: str, tmp_path: Path) -> None:
    rows = f"{header}\nMay I run?,Rest it well.,Ruth Lane,2016-03-03\n"
    assert said_in(tmp_path, "a.csv", rows) == [("Ruth Lane", MARCH, [])]


def test_who_owns_an_answer_is_named_if_the_name_says_that_it_is_a_doctors(tmp_path: Path) -> None:
    answers = [
        {"owner": {"display_name": name}, "body": f"<p>{words}</p>", "creation_date": 1456999200}
        for name, words in (("Ruth Lane, MD", "Rest it well."), ("Paul Smith", "Mine hurt, too."))
    ]
    asked = {"title": "May I run?", "owner": {"display_name": "Al Ray, MD"}, "answers": answers}
    found = said_in(tmp_path, "a.json", json.dumps({"items": [asked], "has_more": False}))
    assert [one[:2] for one in found] == [("Ruth Lane", MARCH), (None, MARCH)]


def test_no_envelope_is_opened_where_an_object_says_itself_what_was_asked(tmp_path: Path) -> None:
    found = {"question": "May I run?", "quoted": {"answer": "Rest it well.", "doctor": "Ruth Lane"}}
    (refused,) = outcome(tmp_path, "a.json", json.dumps([found]))
    assert (
        isinstance(refused, UnreadablePage) and "--map answer_text=quoted.answer" in refused.reason
    )


def test_a_table_without_words_is_told_what_is_needed(tmp_path: Path) -> None:
    (refused,) = outcome(tmp_path, "a.json", json.dumps([{"kind": "Listing", "n": 3}]))
    assert isinstance(refused, UnreadablePage)
    assert refused.reason.startswith("no column of it holds words, as those of an answer")


def test_a_deleted_user_of_a_dump_is_named_beside_the_post(tmp_path: Path) -> None:
    posts = "".join(
        f'<row Id="{n}" PostTypeId="2" ParentId="1" OwnerDisplayName="{name}" Body="{words}" />'
        for n, name, words in ((2, "Ruth Lane, MD", "Rest it well."), (3, "user12", "Me, too."))
    )
    question = '<row Id="1" PostTypeId="1" Title="May I run?" Body="I hurt." />'
    found = said_in(tmp_path, "Posts.xml", f"<posts>{question}{posts}</posts>")
    assert [one[0] for one in found] == ["Ruth Lane", None]
