"""An answer that a page draws from a shadow root is under nobody's name."""

from pathlib import Path

import pytest

from index.model import Page
from index.pages.decided import read_saved_page

HEAD = "<h1>Can I run?</h1><p>I had surgery.</p><h2>Doctor Answers</h2>"
LAST = "<div><p>Wait for a month, and walk.</p><p>Paul Green, MD<br>Boston Dentist</p></div>"
ROOT = "<template shadowrootmode='open'>{}</template>"
BYLINE = "<p>Ruth Okafor, MD<br>Reno Dermatologist</p>"
LOST = (
    f"<x-card>{ROOT.format(f'<slot></slot>{BYLINE}')}<p>You may run after a week.</p></x-card>",
    f"<div><p>You may run after a week.</p><x-by>{ROOT.format(BYLINE)}</x-by></div>",
    f"<p>You may run after a week.</p><x-by>{ROOT.format(BYLINE)}</x-by>",
    f"<div>{ROOT.format('Do not run.')}<p>You may run after a week.</p></div>{BYLINE}",
    f"<p>You may <span>{ROOT.format('not')}<b>well</b></span> run after a week.</p>{BYLINE}",
)


def saved(folder: Path, html: str) -> Page:
    file = folder / "a.html"
    file.write_text(html, encoding="utf-8")
    return read_saved_page(file, "a", "a.html")


@pytest.mark.parametrize("lost", LOST)
def test_words_that_a_browser_draws_otherwise_are_under_no_name(lost: str, tmp_path: Path) -> None:
    more = "<div><p>Keep the leg up.</p><p>Ann Lee, MD<br>Dallas Dentist</p></div>"
    page = saved(tmp_path, HEAD + lost + LAST + more)
    drawn = [
        one
        for one in page.answers
        if "run after a week" in page.text[one.body.start : one.body.end]
    ]
    assert drawn and all(one.doctor.name is None for one in drawn)


def test_a_button_that_is_drawn_so_puts_nothing_in_doubt(tmp_path: Path) -> None:
    button = f"<x-share>{ROOT.format('<button>Share</button>')}</x-share>"
    first = f"<div><p>You may run after a week.</p>{BYLINE}{button}</div>"
    page = saved(tmp_path, HEAD + first + LAST)
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor", "Paul Green"]
