"""What a previous message asked: its last question and the topic of that, not its story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.previous_question import (
    LONGEST_CARRIED,
    LONGEST_TOLD,
    previous_question,
    told_with_question,
)


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("Can I exercise after Botox?", "Can I exercise after Botox?"),
        ("exercise botox", "exercise botox"),
        ("hi so i had fillers in my forehead last week. can i run?", "fillers: can i run?"),
        (
            "hi i had botox in my forehead yesterday can i go to the gym",
            "botox: can i go to the gym",
        ),
        ("I got lip filler on Monday. Should I massage it?", "lip filler: Should I massage it?"),
        ("I want Botox before my wedding. When should I get it?", "Botox: When should I get it?"),
        ("I had Botox last week.", "Botox last week"),
        ("My knee hurts. Is this normal?", "knee: Is this normal?"),
        (
            "I had Botox in May. My left brow looks higher. Is this going to settle?",
            "Botox, left brow looks higher: Is this going to settle?",
        ),
        ("I can't close my eye. Is it the Botox?", "can't close my eye: Is it the Botox?"),
        ("I can't wink since Botox. Is it too much Botox?", "can't wink since Botox"),
        ("My lid is low. Is it normal after Botox?", "lid is low: Is it normal after Botox?"),
        ("Since Botox I cannot swallow. Is it the Botox?", "Botox I cannot swallow"),
        ("Can I exercise after Botox? why?", "Can I exercise after Botox?"),
        ("will exercise make my botox wear off", "will exercise make my botox wear off"),
        ("thanks", ""),
        ("why?", ""),
    ],
)
def test_the_last_question_is_carried_with_the_topic_it_lacks(before: str, asked: str) -> None:
    assert previous_question(before, fragments=False).text == asked


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("I have rosacea, can I get Botox?", "I have rosacea,"),
        ("I had a nose job last year can I get filler?", "I had a nose job last year"),
        ("can I get Botox?", ""),
        ("I have rosacea. Can I get Botox?", "I have rosacea."),
        ("I am pregnant. I take aspirin! Can I get Botox?", "I am pregnant. I take aspirin!"),
        ("I just had a baby. Can I get Botox?", "I just had a baby."),
        ("I'm 70. Can I get Botox?", "I'm 70."),
        ("I have 2 questions. Can I get Botox?", ""),
        ("My name is Anna. Can I get Botox?", ""),
        ("My mother is 70. Can she get Botox?", "My mother is 70."),
        ("I had a bad reaction to Botox. Is Dysport safe?", "I had a bad reaction to Botox."),
        ("My friend told me about you. Can I get Botox?", ""),  # that is nobody's state
        ("I had Botox. Does Botox migrate?", ""),
        ("I use Sculptra. Is Botox better?", ""),
        ("Is it safe? Can I get Botox?", ""),
        ("I have rosacea. Nobody knows. Can I get Botox?", ""),
        (f"I have {'very ' * LONGEST_TOLD}red skin. I have MS. Can I get Botox?", "I have MS."),
        ("I have rosacea, can I swim?", ""),  # that is the topic that the question lacks
        (f"I have {'very ' * LONGEST_TOLD}red skin, can I get Botox?", ""),
        ("I am here, can I get Botox?", ""),
        ("thanks", ""),
        ("", ""),
    ],
)
def test_what_is_told_right_before_a_question_goes_with_it(before: str, told: str) -> None:
    assert told_with_question(before) == told


def test_a_condition_that_was_added_goes_on_only_before_a_whole_question() -> None:
    before = "Can I exercise after Botox? during pregnancy?"
    assert previous_question(before, fragments=True).text == before
    assert previous_question(before, fragments=False).text == "Can I exercise after Botox?"


@given(st.text(), st.booleans())
def test_of_any_text_little_is_carried(before: str, fragments: bool) -> None:
    found = previous_question(before, fragments=fragments)
    assert len(found.text) <= LONGEST_CARRIED
    assert bool(found.text) == bool(found.topics)
