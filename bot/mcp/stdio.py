"""The tools over standard input and output, for a program that starts this one."""

import re
import sys
from collections.abc import AsyncIterator
from io import TextIOWrapper
from typing import Any, cast

import anyio
from mcp.server.stdio import stdio_server

from bot.answers import AnswerLibrary
from bot.mcp.server import make_server
from bot.safety.alerts import AMERICAN

HALF_CHARACTER = re.compile(
    r"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""Half of a character as JSON writes it. The first part takes what looks like one and is none: a
stroke of its own, and both halves."""


class WholeCharacters:
    """The lines of standard input in whole characters: who cuts a text off amid an emoji sends half
    of it, and the package would answer such a line with nothing."""

    def __init__(self) -> None:
        text = TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
        self._lines = anyio.wrap_file(text)

    async def __aiter__(self) -> AsyncIterator[str]:
        async for line in self._lines:
            yield whole_characters(line)


def whole_characters(line: str) -> str:
    """A line of JSON, with the mark of a broken character (U+FFFD) for each half of one."""
    return HALF_CHARACTER.sub(lambda found: found[1] or "\\ufffd", line)


def serve_stdio(library: AnswerLibrary, number: str = AMERICAN) -> None:
    """Answer until standard input ends; standard output holds the protocol alone.

    Args:
        number: the emergency number of where the readers are.
    """

    async def serve() -> None:
        server = make_server(library, number)
        lines = cast("Any", WholeCharacters())
        async with stdio_server(lines) as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(serve)
