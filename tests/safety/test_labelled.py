"""Every message that was ever labelled is told as it was, or stands in a list of those that are
not."""

import json
from pathlib import Path

from bench.safety import DANGER, by_rules, own_sets

KNOWN = Path(__file__).with_name("told_wrongly.jsonl")
"""The messages of danger in which the rules find none, and the others in which they find one.
`python bench/safety.py --rules --known` writes it."""


def test_every_labelled_message_is_told_rightly_or_known_not_to_be() -> None:
    known = {json.loads(line)["text"] for line in KNOWN.read_text(encoding="utf-8").splitlines()}
    wrong = {
        message.text
        for messages in own_sets().values()
        for message, told in zip(messages, by_rules(messages), strict=True)
        if (message.level in DANGER) != (told in DANGER)
    }
    assert wrong - known == set(), "these were told rightly before"
    assert known - wrong == set(), "these are told rightly now: write the list anew"
