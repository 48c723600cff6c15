"""Words that a style hides, sets apart or puts elsewhere are no doctor's until a person decides."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.model import Page
from index.pages.line_reader.page_warnings import TO_BE_CHECKED
from tests.pages.html.one_answer import NAME, marked, saved

OWN = "You may run after a week, and walk before that."
SECRET = "Never run again in all your life."
OTHER = "Paul Green, MD"
INLINE = [
    "opacity:0",
    "OPACITY: 0.0 !important",
    "font-size:0",
    "font-size: 0px; color: red",
    "position:absolute;left:-9999px",
    "text-indent: -999em",
    "position:absolute;clip:rect(0,0,0,0)",
    "clip-path: inset(50%)",
    "color:transparent",
    "color: rgba(1, 2, 3, 0)",
    "color: #fff; background: #fff",
    "height:0;overflow:hidden",
    "transform: scale(0)",
    "content-visibility:hidden",
    "op\\61 city:0",
]
SEEN = [
    "opacity:0.9",
    "opacity:.05",
    "font-size:0.9em",
    "left:-10px",
    "color:#000",
    "color:#ff0000",
    "color:rgb(1, 2, 0)",
    "color:rgba(1, 2, 3, 0.5)",
    "color:#fff;background:#000",
    "height:0",
    "visibility:visible",
    "clip:auto",
    "transform:scale(0.9)",
    "text-decoration:underline",
]
SHEETS = [
    ".x{text-decoration:line-through}",
    ".x{color:red} .x{text-decoration-line : line-through}",
    "span.x{opacity:0}",
    ".x{visibility:hidden}",
    ".x{position:absolute;clip:rect(0 0 0 0);width:1px;height:1px;overflow:hidden}",
    ".x{opacity:0!important} .x{opacity:1}",
    "[data-x]{opacity:0}",
]
SHOWING = [
    ".y{text-decoration:line-through}",
    ".x{opacity:0} .x{opacity:1}",
    ".x{opacity:0} p .x{opacity:1}",
    ".x:hover{opacity:0}",
    "@media print{.x{visibility:hidden}}",
    ".x::after{opacity:0}",
]


def lines(words: str) -> str:
    return (
        "<h1>Can I run?</h1><p>I had surgery.</p><p>Doctor Answers 2</p><h3>About running</h3>"
        f"<p>{words}</p><p>{NAME}<br>Reno Dermatologist</p><h3>Wait for a month</h3>"
        f"<p>Wait for a month, and walk until then.</p><p>{OTHER}<br>Boston Dentist</p>"
    )


def checked(page: Page) -> bool:
    """Whether the words that some page hides are under no name, and a person is told."""
    holding = [one for one in page.answers if SECRET in page.quote(one.body)]
    assert holding
    is_told = any(one.startswith(TO_BE_CHECKED) for one in page.warnings)
    return is_told and all(one.doctor.name is None for one in holding)


@pytest.mark.parametrize("made", [marked, lines])
@pytest.mark.parametrize("style", INLINE)
def test_an_answer_with_words_that_a_style_hides_waits_to_be_checked(
    made: Callable[[str], str], style: str, tmp_path: Path
) -> None:
    html = made(f"{OWN} <span style='{style}'>{SECRET}</span> Rest.")
    assert checked(saved(tmp_path, html))


@pytest.mark.parametrize("style", SEEN)
def test_a_style_that_hides_nothing_makes_no_doubt(style: str, tmp_path: Path) -> None:
    page = saved(tmp_path, marked(f"{OWN} <span style='{style}'>So rest.</span>"))
    assert page.answers[0].doctor.name == "Ruth Okafor"


@pytest.mark.parametrize("made", [marked, lines])
@pytest.mark.parametrize("sheet", SHEETS)
def test_so_it_is_with_words_that_a_sheet_of_the_page_hides_or_strikes_out(
    made: Callable[[str], str], sheet: str, tmp_path: Path
) -> None:
    html = made(f"{OWN} <span class=x data-x>{SECRET}</span> Rest.")
    assert checked(saved(tmp_path, f"<style>{sheet}</style>{html}"))


@pytest.mark.parametrize("sheet", SHOWING)
def test_a_sheet_that_shows_the_words_makes_no_doubt(sheet: str, tmp_path: Path) -> None:
    html = marked(f"{OWN} <span class=x>So rest.</span>")
    page = saved(tmp_path, f"<style>{sheet}</style>{html}")
    assert page.answers[0].doctor.name == "Ruth Okafor"


def test_a_style_that_hides_something_elsewhere_makes_no_doubt(tmp_path: Path) -> None:
    page = saved(tmp_path, marked(OWN) + "<p style='opacity:0'>Menu</p>")
    assert page.answers[0].doctor.name == "Ruth Okafor"


def test_an_element_that_its_own_style_shows_is_not_hidden_by_a_sheet(tmp_path: Path) -> None:
    html = marked(f"<b class=x style='opacity: 1'>{OWN}</b>")
    page = saved(tmp_path, f"<style>.x{{opacity:0}}</style>{html}")
    assert page.answers[0].doctor.name == "Ruth Okafor"


def test_a_byline_that_a_style_hides_names_nobody(tmp_path: Path) -> None:
    page = saved(tmp_path, marked(OWN, f"<b style='opacity:0'>{NAME}</b>"))
    assert page.answers[0].doctor.name is None


@pytest.mark.parametrize("made", [marked, lines])
@pytest.mark.parametrize(
    "element",
    [
        "<aside>{}</aside>",
        "<section aria-label=Comments>{}</section>",
        "<section aria-labelledby=c>{}</section>",
        "<div role=complementary>{}</div>",
        "<div role='comment'>{}</div>",
        "<article>{}</article>",
    ],
)
def test_an_answer_with_words_that_an_element_sets_apart_waits_to_be_checked(
    made: Callable[[str], str], element: str, tmp_path: Path
) -> None:
    html = made(f"{OWN}</p>{element.format(f'<p>{SECRET}</p>')}<p>Rest until then.")
    assert checked(saved(tmp_path, html))


@pytest.mark.parametrize("element", ["article", "aside", "section aria-label=Answer"])
def test_an_answer_that_stands_whole_in_such_an_element_is_its_doctors(
    element: str, tmp_path: Path
) -> None:
    page = saved(tmp_path, f"<{element}>{marked(OWN)}</{element.partition(' ')[0]}>")
    assert page.answers[0].doctor.name == "Ruth Okafor"


def boxes(first: str, second: str, box: str = "display:flex;flex-direction:column") -> str:
    """Two answers in one box, each byline and each answer's words a part of it."""
    return (
        "<h1>Can I run?</h1><p>I had surgery.</p><p>Doctor Answers 2</p>"
        f"<div style='{box}'><div>{OWN}</div>"
        f"<div style='{first}'>{NAME}<br>Reno Dermatologist</div>"
        "<div>Wait for a month, and walk until then.</div>"
        f"<div style='{second}'>{OTHER}<br>Boston Dentist</div></div>"
    )


