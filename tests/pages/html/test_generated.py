"""Words that a style sheet writes beside a byline, which no text has."""

from pathlib import Path

import pytest

from tests.pages.html.one_answer import saved

FIRST, SECOND = "Ruth Okafor, MD", "Paul Smith, MD"
STYLE = "<style>{}::{}{{color:red;content:{}}}</style>"


def page(style: str) -> str:
    """A page of two answers, whose bylines stand in boxes above the words."""
    return (
        f"{style}<h1>Can I run after filler?</h1><p>I had filler, can I run?</p>"
        f"<h2>Answers (2)</h2><div class=row><div class=by><p>{FIRST}</p></div>"
        "<div class=words>You should wait at least two weeks before you go back to the gym after "
        "this treatment.</div></div>"
        f"<div class=row><div class=by><p>{SECOND}</p></div><div class=words>I disagree, a gentle "
        "walk on the same day is fine for most of my patients.</div></div>"
    )


def names(folder: Path, style: str) -> list[str | None]:
    return [one.doctor.name for one in saved(folder, page(style)).answers]


@pytest.mark.parametrize("element", [".by", "div.by", ".row", ".by p"])
@pytest.mark.parametrize("words", ['"Reviewed by "', "'Edited by: '", '"Not written by" " "'])
def test_who_is_said_by_a_style_to_have_done_something_else_is_not_named(
    element: str, words: str, tmp_path: Path
) -> None:
    style = STYLE.format(element, "before", words)
    first, second = saved(tmp_path, page(style)).answers
    assert (first.doctor.name, second.doctor.name) == (None, None)
    assert first.doubt is not None and "style of the page writes" in first.doubt


def test_so_is_nobody_behind_whose_name_it_writes(tmp_path: Path) -> None:
    assert names(tmp_path, STYLE.format(".by p", "after", '" disagrees"')) == [None, None]


@pytest.mark.parametrize(
    "style",
    [
        STYLE.format(".by", "before", '"By "'),
        STYLE.format(".by", "before", '"Answered by "'),
        STYLE.format(".by", "before", '"\\f101"'),
        STYLE.format(".by", "before", "none"),
        STYLE.format(".by", "before", "attr(title)"),
        STYLE.format("body", "before", '"mobile"'),
        STYLE.format(".words", "after", '"Helpful?"'),
        STYLE.format(".other", "before", '"Reviewed by "'),
    ],
)
def test_what_a_byline_has_or_stands_elsewhere_is_no_doubt(style: str, tmp_path: Path) -> None:
    assert names(tmp_path, style) == [FIRST.partition(",")[0], SECOND.partition(",")[0]]
