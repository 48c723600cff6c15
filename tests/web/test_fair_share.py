"""Threads that clients share: who asks much waits behind their own requests."""

import asyncio
import time
from functools import partial

import pytest

from bot.web.fair_share import Crowded, FairShare
from tests.faults.tally import Tally
from tests.own_loop import finished


def test_who_asks_much_waits_behind_their_own_requests(tally: Tally) -> None:
    share = FairShare(4, 2, 100)

    async def asked() -> tuple[float, int]:
        flood = [
            asyncio.ensure_future(share.run("flood", lambda: time.sleep(0.2))) for _ in range(30)
        ]
        await asyncio.sleep(0.05)
        began = time.monotonic()
        assert await share.run("other", lambda: "told") == "told"
        took, left = time.monotonic() - began, sum(not one.done() for one in flood)
        await asyncio.gather(*flood)
        return took, left

    took, left = finished(asked())
    assert took < 1.5 and left >= 20
    tally.record(34, tries=30)


def test_so_many_of_one_place_wait_and_no_more_and_none_is_remembered(tally: Tally) -> None:
    share = FairShare(4, 2, 3)

    async def asked() -> None:
        many = [share.run("flood", lambda: time.sleep(0.05)) for _ in range(10)]
        found = await asyncio.gather(*many, return_exceptions=True)
        assert sum(isinstance(one, Crowded) for one in found) == 7
        await share.run("flood", lambda: None)

    finished(asked())
    assert not share._waiting and not share._running and not share._here
    with pytest.raises(Crowded):
        finished(FairShare(4, 2, 0).run("anybody", lambda: None))
    tally.record(34, tries=10)


def test_places_are_served_by_turns_and_not_in_the_order_they_came(tally: Tally) -> None:
    share, served = FairShare(1, 2, 100), list[str]()

    async def asked() -> None:
        places = ["flood"] * 5 + ["second"] * 2 + ["third"]
        await asyncio.gather(*(share.run(one, partial(served.append, one)) for one in places))

    finished(asked())
    assert served == ["flood", "second", "third", "flood", "second", "flood", "flood", "flood"]
    tally.record(34, tries=8)


def test_a_short_one_waits_for_no_long_ones_of_however_many_places(tally: Tally) -> None:
    share = FairShare(4, 2, 100)

    async def asked() -> int:
        places = [f"flood {number % 5}" for number in range(10)]
        flood = [
            asyncio.ensure_future(share.run(one, lambda: time.sleep(0.5), long=True))
            for one in places
        ]
        await asyncio.sleep(0.05)
        await share.run("other", lambda: None)
        left = sum(not one.done() for one in flood)
        await asyncio.gather(*flood)
        return left

    assert finished(asked()) == 10
    tally.record(34, tries=10)


def test_nor_does_it_wait_for_long_ones_of_its_own_place(tally: Tally) -> None:
    """Behind one address may be a whole house."""
    share, served = FairShare(4, 2, 100), list[str]()

    def work() -> None:
        time.sleep(0.3)
        served.append("long")

    async def asked() -> None:
        flood = [asyncio.ensure_future(share.run("house", work, long=True)) for _ in range(5)]
        await asyncio.sleep(0.05)
        await share.run("house", lambda: served.append("short"))
        await asyncio.gather(*flood)

    finished(asked())
    assert served == ["short", *["long"] * 5]
    tally.record(34, tries=5)


def test_one_that_is_given_up_while_it_waits_takes_no_turn() -> None:
    share = FairShare(1, 1, 100)

    async def asked() -> None:
        first = asyncio.ensure_future(share.run("a", lambda: time.sleep(0.1)))
        given_up = asyncio.ensure_future(share.run("b", lambda: None))
        await asyncio.sleep(0.02)
        given_up.cancel()
        await first
        await share.run("c", lambda: None)

    finished(asked())
    assert not share._waiting and not share._running and not share._here