def test_answers_whose_bylines_are_drawn_in_another_order_wait_to_be_checked(
    tmp_path: Path,
) -> None:
    plain = saved(tmp_path, boxes("", ""))
    assert [one.doctor.name for one in plain.answers] == ["Ruth Okafor", "Paul Green"]
    for made in (
        boxes("order:5", ""),
        boxes("color:red; Order : -1", "order:0"),
        boxes("", "", "display:flex;flex-direction:column-reverse"),
        boxes("", "", "display:flex;flex-flow:row-reverse wrap"),
    ):
        page = saved(tmp_path, made)
        assert {one.doctor.name for one in page.answers} == {None}
        assert any("in another order" in one for one in page.warnings)


def test_answers_that_are_ordered_whole_are_their_doctors(tmp_path: Path) -> None:
    cards = "".join(
        f"<div style='order:{at}'><p>{words}</p><p>{byline}</p></div>"
        for at, words, byline in (
            (2, OWN, f"{NAME}<br>Reno Dermatologist"),
            (1, "Wait for a month, and walk until then.", f"{OTHER}<br>Boston Dentist"),
        )
    )
    html = f"<h1>Can I run?</h1><p>I had surgery.</p><p>Doctor Answers 2</p><div>{cards}</div>"
    page = saved(tmp_path, html)
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor", "Paul Green"]
