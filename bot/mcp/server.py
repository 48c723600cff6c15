"""The tools as a server of the Model Context Protocol, by the official package.

A server is made for whoever asks over standard input, or for all requests over HTTP; what each may
use is asked at each call.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from importlib.metadata import version
from typing import Any, Protocol, TypeAlias, TypeVar

from anyio.to_thread import run_sync
from mcp import MCPError
from mcp.server import Server, ServerRequestContext
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ListedTool

from bot.answers import AnswerLibrary
from bot.mcp.message import message_in
from bot.mcp.tools import TOOLS, Tool, Unfit, alerts_in, alerts_json_in
from bot.safety.alerts import AMERICAN
from bot.safety.patience import DANGER_WAITS, begun
from bot.show.wording import VERBATIM

logger = logging.getLogger(__name__)

Context: TypeAlias = ServerRequestContext[Any, Any]
Made = TypeVar("Made")
INSTRUCTIONS = (
    "A reference library of what real doctors answered to patients. Show alerts before all else. "
    f"Quotes are {VERBATIM}: give them unchanged, with the doctor and the source, and the page's "
    "notice. This is not a doctor; where nothing is found, say so."
)
UNUSABLE = "The library cannot be used, so nothing is given. Try again later."
LATE = "The search takes longer than it should, so nothing more is given. Ask again in a moment."
UNKNOWN = "There is no such tool here."


class Run(Protocol):
    """Carries something out for a request with a message, away from the loop that answers."""

    def __call__(self, context: Context, message: str, make: Callable[[], Made]) -> Awaitable[Made]:
        """What a function makes."""


async def _in_a_thread(context: Context, message: str, make: Callable[[], Made]) -> Made:
    return await run_sync(make)


def make_server(
    library: AnswerLibrary,
    number: str = AMERICAN,
    *,
    is_staff: Callable[[Context], bool] = lambda _: True,
    run: Run = _in_a_thread,
    read: Run = _in_a_thread,
) -> Server[Any]:
    """A server with the tools over a library.

    Args:
        number: the emergency number of where the readers are.
        is_staff: whether a request may use the tools that are for the staff.
        run: carries out tools.
        read: looks for signs of danger, which must not wait for what is carried out.
    """

    def allowed(context: Context) -> list[Tool[Any]]:
        return [one for one in TOOLS if is_staff(context) or not one.for_staff]

    async def list_tools(context: Context, _: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_listed(one) for one in allowed(context)])

    async def call_tool(context: Context, params: CallToolRequestParams) -> CallToolResult:
        tool = next((one for one in allowed(context) if one.name == params.name), None)
        arguments = params.arguments or {}
        message = message_in(arguments)

        async def alerts() -> list[str]:
            return await read(context, message, partial(alerts_in, message, number))

        if tool is None:
            found = await read(context, message, partial(alerts_json_in, message, number))
            raise MCPError(INVALID_PARAMS, UNKNOWN, {"alerts": found} if found else None)
        try:
            running = run(context, message, lambda: tool.run(library, arguments, number))
            carried_out = await begun(running, DANGER_WAITS)
            if not carried_out.done() and (told := await alerts()):
                return _failed(*told, LATE)
            outcome = await asyncio.shield(carried_out)
        except Unfit as unfit:
            # What cannot be carried out is read for danger all the same.
            return _failed(*await alerts(), str(unfit))
        except Exception as error:
            logger.error("a tool was not carried out", exc_info=error)
            return _failed(*await alerts(), UNUSABLE)
        return CallToolResult(
            content=[TextContent(text=piece) for piece in outcome.pieces],
            structured_content=outcome.found,
        )

    return Server(
        "doctor-answers",
        version=version("doctor-answers"),
        title="Doctor Answers",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _listed(tool: Tool[Any]) -> ListedTool:
    return ListedTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.takes.model_json_schema(),
        annotations=ToolAnnotations(
            title=tool.title,
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


def _failed(*words: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=one) for one in words], is_error=True)
