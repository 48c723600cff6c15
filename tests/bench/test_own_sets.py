"""The small sets of our own hold the figures that they had when they were last measured."""

import pytest

from bench.sets import names
from index.library.open import Library


@pytest.mark.model
def test_a_named_doctor_heads_the_reply_and_nobody_is_named_where_nobody_is(
    real_library: Library,
) -> None:
    told = names(real_library)
    assert told == {"right doctor first": 1, "somebody named where nobody is": 0}
