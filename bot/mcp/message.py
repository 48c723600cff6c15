"""What a patient wrote, in what a program sent that is not carried out: danger is told of it all
the same."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

NO_CALL = "This is no call of the protocol, or of a version that is not known here."
INVALID_REQUEST = -32600
"""The protocol's code of an error that has no other."""
NOTIFICATIONS = "notifications/"
"""How the methods begin that are told, and answered by nothing."""
FIELDS = ("question", "query")
"""The fields in which routes and tools take it."""
NO_MESSAGE = frozenset({"after", "answer", "id", "jsonrpc", "method", "quote", "quotes"})
"""Fields of which no text is what somebody writes now."""


def message_in(body: object) -> str:
    """The texts of a question, also within a list or an object; where no field is called one, every
    text, as a program may call the field otherwise. Nothing where there is none."""
    given = body if isinstance(body, Mapping) else {}
    told = [text for one in FIELDS for text in _texts(given.get(one))]
    return "\n".join(told or _texts(body))


def message_in_call(body: object) -> str:
    """The same of a body, or of the call of a tool (MCP), also where its arguments are a text of
    JSON, as some models write them."""
    call = body.get("params") if isinstance(body, Mapping) else None
    arguments: Any = call.get("arguments") if isinstance(call, Mapping) else None
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            arguments = {FIELDS[0]: arguments}
    return message_in(arguments) or message_in(body)


def is_call(body: object) -> bool:
    """Whether a message of the protocol asks for something, so that somebody waits for an answer,
    whatever else is odd about it."""
    method = body.get("method") if isinstance(body, Mapping) else None
    return isinstance(method, str) and not method.startswith(NOTIFICATIONS)


def has_id(body: object) -> bool:
    """Whether a call names itself by a text or a whole number: of another the package takes that
    nobody waits for its answer."""
    number = body.get("id") if isinstance(body, Mapping) else None
    return isinstance(number, (str, int)) and not isinstance(number, bool)


def is_answered(body: object) -> bool:
    """Whether the package answers a call."""
    if not (is_call(body) and isinstance(body, Mapping)):
        return False
    params = body.get("params", {})
    return (
        has_id(body) and body.get("jsonrpc") == "2.0" and isinstance(params, (Mapping, type(None)))
    )


def _texts(given: object) -> Iterator[str]:
    """Every text in a value of JSON, in the order in which it stands there."""
    left = [given]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            left.extend(reversed(one))
        elif isinstance(one, Mapping):
            read = [value for key, value in one.items() if key not in NO_MESSAGE]
            left.extend(reversed(read))
