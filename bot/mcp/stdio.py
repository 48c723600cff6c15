"""The tools over standard input and output, for a program that starts this one."""

import anyio
from mcp.server.stdio import stdio_server

from bot.answers import AnswerLibrary
from bot.mcp.server import make_server
from bot.safety.alerts import AMERICAN


def serve_stdio(library: AnswerLibrary, number: str = AMERICAN) -> None:
    """Answer until standard input ends; standard output holds the protocol alone.

    Args:
        number: the emergency number of where the readers are.
    """

    async def serve() -> None:
        server = make_server(library, number)
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(serve)
