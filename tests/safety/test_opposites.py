"""Messages with the same words, of which some are dangers and the others are none: a novel, a
drill, an illness of old, an age, a dog; and beside each of them somebody who has it now."""

import json
from pathlib import Path

import pytest

from bench.safety import DANGER
from bot.safety.signs import signs_in

OPPOSITES = Path(__file__).with_name("opposites.jsonl")


def opposites() -> list[tuple[str, bool]]:
    rows = map(json.loads, OPPOSITES.read_text(encoding="utf-8").splitlines())
    return [(row["text"], row["is_danger"]) for row in rows]


@pytest.mark.parametrize(("message", "is_danger"), opposites())
def test_the_same_words_alarm_only_where_somebody_has_it(message: str, is_danger: bool) -> None:
    assert any(sign.level in DANGER for sign in signs_in(message)) == is_danger
