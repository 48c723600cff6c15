"""A little of what fuzz.py does for hours: any bytes at all, at everything that reads some."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import SEEDS, examples
from tests.faults import targets
from tests.faults.tally import Tally
from tests.pages.test_text_properties import marked, mixtures, voted
from tests.safety_messages import MESSAGES
from tests.show.test_card import HOSTILE

SEED = next(iter(sorted(SEEDS.iterdir()))).read_bytes()
FAULTS = {"page": 8, "records": 8, "archive": 10, "question": 15, "card": 12}
"""Which of the faults each target is thrown at for."""
quick = settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])


@st.composite
def spliced(draw: st.DrawFn, whole: bytes) -> bytes:
    """Something that is read every day, with parts of it cut out, doubled or overwritten."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(start + draw(st.integers(0, 40)), len(data))
        data[start:end] = draw(st.binary(max_size=20) | st.just(bytes(data[end : end + 200])))
    return bytes(data)


@quick
@given(
    data=st.binary()
    | spliced(SEED)
    | (mixtures | marked | voted).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_a_page_or_unreadable(data: bytes, tally: Tally) -> None:
    targets.page(data)
    tally.record(8)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = "id question_id question_title question_body answer_text author author_credentials source"
rows = st.dictionaries(st.sampled_from([*FIELDS.split(), "more"]), values)
lines = rows.map(lambda row: json.dumps(row).encode()) | st.binary(max_size=60)


@quick
@given(data=st.binary() | st.lists(lines, max_size=6).map(b"\n".join))
def test_any_bytes_are_records_or_named(data: bytes, tally: Tally) -> None:
    targets.records(data)
    tally.record(8)


@quick
@given(data=st.binary(max_size=200))
def test_any_bytes_are_an_archive_or_named(data: bytes, tally: Tally) -> None:
    targets.archive(data)
    tally.record(10)


pieces = st.sampled_from([*HOSTILE.values(), *(message.text for message in MESSAGES)]) | st.text(
    max_size=30
)


@quick
@given(
    data=st.binary()
    | st.lists(pieces, max_size=6).map(
        lambda found: " ".join(found).encode("utf-8", "surrogatepass")
    )
)
def test_any_bytes_are_a_question_with_exact_answers(data: bytes, tally: Tally) -> None:
    targets.question(data)
    tally.record(15)


@quick
@given(
    data=st.binary()
    | st.lists(pieces, min_size=1, max_size=6).map(
        lambda found: "".join(found).encode("utf-8", "replace")
    )
)
def test_any_text_on_a_card_stays_text(data: bytes, tally: Tally) -> None:
    targets.card(data)
    tally.record(12)


@pytest.mark.parametrize("name", targets.TARGETS)
def test_many_more_bytes_where_there_is_time(name: str, long: bool, tally: Tally) -> None:
    if not long:
        pytest.skip("takes minutes; --long")

    @settings(quick, max_examples=5000)
    @given(data=st.binary(max_size=500) | spliced(SEED))
    def throw(data: bytes) -> None:
        targets.TARGETS[name](data)
        tally.record(FAULTS[name])

    throw()
