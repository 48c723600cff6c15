"""Web pages as forums and saving programs write them."""

from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Page
from index.pages.decided import read_saved_page
from index.pages.html.proposal import proposed, toml_of
from index.pages.html.saved import web_page
from index.pages.html.unmarked import BESIDE_OTHERS
from tests.pages.html.wrappings import page

ASKED = "Can I get the scar wet?"
FIRST = "I would leave the dressing on for two full days, and then wash it gently with water."
SECOND = "Keep it dry until the stitches are out; a shower does no harm after that."
OWN = "I had a small mole taken off my back on Monday, and nobody told me."


def saved(folder: Path, html: str, recipe: str = "") -> Page:
    (folder / "a.html").write_text(html, encoding="utf-8", newline="")
    if recipe:
        (folder / "a.recipe.toml").write_text(recipe, encoding="utf-8")
    return read_saved_page(folder / "a.html", "a", "a.html")


def named(page: Page) -> list[tuple[str, str | None]]:
    return [(page.quote(one.body), one.doctor.name) for one in page.answers]


def item(name: str, words: str) -> str:
    """An answer as sites of questions print it: the author's name a second time, hidden."""
    return (
        '<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">'
        f'<p itemprop="text">{words}</p><div itemprop="author" itemscope '
        f'itemtype="https://schema.org/Person"><a href="/u">{name}</a>'
        f'<span style="display:none" itemprop="name">{name}</span></div></div>'
    )


def test_a_name_that_is_hidden_where_it_is_marked_and_printed_beside_is_read(
    tmp_path: Path,
) -> None:
    answers = item("Ruth Okafor, MD", FIRST) + item("Alan Orchard, MD", SECOND).replace(
        '<a href="/u">Alan Orchard, MD</a>', ""
    )
    html = f'<div itemscope itemtype="https://schema.org/Question">{answers}</div>'
    assert named(saved(tmp_path, page(html))) == [(FIRST, "Ruth Okafor"), (SECOND, None)]


def test_a_cell_beside_the_words_is_no_doctors_words_for_sure(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td><b>{name}, MD</b><br>{place} Dermatologist</td><td>{words}</td></tr>"
        for name, place, words in (
            ("Ruth Okafor", "Reno", FIRST),
            ("Alan Orchard", "Boise", SECOND),
        )
    )
    top = (
        f"<tr><td colspan=2><h1>{ASKED}</h1></td></tr><tr><td colspan=2>Doctor Answers 2</td></tr>"
    )
    found = saved(tmp_path, page(f"<table>{top}{rows}</table>"))
    assert [one.doubt for one in found.answers] == [BESIDE_OTHERS] * 2
    assert [one.doctor.name for one in found.answers] == [None, None]
    assert sum(BESIDE_OTHERS in one for one in found.warnings) == 2


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<div id="root"></div><noscript>Turn it on.</noscript>', "has no text, where a program"),
        (
            "<pre>&lt;!DOCTYPE html&gt;\n&lt;p&gt;x&lt;/p&gt;</pre>",
            "shows the source of a web page",
        ),
        (f"<h1>{ASKED}</h1><p>{FIRST}</p>", "with doctor-answers recipe, or what each line is"),
        (
            f'<h1>{ASKED}</h1><script type="application/ld+json">{{"@type": "Answer",}}</script>',
            "its markup, a script of JSON-LD, is no JSON; no line",
        ),
    ],
)
def test_what_is_said_of_a_page_fits_a_web_page(html: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage) as refused:
        saved(tmp_path, html)
    assert told in refused.value.reason


def test_the_link_that_monolith_notes_is_the_answers(tmp_path: Path) -> None:
    html = page(f'<div itemscope itemtype="https://schema.org/Question">{item("A", FIRST)}</div>')
    note = "<!-- Saved from https://example.org/q/1 at 2024-03-10T10:00:00Z using monolith v2.8 -->"
    found = saved(tmp_path, f"{note}{html}")
    assert [one.url for one in found.answers] == ["https://example.org/q/1"]


def post(name: str, title: str, words: str) -> str:
    """A post of a forum: who wrote beside the words, and buttons below them."""
    return (
        f'<div class="post"><div class="cell"><a class="user">{name}</a>'
        f'<span class="title">{title}</span></div><div class="cell"><i class="head">March 3. #1 of '
        f'all that is here.</i><div class="content"><div class="cooked"><p>{words}</p></div>'
        '<nav class="controls"><button>Reply</button><button>3</button></nav></div></div></div>'
    )


def test_a_recipe_of_a_forum_takes_the_words_and_nothing_beside_them(tmp_path: Path) -> None:
    posts = (
        post("jenny88", "Member", OWN)
        + post("Ruth Okafor, MD", "Dermatologist", FIRST)
        + post("Alan Orchard, MD", "Surgeon", SECOND)
    )
    html = f"<body><h2>{ASKED}</h2>{posts}</body>"
    recipe = proposed([web_page(html.encode(), "a.html", "a.html")])
    assert recipe is not None and (recipe.title, recipe.answer) == ("h2", "div.cooked")
    found = saved(tmp_path, html, toml_of(recipe))
    assert named(found) == [(OWN, None), (FIRST, "Ruth Okafor"), (SECOND, "Alan Orchard")]
    assert [one.doubt is None for one in found.answers] == [False, True, True]
