"""What stands among words and is none of them is left out, and all places stay."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.among_words import UNSEEN, words_alone
from bot.safety.signs import signs_in


def shown(message: str) -> str:
    return words_alone(message).replace(UNSEEN, "")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("I <b>can</b>not", "I cannot"),
        ("one</b> <i>two", "one two"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<p>one</p>\n<p>two</p>", "\n\none\n\ntwo\n\n"),
        ("[color=red]one[/color]", "one"),
        ("\x1b[1;31mone\x1b[0m", "one"),
        ("brea-\nthe", "breathe"),
    ],
)
def test_what_is_among_words_is_left_out(message: str, words: str) -> None:
    assert shown(message) == words


@pytest.mark.parametrize(
    "message",
    [
        "<i can't breathe>",
        "<i cant breathe now>",
        "<my throat is closing>",
        "[i can't breathe]",
        "if a <b and b> c, 3 < 4 > 2",
        "a long-\nterm plan",
        "an e-\nqxz",
    ],
)
def test_what_somebody_writes_stays(message: str) -> None:
    assert words_alone(message) == message


def test_places_stay() -> None:
    message = "<p>Dear doctor,</p><p>my <b>throat</b> is clos-\ning up</p>"
    (sign,) = signs_in(message)
    assert "throat" in message[sign.start : sign.end]
    assert message[sign.start : sign.end].endswith(("clos-\ning", "clos-\ning up"))


PIECES = [
    "<",
    "b",
    ">",
    "</b>",
    "<p>",
    "-\n",
    "brea",
    "the",
    " ",
    "\n",
    "[i]",
    '="',
    "&lt;",
    "\x1b[",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_a_message_stays_as_long_as_it_is(pieces: list[str]) -> None:
    message = "".join(pieces)
    assert len(words_alone(message)) == len(message)


CODES = (
    "<", "<b", "<b>", "<a b=c ", '<a b="', "<p a='", "</", "[", "[b", "&lt;", "&lt;b ", "\x1b[",
    "ab-\n", "-\n", "\n", " ", " <b>", "<br> ",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_codes_without_end_are_left_out_in_time(code: str) -> None:
    began = time.perf_counter()
    words_alone((code * 65_000)[:65_000])
    assert time.perf_counter() - began < 1
