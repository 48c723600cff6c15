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


REMARKS = (
    "<ul><li><b>jenny_82</b> So walking is fine then?</li>"
    "<li><b>Dr. Green</b> Yes, walking is fine.</li></ul>"
)
"""What stands below a byline, within the box of that doctor's answer."""
OTHER_BOXES = {
    "articles": ("article", "footer", "<h2>Doctor Answers 3</h2>{}"),
    "items of a list": ("li", "div", "<h2>Doctor Answers 3</h2><ol>{}</ol>"),
    "boxes": ("div", "p", "<h2>Doctor Answers 3</h2>{}"),
}


@pytest.mark.parametrize("shape", OTHER_BOXES)
def test_a_remark_in_the_box_of_one_answer_is_not_the_next_doctors(
    shape: str, tmp_path: Path
) -> None:
    box, line, around = OTHER_BOXES[shape]
    said = {
        "Paul Green, MD<br>Boston Dermatologist": "You may fly after two weeks, and not before.",
        "Ruth Okafor, DO<br>Reno Dentist": "Walk about the cabin every hour, and drink.",
        "Hugo Barlow, MD<br>Miami Plastic Surgeon": "Keep the leg up, and do not bend it.",
    }
    answers = "".join(
        f"<{box}><p>{words}</p><{line}>{byline}</{line}>{REMARKS * ('Paul' in byline)}</{box}>"
        for byline, words in said.items()
    )
    found = saved(tmp_path, f"<h1>Can I fly?</h1><p>I had surgery.</p>{around.format(answers)}")
    holders = [one.doctor.name for one in found.answers if "walking" in found.quote(one.body)]
    headlines = [found.quoted(one.headline) or "" for one in found.answers if one.doctor.name]
    assert not any(holders)
    assert not any("walking" in one for one in headlines)
    named = {one.doctor.name for one in found.answers if one.doctor.name}
    assert {"Paul Green", "Hugo Barlow"} <= named


def test_a_remark_in_another_box_is_told_of(tmp_path: Path) -> None:
    html = (
        "<h1>Can I fly?</h1><p>I had surgery.</p><h2>Doctor Answers 2</h2>"
        "<article><p>You may fly after two weeks.</p><div>Paul Green, MD</div>"
        "<div>Boston Dermatologist</div><p>So I walked a lot. It was fine for me.</p></article>"
        "<article><p>Walk about the cabin, and drink.</p><div>Ruth Okafor, DO</div>"
        "<div>Reno Dentist</div></article>"
    )
    found = saved(tmp_path, html)
    assert [one.doctor.name for one in found.answers] == ["Paul Green", None]
    told = "answer 2: the page's markup has some of its words beside another"
    assert any(told in one for one in found.warnings)


def test_a_term_names_what_is_below_it(tmp_path: Path) -> None:
    html = (
        "<h1>Can I fly?</h1><p>I had surgery.</p><h2>Doctor Answers 3</h2><dl>"
        "<dt>Doctor</dt><dd><p>You may fly after two weeks.</p><p>Best, Dr. Lane</p></dd>"
        "<dt>Paul Green, MD</dt><dd><p>Walk about the cabin, and drink.</p></dd>"
        "<dt>Ruth Okafor, DO</dt><dd><p>Keep the leg up for a week.</p><p>Good luck!<br>"
        "Dr. Okafor</p></dd></dl>"
    )
    found = saved(tmp_path, html)
    holders = {found.quote(one.body)[:4]: one.doctor.name for one in found.answers}
    assert holders["Walk"] in {None, "Paul Green"}
    assert holders["Keep"] in {None, "Ruth Okafor", "Dr. Okafor"}


def test_a_name_does_not_go_over_two_cells(tmp_path: Path) -> None:
    rows = (
        ("You may fly after two weeks.", "Dra. Paula Green", "San Diego"),
        ("Walk about the cabin, and drink.", "Dra. Ruth Okafor", "Boston"),
    )
    cells = "".join(f"<tr><td><p>{a}</p></td><td>{b}</td><td>{c}</td></tr>" for a, b, c in rows)
    html = (
        f"<h1>Can I fly?</h1><p>I had surgery.</p><h2>Doctor Answers 2</h2><table>{cells}</table>"
    )
    found = saved(tmp_path, html)
    assert not any("San Diego" in (one.doctor.name or "") for one in found.answers)


def test_a_name_below_a_line_of_the_site_completes_no_byline(tmp_path: Path) -> None:
    html = (
        "<h1>Can I fly?</h1><p>I had surgery.</p><h2>Doctor Answers 3</h2>"
        "<blockquote><p>You may fly after two weeks.</p></blockquote>"
        "<div>Chicago General Surgeon</div><div>4.9 out of 5 stars 176 reviews</div>"
        "<div>Sponsored</div><div>Ada Lane, MD</div><div>Laser clinic. Book now!</div>"
        "<blockquote><p>Walk about the cabin, and drink.</p></blockquote>"
        "<div>Paul Green, MD</div><div>Boston Dermatologist</div>"
        "<div>4.9 out of 5 stars 22 reviews</div>"
        "<blockquote><p>Keep the leg up for a week.</p></blockquote>"
        "<div>Ruth Okafor, DO</div><div>Reno Dentist</div><div>5.0 out of 5 stars 7 reviews</div>"
    )
    found = saved(tmp_path, html)
    assert "Ada Lane" not in {one.doctor.name for one in found.answers}
