"""Guesses cost time where they are made, and keep nobody out from where they were before."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.staff.guesses import (
    FORGOTTEN_AFTER,
    GUESSES,
    MOST_KEPT,
    NAME_GUESSES,
    PLACE_GUESSES,
    Guesses,
)
from bot.staff.places import place_of
from tests.staff.test_login import Clock

HOME, WORK = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_after_five_wrong_guesses_one_must_wait_until_the_first_is_forgotten(clock: Clock) -> None:
    guesses = Guesses(clock)
    for _ in range(GUESSES):
        assert guesses.begin("ann", HOME) == 0
        clock.now += 60
    assert guesses.begin("ann", HOME) == FORGOTTEN_AFTER - GUESSES * 60
    clock.now += FORGOTTEN_AFTER - GUESSES * 60 - 1
    assert guesses.wait("ann", HOME) == 1
    clock.now += 1
    assert guesses.begin("ann", HOME) == 0
    assert guesses.wait("ann", HOME) == 60, "one guess a minute, as they were made"


def test_a_refused_guess_counts_for_nothing(clock: Clock) -> None:
    guesses = Guesses(clock)
    for _ in range(GUESSES + 100):
        guesses.begin("ann", HOME)
    clock.now += FORGOTTEN_AFTER
    assert guesses.wait("ann", HOME) == 0


def test_one_place_is_counted_for_all_names_and_one_name_by_place(clock: Clock) -> None:
    guesses = Guesses(clock)
    for n in range(PLACE_GUESSES):
        assert guesses.begin(f"name {n}", HOME) == 0
    assert guesses.wait("new", HOME) == FORGOTTEN_AFTER
    assert guesses.wait("name 0", WORK) == 0


def test_the_right_password_forgets_the_wrong_ones_of_that_name_in_that_place(
    clock: Clock,
) -> None:
    guesses = Guesses(clock)
    for _ in range(GUESSES):
        guesses.begin("ann", HOME)
        guesses.right("ann", HOME)
    for _ in range(GUESSES - 1):
        guesses.begin("ann", HOME)
    assert guesses.begin("ann", HOME) == 0
    guesses.right("ann", HOME)
    assert guesses.wait("ann", HOME) == 0
    for n in range(PLACE_GUESSES - GUESSES + 1):
        assert guesses.begin(f"name {n}", HOME) == 0
    assert guesses.wait("bob", HOME) == FORGOTTEN_AFTER, "others' guesses still count"


def test_guesses_from_everywhere_never_lock_a_name_out_from_where_it_was_before(
    clock: Clock,
) -> None:
    guesses = Guesses(clock)
    guesses.begin("ann", HOME)
    guesses.right("ann", HOME)
    for n in range(NAME_GUESSES):
        assert guesses.begin("ann", f"198.51.100.{n}") == 0
    assert guesses.begin("ann", "203.0.113.9") == FORGOTTEN_AFTER
    assert guesses.begin("ann", HOME) == 0
    assert guesses.begin("bob", "203.0.113.9") == 0


def test_names_that_look_like_keys_of_ours_are_names(clock: Clock) -> None:
    guesses = Guesses(clock)
    for _ in range(GUESSES):
        guesses.begin("from", HOME)
    assert guesses.wait("as", HOME) == 0


def test_old_guesses_take_no_memory_and_new_ones_only_so_much(clock: Clock) -> None:
    guesses = Guesses(clock)
    for n in range(MOST_KEPT):
        guesses.begin(f"name {n}", f"place {n}")
        guesses.right(f"name {n}", f"place {n}")
    guesses.begin("one", "more")
    guesses.right("one", "more")
    assert len(guesses._wrong) <= MOST_KEPT and len(guesses._known) == MOST_KEPT
    clock.now += FORGOTTEN_AFTER
    guesses.begin("ann", HOME)
    assert len(guesses._wrong) == 3


def test_no_guess_is_lost_between_threads(clock: Clock) -> None:
    guesses = Guesses(clock)
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: guesses.begin("ann", HOME), range(400)))
    assert taken.count(0.0) == GUESSES


@pytest.mark.parametrize(
    ("client", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("?", "?"),
    ],
)
def test_a_place_is_an_address_or_the_network_of_a_household(client: str, place: str) -> None:
    assert place_of(client) == place
