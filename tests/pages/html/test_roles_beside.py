"""An author whom markup names, and the page names as one who did something else, is nobody's."""

from pathlib import Path

import pytest

from index.model import Page
from index.pages.decided import read_saved_page
from index.pages.line_reader.page_warnings import TO_BE_CHECKED


def page_behind(before: str, folder: Path, below: str = "", behind: str = "") -> Page:
    """A page that prints something before, below or behind the name of an answer's author."""
    file = folder / "a.html"
    file.write_text(
        '<h1>Can I run?</h1><div itemscope itemtype="https://schema.org/QAPage">'
        '<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">'
        '<h2 itemprop="name">Can I run after it?</h2>'
        '<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">'
        f'<div>{before}<span itemprop="author" itemscope itemtype="https://schema.org/Physician">'
        f'<span itemprop="name">Ruth Okafor, MD</span></span>{behind}</div>{below}'
        '<div itemprop="text"><p>You may run after a week, and not before.</p></div>'
        "</div></div></div>",
        encoding="utf-8",
    )
    return read_saved_page(file, "a", "a.html")


@pytest.mark.parametrize(
    "before",
    [
        "Reviewed by ",
        "Medically reviewed by Dr. ",
        "Reviewed by<br>",
        "<p>Fact checked by</p>",
        "Edited by: ",
        "Translated by ",
        "Site owner: ",
        "Posted by the staff of ",
        "Asked to ",
        "Geprüft von ",
        "Verificato da<br>",
        "Beoordeeld door ",
        "<p>Granskad av</p>",
        "Zweryfikowane przez: ",
        "Tarkastanut ",
        "監修 ",
        "<p>Written by Joe Fox</p>",
        "<p>AI-generated</p>",
        "<p>Medical reviewer</p>",
    ],
)
def test_whoever_did_something_else_wrote_nothing(before: str, tmp_path: Path) -> None:
    page = page_behind(before, tmp_path)
    (answer,) = page.answers
    assert answer.doctor.name is None and answer.doubt is not None
    assert any(one.startswith(TO_BE_CHECKED) for one in page.warnings)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "By ",
        "Answered by Dr. ",
        "Answered on March 3, 2016 by ",
        "Author: ",
        "Expert answer by ",
        "Beantwortet von ",
        "Respondido por ",
        "Beantwoord door ",
        "Verified doctor ",
        "3 March 2016 ",
        "hace 3 días ",
        "Best wishes, ",
        "Answer | ",
        "The Boston clinic · ",
        "Boston Dermatologist ",
        "<p>Here is what I say.</p>",
        "<p>Reviewed by Joe Fox, MD</p>",
        "<p>Written by Ruth Okafor</p>",
        "<p>3 people found this helpful</p>",
    ],
)
def test_whoever_wrote_is_named(before: str, tmp_path: Path) -> None:
    (answer,) = page_behind(before, tmp_path).answers
    assert answer.doctor.name == "Ruth Okafor"


@pytest.mark.parametrize("behind", [" (parody)", " (fan account)", " – satire", " (in character)"])
def test_what_stands_behind_the_name_may_deny_the_doctor(behind: str, tmp_path: Path) -> None:
    (answer,) = page_behind("", tmp_path, behind=behind).answers
    assert answer.doctor.name is None and "tells of its author" in (answer.doubt or "")


@pytest.mark.parametrize("behind", [" (Boston)", " (retired)", " – Boston Dermatologist", " ✓"])
def test_what_stands_behind_the_name_may_be_the_doctors(behind: str, tmp_path: Path) -> None:
    (answer,) = page_behind("", tmp_path, behind=behind).answers
    assert answer.doctor.name == "Ruth Okafor"


@pytest.mark.parametrize("below", ["with Joe Fox, PA-C", "Written by Joe Fox", "By ChatGPT"])
def test_a_line_below_the_byline_may_say_that_another_wrote(below: str, tmp_path: Path) -> None:
    (answer,) = page_behind("", tmp_path, f"<p>{below}</p>").answers
    assert answer.doctor.name is None and "says that another wrote" in (answer.doubt or "")
