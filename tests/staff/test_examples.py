"""Whose questions are offered to patients who have not asked yet: staff choose them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.web.chat import chosen_in, offered_in
from index.library.remove import remove
from index.storage.examples import MOST_EXAMPLES, NAME, read_examples
from tests.staff.forms import forms_in
from tests.staff.test_desk import Clinic, alert, answer_of, lines_of, text_of
from tests.words_encoder import WordsEncoder

PAGES = ("one", "two", "three", "four")


@pytest.fixture
def clinic(library_copy: Path) -> Iterator[Clinic]:
    clinic = Clinic(library_copy)
    with clinic.client:
        titled = (answer_of(one, f"Words of {one}.", question_title=f"{one}?") for one in PAGES)
        clinic.add(("a.jsonl", lines_of(*titled)))
        yield clinic


def choose(clinic: Clinic, page: str, offered: str = "yes") -> str:
    got = clinic.post("/pages/example", page=page, offered=offered)
    return "" if got.status_code == 303 else alert(got)


def offered(clinic: Clinic) -> list[str]:
    """The questions that the patients' page begins with."""
    library = clinic.service.library
    return offered_in(library, chosen_in(library.folder))


def test_without_a_choice_those_with_most_answers_are_offered(clinic: Clinic) -> None:
    assert offered(clinic) == clinic.service.library.titles(20)
    assert "Nobody has chosen any" in text_of(clinic.get("/pages"))


def test_what_staff_choose_is_offered_in_place_of_all_others(clinic: Clinic) -> None:
    (form,) = forms_in(clinic.get("/pages", contains="two?").text, "/pages/example")
    clinic.client.post(form.action, data=form.fields)
    assert choose(clinic, "one") == ""
    assert offered(clinic) == ["two?", "one?"]
    assert read_examples(clinic.folder) == ("two", "one")
    assert clinic.audit[-1]["did"] == "chose examples"
    assert clinic.audit[-1]["pages"] == ["two", "one"]
    assert choose(clinic, "two", "no") == ""
    assert offered(clinic) == ["one?"]
    assert choose(clinic, "one", "no") == ""
    assert not (clinic.folder / NAME).exists()


def test_no_more_are_chosen_than_are_shown(clinic: Clinic) -> None:
    assert [choose(clinic, one) for one in PAGES[:MOST_EXAMPLES]] == [""] * MOST_EXAMPLES
    assert "leave one out first" in choose(clinic, PAGES[MOST_EXAMPLES])
    assert "not in the library" in choose(clinic, "nowhere")
    listed = forms_in(clinic.get("/pages").text, "/pages/example")
    assert {one.fields["offered"] for one in listed} == {"no"}


def test_a_page_that_was_removed_is_forgotten_and_not_offered(clinic: Clinic) -> None:
    choose(clinic, "one")
    choose(clinic, "two")
    remove(clinic.folder, WordsEncoder(), pages=["one"])
    assert '"one"' not in (clinic.folder / NAME).read_text("utf-8")
    assert offered(clinic) == ["two?"]


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"page": 3}'])
def test_a_line_that_is_none_offers_the_usual_ones_and_choosing_anew_mends_it(
    line: str, clinic: Clinic
) -> None:
    (clinic.folder / NAME).write_text(f"{line}\n", "utf-8")
    with pytest.raises(ValueError, match="line 1"):
        read_examples(clinic.folder)
    assert offered(clinic) == clinic.service.library.titles(20)
    assert choose(clinic, "one") == ""
    assert offered(clinic) == ["one?"]
