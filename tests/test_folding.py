"""Text as it is compared: small, plain and without apostrophes, alike everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Can't", "cant"),
        ("CAN’T", "cant"),
        ("can`t can´t", "cant cant"),
        ("Párpado CAÍDO", "parpado caido"),
        ("niño", "nino"),
        ("Straße", "strasse"),
        ("", ""),
        ("😂", "😂"),
    ],
)
def test_case_accents_and_apostrophes_make_no_difference(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text(alphabet=st.characters(max_codepoint=0x17F)))
def test_a_text_that_is_folded_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)
