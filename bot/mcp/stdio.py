"""The tools over standard input and output, for a program that starts this one.

What the package refuses, or leaves without an answer, is answered here: nobody may wait in vain who
wrote of danger.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from io import TextIOWrapper
from typing import Any, TypeAlias, TypeVar, cast

import anyio
from anyio.to_thread import run_sync
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import INTERNAL_ERROR, ErrorData, JSONRPCError, JSONRPCResponse

from bot.answers import AnswerLibrary
from bot.mcp.message import INVALID_REQUEST, NO_CALL, is_answered, is_call, message_in_call
from bot.mcp.server import LATE, Context, make_server
from bot.mcp.tools import alerts_json_in
from bot.safety.alerts import AMERICAN
from bot.safety.patience import SHORT
from index.named_once import named_once

HALF_CHARACTER = re.compile(
    r"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""Half of a character as JSON writes it. The first part takes what looks like one and is none: a
stroke of its own, and both halves."""
BYTE_ORDER_MARK = "\ufeff"
AT_THE_END, LOOKS = 10.0, 0.02
"""Seconds for which answers are still told when no line comes any more, as where lines are piped
in; and those between two looks whether all are. Whoever has none by then is told so, and of
danger."""
AT_ONCE = 4
"""Calls that are carried out at once."""
Made = TypeVar("Made")
Id: TypeAlias = str | int


class StdioDoor:
    """The lines that a program sends, in whole characters, and what it is told.

    Who cuts a text off amid an emoji sends half of it, and the package would answer such a line
    with nothing; so it would one that is no JSON, or a call whose id is none. Such a line is
    refused here, and each error comes with the alerts for what was sent.

    Args:
        number: the emergency number of where the readers are.
    """

    def __init__(self, number: str = AMERICAN) -> None:
        text = TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
        self._lines = anyio.wrap_file(text)
        self._number = number
        self._calls: defaultdict[Id, list[object]] = defaultdict(list)  # a program may repeat one
        self._writing: Any = None
        self._is_open = anyio.Event()

    def opened(self, writing: object) -> "StdioDoor":
        """The door itself, for what is told from now on, which goes through that stream."""
        self._writing = writing
        self._is_open.set()
        return self

    async def __aiter__(self) -> AsyncIterator[str]:
        await self._is_open.wait()
        async for line in self._lines:
            whole = whole_characters(line).removeprefix(BYTE_ORDER_MARK)
            sent = _read(whole)
            if is_answered(sent):
                call = cast("dict[str, Any]", sent)
                self._calls[call["id"]].append(sent)
                yield whole
            elif isinstance(sent, dict) and not is_call(sent):  # told, or an answer
                yield whole
            elif whole.strip():
                refused = ErrorData(code=INVALID_REQUEST, message=NO_CALL)
                await self._tell(JSONRPCError(jsonrpc="2.0", id=None, error=refused), sent)
        with anyio.move_on_after(AT_THE_END):
            while self._calls:
                await anyio.sleep(LOOKS)
        late = ErrorData(code=INTERNAL_ERROR, message=LATE)
        for call_id, left in [(one, sent) for one, calls in self._calls.items() for sent in calls]:
            await self._tell(JSONRPCError(jsonrpc="2.0", id=call_id, error=late), left)

    async def send(self, told: SessionMessage) -> None:
        """Send what the package tells."""
        message = told.message
        if isinstance(message, JSONRPCError) and message.id is not None:
            await self._tell(message, *self._calls.get(message.id, []))
        else:
            await self._writing.send(told)
        if isinstance(message, (JSONRPCError, JSONRPCResponse)) and message.id is not None:
            self._forget(message.id)

    def _forget(self, call_id: Id) -> None:
        """Wait no more for the answer of the call that bears this id, or of the first that does."""
        calls = self._calls.get(call_id, [])
        del calls[:1]
        if not calls:
            self._calls.pop(call_id, None)

    async def _tell(self, refused: JSONRPCError, *sent: object) -> None:
        """Send an error, with the alerts for what it is about, or may be about."""
        message = "\n".join(map(message_in_call, sent))
        alerts = await run_sync(alerts_json_in, message, self._number)
        if alerts:
            error = refused.error.model_copy(update={"data": {"alerts": alerts}})
            refused = refused.model_copy(update={"error": error})
        await self._writing.send(SessionMessage(refused))

    async def aclose(self) -> None:
        """Tell nothing any more."""
        await self._writing.aclose()

    async def __aenter__(self) -> "StdioDoor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _read(line: str) -> object:
    """The JSON of a line; the line itself where it is none, or names something twice."""
    try:
        return json.loads(line, object_pairs_hook=named_once)
    except (ValueError, RecursionError):
        return line


def whole_characters(line: str) -> str:
    """A line of JSON, with the mark of a broken character (U+FFFD) for each half of one."""
    return HALF_CHARACTER.sub(lambda found: found[1] or "\\ufffd", line)


def serve_stdio(library: AnswerLibrary, number: str = AMERICAN) -> None:
    """Answer until standard input ends; standard output holds the protocol alone.

    Args:
        number: the emergency number of where the readers are.
    """

    async def serve() -> None:
        carrying_out, reading_long = anyio.CapacityLimiter(AT_ONCE), anyio.CapacityLimiter(1)

        async def run(context: Context, message: str, make: Callable[[], Made]) -> Made:
            return await run_sync(make, limiter=carrying_out)

        async def read(context: Context, message: str, make: Callable[[], Made]) -> Made:
            is_long = len(message) > SHORT  # the threads of short ones are nobody else's
            return await run_sync(make, limiter=reading_long if is_long else None)

        server = make_server(library, number, run=run, read=read)
        door = StdioDoor(number)
        async with stdio_server(cast("Any", door)) as (reading, writing):
            telling = cast("Any", door.opened(writing))
            await server.run(reading, telling, server.create_initialization_options())

    anyio.run(serve)
