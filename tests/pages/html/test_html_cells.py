"""Words of tables and of JSON that are HTML: known by evidence, and no word of them is lost."""

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.library.build import build
from index.library.open import Library
from index.model import Page
from index.pages.html import derived
from index.pages.html.cells import are_html, is_html, words_of
from index.pages.read import ReadPage, read
from index.pages.rows import foreign
from index.pages.rows.record_files import matching_in
from index.storage.tombstones import Tombstones
from tests.words_encoder import WordsEncoder

SURE = [
    "<p>Rest it.</p><p>Then walk.</p>",
    "Rest it.<br>Then walk.",
    "Rest it.<BR />Then walk &amp; run.",
    '<ul><li>Rest it.<li>Then <a href="https://example.org/?a=1&b=2" rel=nofollow>walk</a>.</ul>',
    "<!-- wp:paragraph --><p>Rest it.</p><!-- /wp:paragraph -->",
    '<p class="MsoNormal">Rest it.<o:p></o:p></p>',
    "<iframe src='x' allowfullscreen></iframe><p>Rest it.</p>",
    "It&#39;s fine &mdash; rest it.",
]
NEVER = [
    "Rest it.",
    "Rest it & walk.",
    "Below <3 weeks, rest it.",
    "<p>Below <3 weeks, rest it.</p>",
    "If a <b and c> d, rest it.",
    "<Ruth> Rest it.",
    "<p>Rest it.</b>",
    "<b>Rest it.",
    "Write to <ruth@example.org>.",
    "<script>if (a < b) {}</script>Rest it.",
    "&nothing; is meant by that.",
    "<p" * 50_000,
    "<!--" * 50_000,
    "<a " + "b=c " * 50_000,
]


@pytest.mark.parametrize("cell", SURE)
def test_html_is_known_by_whole_tags_and_entities(cell: str) -> None:
    assert is_html(cell)
    assert are_html([cell, "Rest it."])


@pytest.mark.parametrize("cell", NEVER)
def test_words_that_only_look_like_html_are_none(cell: str) -> None:
    assert not is_html(cell)
    assert not are_html([cell])


def test_entities_beside_characters_that_stand_for_themselves_are_no_evidence() -> None:
    assert are_html(["It&#39;s fine."])
    assert not are_html(["It&#39;s fine.", "Rest & walk."])
    assert not are_html(["It&#39;s fine.", "Rest > walk."])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>Rest it.</p>\n<p>Then\nwalk.</p>", "Rest it.\n\nThen walk."),
        ("<b>Rest</b> it.\n\nThen  walk.", "Rest it.\n\nThen  walk."),
        ("It&#39;s fine.\nRest &lt;3 weeks.", "It's fine.\nRest <3 weeks."),
        ("Rest it.<br/>Walk.<script>run()</script>", "Rest it.\nWalk."),
    ],
)
def test_the_text_is_what_a_browser_shows(cell: str, text: str) -> None:
    assert words_of(cell, "a")[0] == text


WORD = st.sampled_from(
    ["rest", "It's", "&amp;", "&lt;3", ">", "&", ";", "/", "=", '"', "p", "&#8212;"]
)
WRITTEN = st.lists(
    st.tuples(
        st.sampled_from(
            ["<p>{}</p>", "<b>{}</b>", "{}<br>", "<i class='x y'>{}</i>", "<li>{}", "{}"]
        ),
        st.lists(WORD, min_size=1, max_size=4).map(" ".join),
        st.sampled_from(["", " ", "\n"]),
    ),
    min_size=1,
    max_size=8,
)


@given(WRITTEN)
def test_no_word_is_lost_and_none_run_together(written: list[tuple[str, str, str]]) -> None:
    cell = "".join(form.format(words) + gap for form, words, gap in written)
    assert is_html(cell) == bool(re.search("<|&[a-z#]", cell))
    apart = re.sub("</?(?:p|br|li)>", " ", cell)
    wanted = html.unescape(re.sub("</?[bi][^>]*>", "", apart)).split()
    assert words_of(cell, "a")[0].split() == wanted


# In files.

WORDS = "<p>Rest it &amp; wait.</p><p>Then walk.</p>"
TEXT = "Rest it & wait.\n\nThen walk."
ROWS = [
    {"question": "Why does it hurt?", "answer": WORDS, "doctor": "Jos&eacute; Ruiz, MD"},
    {"question": "May I run?", "answer": "<p>You may, slowly.</p>", "doctor": "Ann Lee, MD"},
]


def put(folder: Path, rows: list[dict[str, str]]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    return folder / "a.json"


def pages_of(file: Path) -> list[Page]:
    return [one.page for one in read([file]) if isinstance(one, ReadPage)]


def test_columns_of_html_are_shown_as_text_and_the_match_says_so(tmp_path: Path) -> None:
    file = put(tmp_path, ROWS)
    found = [(page.quote(one.body), one.doctor.name) for page in pages_of(file)
             for one in page.answers]  # fmt: skip
    assert found == [(TEXT, "José Ruiz"), ("You may, slowly.", "Ann Lee")]
    assert matching_in(file, "a.json") == (
        "answer_text is “answer” (HTML, read as a browser shows it), question_title is “question”, "
        "author is “doctor” (HTML, read as a browser shows it)"
    )
    assert {page.derived_by for page in pages_of(file)} == {
        f"{foreign.DERIVED_BY}, {derived.DERIVED_BY}"
    }


def test_a_cell_that_is_no_html_stays_as_it_is_and_is_told(tmp_path: Path) -> None:
    bad = {**ROWS[1], "answer": "<p>Below <3 weeks, rest.</p>"}
    good = [{**ROWS[1], "answer": f"<p>You may {n} times.</p>"} for n in range(20)]
    (page,) = pages_of(put(tmp_path, [*good, bad]))
    assert page.quote(page.answers[-1].body) == bad["answer"]
    assert page.warnings == ("answer 21: the words hold HTML (<p>), kept as it is",)


def test_check_derives_the_words_again(tmp_path: Path) -> None:
    build(tmp_path / "library", [put(tmp_path / "in", ROWS)], WordsEncoder())
    with_html = Library.open(tmp_path / "library")
    assert list(with_html.problems()) == []
    with_html.close()


def test_what_was_removed_with_its_markup_stays_removed(tmp_path: Path) -> None:
    (page, _) = pages_of(put(tmp_path, ROWS))
    removed = Tombstones().adding(answers=[WORDS])
    assert removed.covers(page, page.answers[0])
    other = Tombstones().adding(answers=[ROWS[1]["answer"]])
    assert other.without(page) is page
