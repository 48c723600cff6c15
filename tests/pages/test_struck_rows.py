"""Words that a row's HTML shows struck out are under nobody's name."""

import json
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from index.model import Page
from index.pages.html.derived import parsed
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from index.pages.read import ReadPage, read

STRUCK = (
    "<p>You should <s>not</s> rest for two days.</p>",
    "<p>You should <del>not</del> rest for two days.</p>",
    "<p>You should <strike>not</strike> rest for two days.</p>",
    '<p>You should <span style="text-decoration: line-through">not</span> rest.</p>',
)
OTHER = "<p>You may <b>run</b> after a week.</p>"


def table(folder: Path, words: str, name: str) -> Path:
    file = folder / "answers.csv"
    quoted = words.replace('"', '""')
    rows = f'Can I run?,"{quoted}","{name}"\nCan I run?,"{OTHER}","Paul Smith, MD"\n'
    file.write_text(f"question,answer,doctor\n{rows}", encoding="utf-8")
    return file


def objects(folder: Path, words: str, name: str) -> Path:
    file = folder / "answers.json"
    told = [(words, name), (OTHER, "Paul Smith, MD")]
    rows = [{"question": "Can I run?", "answer": one, "doctor": who} for one, who in told]
    file.write_text(json.dumps(rows), encoding="utf-8")
    return file


def topic(folder: Path, words: str, name: str) -> Path:
    file = folder / "7.json"
    told = [("<p>Can I run?</p>", "Jo"), (words, name), (OTHER, "Paul Smith, MD")]
    posts = [
        {"post_number": n, "cooked": one, "username": f"user{n}", "name": who}
        for n, (one, who) in enumerate(told, start=1)
    ]
    found = {"title": "Can I run?", "post_stream": {"posts": posts}}
    file.write_text(json.dumps(found), encoding="utf-8")
    return file


def dump(folder: Path, words: str, name: str) -> Path:
    told = [(words, 2, name), (OTHER, 3, "Paul Smith, MD")]
    posts = "".join(
        f'<row Id="{n}" PostTypeId="2" ParentId="1" OwnerUserId="{n}" Body="{escape(one)}"/>'
        for one, n, _ in told
    )
    users = "".join(f'<row Id="{n}" DisplayName="{who}"/>' for _, n, who in told)
    asked = '<row Id="1" PostTypeId="1" Title="Can I run?" Body="Can I?"/>'
    file = folder / "Posts.xml"
    file.write_text(f"<posts>{asked}{posts}</posts>", encoding="utf-8")
    (folder / "Users.xml").write_text(f"<users>{users}</users>", encoding="utf-8")
    return file


FILES = [table, objects, topic, dump]
Made = Callable[[Path, str, str], Path]


def page_in(file: Path) -> Page:
    (page,) = (one.page for one in read([file]) if isinstance(one, ReadPage))
    return page


@pytest.mark.parametrize("words", STRUCK)
@pytest.mark.parametrize("made", FILES)
def test_a_row_with_words_struck_out_waits_to_be_checked(
    made: Made, words: str, tmp_path: Path
) -> None:
    page = page_in(made(tmp_path, words, "Ruth Okafor, MD"))
    assert [one.doctor.name for one in page.answers] == [None, "Paul Smith"]
    assert any(one.startswith(TO_BE_CHECKED) and "struck out" in one for one in page.warnings)


@pytest.mark.parametrize("made", FILES)
def test_what_a_row_says_was_put_in_makes_no_doubt(made: Made, tmp_path: Path) -> None:
    page = page_in(made(tmp_path, "<p>You should <ins>not</ins> rest.</p>", "Ruth Okafor, MD"))
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor", "Paul Smith"]


def test_a_row_of_nobodys_with_words_struck_out_waits_to_be_checked_too(tmp_path: Path) -> None:
    page = page_in(table(tmp_path, STRUCK[0], ""))
    assert any(one.startswith(TO_BE_CHECKED) and "struck out" in one for one in page.warnings)


def test_what_is_struck_out_in_the_question_makes_no_doubt(tmp_path: Path) -> None:
    row = {"question": "<s>When</s> can I run?", "answer": OTHER, "doctor": "Ruth Okafor, MD"}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps([row]), encoding="utf-8")
    assert [one.doctor.name for one in page_in(file).answers] == ["Ruth Okafor"]


def test_each_cell_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "<b>Ruth Okafor, MD</b>"
    told = ("<p>You should rest for two days.</p>", "<p>You should walk each day.</p>", OTHER)
    rows = [{"question": "Can I run?", "answer": one, "doctor": name} for one in told]
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    markup: list[str] = []

    def counted(html: str, source: str) -> LexborHTMLParser:
        markup.append(html)
        return parsed(html, source)

    for module in ("index.pages.html.cells", "index.pages.rows.foreign"):
        monkeypatch.setattr(f"{module}.parsed", counted, raising=False)
    assert [one.doctor.name for one in page_in(file).answers] == ["Ruth Okafor"] * 3
    assert len(markup) == 2 * 3


HIDDEN = '<span style="opacity:0">{}</span>'


@pytest.mark.parametrize("made", FILES)
def test_a_row_with_words_that_a_style_hides_names_nobody(made: Made, tmp_path: Path) -> None:
    words = f"<p>You should {HIDDEN.format('not')} rest for two days.</p>"
    page = page_in(made(tmp_path, words, "Ruth Okafor, MD"))
    assert [one.doctor.name for one in page.answers] == [None, "Paul Smith"]
    assert any(one.startswith(TO_BE_CHECKED) and "style hides" in one for one in page.warnings)


@pytest.mark.parametrize("hidden", [HIDDEN.format("Ruth"), "<span style='order:1'>Ruth</span>"])
def test_so_does_one_whose_name_has_such_words(hidden: str, tmp_path: Path) -> None:
    who = [f"<div>{hidden} <b>Okafor, MD</b></div>", "<b>Paul Smith, MD</b>"]
    rows = [{"question": "Can I run?", "answer": OTHER, "doctor": one} for one in who]
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    assert [one.doctor.name for one in page_in(file).answers] == [None, "Paul Smith"]


def test_what_a_notice_sets_apart_makes_no_doubt(tmp_path: Path) -> None:
    row = {"question": "Can I run?", "answer": OTHER, "notice": "<aside>For</aside><p>you.</p>"}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps([row | {"doctor": "Ruth Okafor, MD"}]), encoding="utf-8")
    assert [one.doctor.name for one in page_in(file).answers] == ["Ruth Okafor"]
