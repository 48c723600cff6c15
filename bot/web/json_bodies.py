"""Bodies in JSON, read strictly before anything is made of them, for our routes and Gradio's.

A parser further in would refuse what is odd with a traceback that holds it. What is refused here is
refused in words that hold nothing of it. Halves of characters, and bytes that are none, become the
mark of a broken character (U+FFFD): a question with one is still read.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, NoReturn, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from bot.web.open_paths import SESSION
from index.named_once import named_once

ODD = (
    "This is not what this page sends: {}. If somebody is in danger, call the emergency number now."
)
"""What is refused so is read by nobody, and may be a cry for help."""
JOIN = re.compile(r"/gradio_api/queue/join/?")

Inputs: TypeAlias = Mapping[int, tuple[bool, ...]]
"""What each event of the chat page takes, by its index: for each input whether it is a text; else
it is null, as the server keeps it."""


class OddBody(Exception):
    """A body that no page of ours sends; the words say why, and hold nothing of it."""

    def __init__(self, why: str) -> None:
        super().__init__(ODD.format(why))


Session = Annotated[StrictStr, Field(pattern=rf"^{SESSION.pattern}$")]
Index = Annotated[StrictInt, Field(ge=0, lt=1_000_000)]


class _Sent(BaseModel):
    """Fields that are passed on; all others are left out."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")


class Join(_Sent):
    """A question, or another event of the chat page, for Gradio's queue."""

    data: Annotated[list[StrictStr | None], Field(max_length=16)]
    fn_index: Index
    session_hash: Session
    trigger_id: Index | None = None


class Cancel(_Sent):
    """An event that is no longer waited for."""

    session_hash: Session
    fn_index: Index
    event_id: Session


class Reset(_Sent):
    """The same, as older pages say it."""

    event_id: Session


GRADIO: tuple[tuple[re.Pattern[str], type[_Sent]], ...] = (
    (JOIN, Join),
    (re.compile(r"/gradio_api/cancel/?"), Cancel),
    (re.compile(r"/gradio_api/reset/?"), Reset),
)
"""What Gradio is sent, by path; our own routes say themselves what they take."""


BEGINNINGS = (b"[", b"{", b",")
"""Bytes of which each value of JSON but the first has one in front."""
MOST_VALUES = 50_000
"""Of a body, commas and brackets of its texts counted: more would keep everybody else waiting while
they are read. A megabyte of prose has some 20,000."""


@dataclass(frozen=True, slots=True)
class JsonBodies:
    """Reads bodies; `inputs` are those of the chat page's events."""

    inputs: Inputs

    def sound(self, path: str, body: bytes) -> bytes:
        """A body as it is passed on: an object of JSON in UTF-8, of whole characters and finite
        numbers. A byte order mark in front, as some programs write one, is left out.

        Raises:
            OddBody: it is none, or not what that path takes.
        """
        given = _object_in(body)
        for pattern, kind in GRADIO:
            if pattern.fullmatch(path):
                given = _validated(kind, given)
        if JOIN.fullmatch(path):
            self._check_inputs(given)
        return _written(given)

    def _check_inputs(self, given: Mapping[str, Any]) -> None:
        takes = self.inputs.get(given["fn_index"])
        if takes is None:
            raise OddBody("the page has no such event")
        if tuple(one is not None for one in given["data"]) != takes:
            raise OddBody("the event takes other inputs")


def _object_in(body: bytes) -> dict[str, Any]:
    if sum(map(body.count, BEGINNINGS)) > MOST_VALUES:
        raise OddBody("it holds too many values")
    try:
        found = json.loads(
            body.decode("utf-8-sig", "replace"),
            parse_constant=_refuse_constant,
            object_pairs_hook=named_once,
        )
    except (ValueError, RecursionError):
        raise OddBody("it is no JSON") from None
    if not isinstance(found, dict):
        raise OddBody("it is no object of JSON")
    return json.loads(_written(found))  # type: ignore[no-any-return]


def _refuse_constant(_: str) -> NoReturn:
    raise OddBody("NaN and Infinity are no numbers of JSON")


def _written(found: object) -> bytes:
    try:
        text = json.dumps(found, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        raise OddBody("a number is too large") from None
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _validated(kind: type[_Sent], given: dict[str, Any]) -> dict[str, Any]:
    try:
        return kind.model_validate(given).model_dump()
    except ValidationError as error:
        # The fields' own names are ours; whatever else an error holds may be the client's words.
        fields = {str(one["loc"][0]) for one in error.errors(include_input=False) if one["loc"]}
        named = ", ".join(sorted(fields & set(kind.model_fields)))
        raise OddBody(f"{named or 'something'} is missing, or of another kind") from None
