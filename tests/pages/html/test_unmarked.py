"""Web pages without markup of answers: the derived text is read line by line."""

from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Answer, Page, Role
from index.pages.decided import decision_of, read_saved_page
from index.pages.html.derived import DERIVED_BY
from index.pages.line_reader.text import read_page
from tests.conftest import SEEDS
from tests.pages.html.wrappings import WRAPPINGS, page
from tests.pages.test_decisions import WHEN

FILES = sorted(SEEDS.glob("*.txt"))


def plain(words: str | None) -> str | None:
    return None if words is None else " ".join(words.split())


def said(page: Page, answer: Answer) -> tuple[object, ...]:
    """What an answer says, and who is said to have said it."""
    spans = (answer.headline, answer.body, answer.byline)
    return (*(plain(page.quoted(span)) for span in spans), answer.doctor, answer.number)


def saved(folder: Path, html: str, name: str = "a.html") -> Page:
    file = folder / name
    file.write_text(html, encoding="utf-8", newline="")
    return read_saved_page(file, "a", name)


@pytest.mark.smoke
@pytest.mark.parametrize("shape", WRAPPINGS)
def test_the_seeds_as_web_pages_have_the_same_28_answers(shape: str, tmp_path: Path) -> None:
    answers = 0
    for file in FILES:
        wanted = read_page(file, "a", file.name)
        text = file.read_bytes().decode("utf-8")
        found = saved(tmp_path, WRAPPINGS[shape](text))
        assert [said(found, one) for one in found.answers] == [
            said(wanted, one) for one in wanted.answers
        ]
        assert plain(found.quoted(found.title)) == plain(wanted.quoted(wanted.title))
        assert plain(found.quoted(found.question)) == plain(wanted.quoted(wanted.question))
        assert (found.announced, found.derived_by) == (wanted.announced, DERIVED_BY)
        assert "".join(found.quote(line.span) for line in found.lines) == found.text
        answers += len(found.answers)
    assert answers == 28


def test_what_stands_above_the_heading_and_in_menus_is_the_sites(tmp_path: Path) -> None:
    text = FILES[0].read_bytes().decode("utf-8")
    found = saved(tmp_path, WRAPPINGS["site"](text))
    told = {
        found.quote(line.span).strip(): line.evidence
        for line in found.lines
        if line.role is Role.FURNITURE
    }
    assert {"Home", "Find a doctor", "Log in"} <= set(told)
    assert "Ask a doctor now" not in found.text and "Jane Roe" not in found.text


def test_a_web_page_that_is_no_page_of_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage, match="no line"):
        saved(tmp_path, page("<h1>Hello</h1><p>World</p>"))
    with pytest.raises(UnreadablePage, match="has no text, where a program"):
        saved(tmp_path, page("<script>1</script>"))


def test_a_decision_is_about_the_text_and_not_about_the_markup(tmp_path: Path) -> None:
    html = WRAPPINGS["site"](FILES[0].read_bytes().decode("utf-8"))
    first = saved(tmp_path, html)
    decision_of(first, "Anna", WHEN).write(tmp_path / "a.html")
    decided = saved(tmp_path, html.replace("https://example.org/", "https://example.net/"))
    assert decided.warnings[0].startswith("read as decided by Anna")
    assert [said(decided, one) for one in decided.answers] == [
        said(first, one) for one in first.answers
    ]
    assert (decided.derived_by, decided.text) == (DERIVED_BY, first.text)
    assert decided.digest != first.digest
    other = saved(tmp_path, html.replace("Botox", "botox"))
    assert other.text != first.text
    assert "is for an earlier version" in other.warnings[0]
