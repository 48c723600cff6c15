"""Threads that clients share: who asks much waits behind their own requests."""

import asyncio
import time

import pytest

from bot.web.fair_share import Crowded, FairShare
from tests.own_loop import finished


def test_who_asks_much_waits_behind_their_own_requests() -> None:
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


def test_so_many_of_one_place_wait_and_no_more_and_none_is_remembered() -> None:
    share = FairShare(4, 2, 3)

    async def asked() -> None:
        many = [share.run("flood", lambda: time.sleep(0.05)) for _ in range(10)]
        found = await asyncio.gather(*many, return_exceptions=True)
        assert sum(isinstance(one, Crowded) for one in found) == 7
        await share.run("flood", lambda: None)

    finished(asked())
    assert not share._of and not share._here
    with pytest.raises(Crowded):
        finished(FairShare(4, 2, 0).run("anybody", lambda: None))
