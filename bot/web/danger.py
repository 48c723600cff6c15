"""Alerts for the signs of danger in a message, told at once: by threads that wait for no answer."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar

from starlette.requests import Request

from bot.reply.reply import as_read
from bot.safety.alerts import Alert, alerts_of
from bot.safety.patience import SHORT
from bot.safety.signs import Sign, signs_in
from bot.show.conversation import alerts_html
from bot.staff.access import place_of_client
from bot.web.fair_share import Crowded, FairShare

THREADS = 4
"""Threads for messages that wait to be read."""
THREADS_EACH = 2
"""Those of them that one address has at once, where no other waits."""
MOST_WAITING = 100
"""Messages of one address that wait to be read."""
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class DangerReaders:
    """Threads that look for signs of danger, which wait for no other request, no library and no
    encoder. `number` is the emergency number of where the readers are."""

    number: str
    threads: FairShare = field(
        default_factory=lambda: FairShare(THREADS, THREADS_EACH, MOST_WAITING)
    )

    async def html(self, request: Request, message: str, language: str) -> str:
        """The alerts for a message, as HTML; nothing where it has no sign of danger.

        Raises:
            Crowded: too many messages of that place wait.
        """

        def told() -> str:
            read = as_read(message)
            return alerts_html(read, signs_in(read), self.number, language)

        return await self._run(request, message, told)

    async def alerts(self, request: Request, message: str) -> tuple[Alert, ...]:
        """The alerts for the signs of danger in a message with which nothing else is done, in no
        words of it; none where too many wait."""

        def told() -> tuple[Alert, ...]:
            read = as_read(message)
            found = alerts_of(read, signs_in(read), self.number)
            return tuple(replace(one, told_by=()) for one in found)

        if not message:
            return ()
        with suppress(Crowded):
            return await self._run(request, message, told)
        return ()

    async def signs(self, request: Request, message: str) -> tuple[Sign, ...] | None:
        """The signs of danger in a message; None where too many of that place wait."""
        with suppress(Crowded):
            return await self._run(request, message, lambda: signs_in(as_read(message)))
        return None

    async def _run(self, request: Request, message: str, told: Callable[[], Made]) -> Made:
        return await self.threads.run(place_of_client(request), told, len(message) > SHORT)
