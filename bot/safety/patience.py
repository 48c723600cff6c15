"""How long whoever writes of danger waits for a search: help must not wait for one that is slow,
stands behind those of others, or does not end."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

DANGER_WAITS = 2.0
"""Seconds after which alerts are told alone."""
SHORT = 1000
"""Characters of a message that is read for signs of danger before longer ones."""
Made = TypeVar("Made")


async def begun(making: Awaitable[Made], seconds: float | None) -> "asyncio.Future[Made]":
    """What is being made, once it is there, and after so many seconds in any case; None waits until
    it is there. It goes on though nobody may wait for it any more."""
    made = asyncio.ensure_future(making)
    made.add_done_callback(_looked_at)
    await asyncio.wait({made}, timeout=seconds)
    return made


def _looked_at(made: "asyncio.Future[Made]") -> None:
    """See how it ended: else its error would be told when nobody knows of what."""
    if not made.cancelled():
        made.exception()
