"""What in a name deceives the eye is said in words beside it, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.show.card import doctor_html
from bot.show.wording import name_of
from bot.text.homoglyphs import deceptive_characters, has_invisible, scripts
from index.model import Doctor
from tests.faults.tally import Tally
from tests.faults.targets import Texts
from tests.show.test_card import page_of

UNSEEN = "This name, or what is printed with it, contains invisible characters."
ALIKE = "This name mixes letters of several alphabets that can look alike."


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Jane Roe", []),
        ("Zoë Žižek-O’Connor", []),
        ("Mª José Núñez", []),
        ("דנה לוי", []),
        ("山田 たろう", []),
        ("김민준", []),
        ("Анна Иванова", []),
        ("Jane\u200b Roe", [UNSEEN]),
        ("\u202eeoR enaJ", [UNSEEN]),
        ("\u2067Jane Roe", [UNSEEN]),
        ("Jane\u00ad Roe", [UNSEEN]),
        ("Jane Roe\ufe0f", [UNSEEN]),
        ("Jane\u3164Roe", [UNSEEN]),
        ("Jane\x00 Roe", [UNSEEN]),
        ("\U000e0041Jane Roe", [UNSEEN]),
        ("\u0408\u0430ne Roe", [ALIKE]),
        ("Jane R\u03bfe", [ALIKE]),
        ("𝖩𝖺𝗇𝖾 𝖱𝗈𝖾", [ALIKE]),
        ("Ｊａｎｅ", [ALIKE]),
        ("\u212aate", [ALIKE]),
        ("\u0408ane\u200b", [UNSEEN, ALIKE]),
    ],
    ids=ascii,
)
def test_a_name_that_deceives_is_marked_and_no_other(
    name: str, told: list[str], tally: Tally
) -> None:
    assert deceptive_characters(Doctor(name, "MD", "byline")) == told
    tally.record(14)


@pytest.mark.parametrize("field", ["credentials", "specialty", "place", "status"])
def test_what_stands_with_a_name_is_looked_at_as_well(field: str) -> None:
    assert deceptive_characters(Doctor("Jane Roe", **{field: "M\u200dD"})) == [UNSEEN]  # type: ignore[arg-type]


def test_nobody_is_marked_where_nobody_is_named() -> None:
    assert deceptive_characters(Doctor()) == []


def test_the_mark_is_said_in_the_readers_language() -> None:
    (told,) = deceptive_characters(Doctor("Jane\u200b"), "es")
    assert told.startswith("Este nombre")


@given(name=st.text(min_size=1, max_size=20))
def test_a_mark_stands_beside_a_name_and_never_changes_it(name: str, tally: Tally) -> None:
    name = name.encode("utf-8", "replace").decode()
    doctor = Doctor(name, "MD", "byline")
    markup = doctor_html(page_of(["words"], [doctor]), doctor, "h2", "en")
    assert ("disguise" in markup) == bool(deceptive_characters(doctor))
    assert has_invisible(name) or len(scripts(name)) > 1 or not deceptive_characters(doctor)
    shown = Texts(str(markup).replace("<bdi>", "<bdi data-verbatim>"))
    assert shown.verbatim[0] == name_of(doctor) == f"{name}, MD"
    tally.record(14)
