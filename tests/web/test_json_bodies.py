"""Bodies of JSON are bounded by how many values they hold, before any of them is read."""

import json

import pytest

from bot.web.json_bodies import MOST_VALUES, JsonBodies, OddBody

VERIFY = "/api/v1/verify"


@pytest.mark.parametrize("value", [b"[[[[]]]]", b"{}", b"1"])
def test_a_body_of_too_many_values_is_refused_unread(value: bytes) -> None:
    body = b'{"quotes":[' + b",".join([value] * (MOST_VALUES + 1)) + b"]}"
    with pytest.raises(OddBody, match="too many values"):
        JsonBodies({}).sound(VERIFY, body)


def test_a_long_text_is_one_value_whatever_stands_in_it() -> None:
    given = {"text": "Rest for two days, and [then] go on. " * 20_000}
    body = json.dumps(given).encode()
    assert len(body) > 700_000
    assert json.loads(JsonBodies({}).sound(VERIFY, body)) == given
