"""Greetings and thanks are not searched; whatever asks anything is."""

import pytest

from bot.query.courtesy import LONGEST, Courtesy, courtesy_of, is_courtesy
from bot.query.search_query import queries_in
from tests.query.test_search_query import SPELLING


@pytest.mark.parametrize(
    "message",
    [
        "hello",
        "Hello?",
        "hi there, good morning",
        "Good evening, doctors!",
        "thank you so much!",
        "Great, that's all I needed. Have a nice day",
        "ok great thanks, bye",
        "perfect, thank you doctor",
        "thx a lot, that was helpful",
        "ok",
        "no",
        "hola, buenos días",
        "hey, can I ask you something?",
        "Hi, how are you today?",
        "is anybody there",
        "I have a question",
    ],
)
def test_a_greeting_is_not_searched(message: str) -> None:
    assert is_courtesy(message)
    assert queries_in(message, SPELLING) == ()
    assert queries_in(message, SPELLING, "Can I exercise after Botox?") == ()


@pytest.mark.parametrize(
    "message",
    [
        "hello, can I exercise after botox?",
        "thanks! and what about massage?",
        "ok?",
        "is it ok",
        "thanks, is that good",
        "will it be good",
        "is that good?",
        "why?",
        "lips",
        "good for wrinkles",
        "I have a question about fillers",
        "can anyone help me with bruises",
        "thank you " * LONGEST,
        "",
        "?!",
        '"thanks"',
    ],
)
def test_what_asks_something_is_searched(message: str) -> None:
    assert queries_in(message, SPELLING) if message else not is_courtesy(message)


@pytest.mark.parametrize(
    ("message", "what"),
    [
        ("hello", "greeting"),
        ("Hi, how are you today?", "greeting"),
        ("hola, buenos días", "greeting"),
        ("ok great thanks, bye", "thanks"),
        ("hello and thank you", "thanks"),
        ("goodbye then", "farewell"),
        ("good night, doctor", "farewell"),
        ("ok", "agreement"),
        ("lips", None),
    ],
)
def test_a_greeting_is_greeted_and_thanks_are_not_mistaken_for_one(
    message: str, what: Courtesy | None
) -> None:
    assert courtesy_of(message) == what
