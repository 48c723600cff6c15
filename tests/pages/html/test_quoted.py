"""Words that a page shows as a quotation are no doctor's who answers."""

import json
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.read import ReadPage, read
from tests.pages.html.one_answer import NAME, marked_blocks, saved

OWN = "You may run after a week, and walk before that."
OTHERS = "Never run again in all your life, says the book."
QUOTING = (
    f"<blockquote>{OTHERS}</blockquote><p>{OWN}</p>",
    f"<p>{OWN}</p><blockquote><p>{OTHERS}</p></blockquote>",
    f"<p>{OWN}</p><blockquote>{OTHERS} <cite>Paul Green, MD</cite></blockquote><p>So wait.</p>",
    f"<blockquote><p>{OWN}</p><blockquote>{OTHERS}</blockquote></blockquote>",
)


def lines(words: str) -> str:
    return (
        "<h1>Can I run?</h1><p>I had surgery.</p><p>Doctor Answers 2</p><h3>About running</h3>"
        f"{words}<p>{NAME}<br>Reno Dermatologist</p><h3>Wait for a month</h3>"
        "<p>Wait for a month, and walk until then.</p><p>Paul Green, MD<br>Boston Dentist</p>"
    )


@pytest.mark.parametrize("words", QUOTING)
@pytest.mark.parametrize("made", [marked_blocks, lines])
def test_an_answer_of_which_some_words_are_quoted_waits_to_be_checked(
    made: Callable[[str], str], words: str, tmp_path: Path
) -> None:
    page = saved(tmp_path, made(words))
    holding = [one for one in page.answers if OTHERS in page.text[one.body.start : one.body.end]]
    assert holding
    assert all(one.doctor.name is None and one.doubt is not None for one in holding)
    assert any(one.startswith(TO_BE_CHECKED) for one in page.warnings)


@pytest.mark.parametrize("made", [marked_blocks, lines])
def test_an_answer_that_stands_whole_in_such_an_element_is_its_doctors(
    made: Callable[[str], str], tmp_path: Path
) -> None:
    page = saved(tmp_path, made(f"<blockquote><p>{OWN}</p><p>Come back then.</p></blockquote>"))
    assert page.answers[0].doctor.name == "Ruth Okafor"


@pytest.mark.parametrize("words", QUOTING)
def test_so_it_is_with_words_in_a_table_and_in_a_dump(words: str, tmp_path: Path) -> None:
    rows = [
        {"question": "Can I run?", "answer": words, "doctor": NAME},
        {"question": "Can I swim?", "answer": f"<p>{OWN}</p>", "doctor": NAME},
    ]
    (tmp_path / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    dump = tmp_path / "dump"
    dump.mkdir()
    posts = (
        '<row Id="1" PostTypeId="1" Title="Can I run?" Body="So?" />'
        f'<row Id="2" PostTypeId="2" ParentId="1" OwnerUserId="7" Body="{escape(words)}" />'
    )
    (dump / "Posts.xml").write_text(f"<posts>{posts}</posts>", encoding="utf-8")
    users = f'<row Id="7" DisplayName="{NAME}" />'
    (dump / "Users.xml").write_text(f"<users>{users}</users>", encoding="utf-8")
    pages = [one.page for one in read([tmp_path]) if isinstance(one, ReadPage)]
    named = {one.doctor.name for page in pages for one in page.answers if OTHERS in page.text}
    assert named == {None}
    assert "Ruth Okafor" in {one.doctor.name for page in pages for one in page.answers}
