"""Two versions of a text side by side, and a build's preview with every answer that would go."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.show import differences
from bot.show.changes import preview_json, preview_text
from bot.show.differences import Stretch, marked_line, stretches
from index.library.build import Preview, preview
from tests.library.test_build import Place
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS
from tests.words_encoder import WordsEncoder


def test_what_changed_is_told_word_by_word() -> None:
    assert stretches("Sleep on two pillows.", "Sleep on three pillows.") == [
        Stretch("same", "Sleep on "),
        Stretch("gone", "two"),
        Stretch("new", "three"),
        Stretch("same", " pillows."),
    ]


@given(st.text(), st.text())
def test_both_versions_are_in_the_stretches_character_for_character(old: str, new: str) -> None:
    found = stretches(old, new)
    assert "".join(one.words for one in found if one.kind != "new") == old
    assert "".join(one.words for one in found if one.kind != "gone") == new


def test_texts_that_are_too_long_to_compare_are_shown_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(differences, "MOST_WORDS", 4)
    assert stretches("a b c", "a b d") == [Stretch("gone", "a b c"), Stretch("new", "a b d")]


def test_a_line_has_what_changed_with_a_few_words_around_it() -> None:
    before = f"{'First, rest. ' * 9}Take two pills. {'Then walk. ' * 9}"
    after = before.replace("two", "three")
    assert marked_line(before, after) == (
        " … t, rest. First, rest. First, rest. Take [-two-]{+three+} pills. Then walk. Then walk. "
        "Then walk. … "
    )


@pytest.fixture
def seen(tmp_path: Path) -> Preview:
    """One page would lose an answer, and another one would go."""
    place = Place(tmp_path)
    place.write("a.txt", VENEERS, BONDING)
    place.write("b.txt", FILLER)
    place.build()
    place.write("a.txt", VENEERS)
    (place.pages / "b.txt").unlink()
    return preview(place.library, [place.pages], WordsEncoder())


def test_a_preview_in_text_lists_every_answer_that_would_go(seen: Preview) -> None:
    lines = preview_text(seen, Path("library")).splitlines()
    (changed,) = (n for n, line in enumerate(lines) if line == "  ~ a")
    (gone,) = (n for n, line in enumerate(lines) if line == "  - b")
    assert any(
        line.startswith("      #2 ") and BONDING.body[:40] in line for line in lines[changed:gone]
    )
    assert any(line.startswith("      #1 ") and FILLER.body[:50] in line for line in lines[gone:])


def test_a_preview_in_json_has_every_answer_that_would_go_in_full(seen: Preview) -> None:
    found = preview_json(seen)
    assert list(found)[-1] == "differences"
    told = [
        (one["page"], one["change"], [(a["id"], a["change"], a["before"]) for a in one["answers"]])
        for one in found["differences"]
    ]
    assert told == [
        ("a", "changed", [("a#2", "gone", BONDING.body)]),
        ("b", "gone", [("b#1", "gone", FILLER.body)]),
    ]
