"""The history of a library: one line of JSON for every change that was committed.

Only ids and counts are kept, never a doctor's name and never words.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from index.durable import append_line

NAME = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Event:
    """One change. `when` is in UTC, to the second; `by` is who made it. `added`, `changed` and
    `removed` are ids of pages; `taken_out` are those of pages and answers removed for good."""

    when: str
    by: str
    generation: int
    seconds: float
    pages: int
    answers: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    taken_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The events of a library, the oldest first."""

    events: tuple[Event, ...]

    @classmethod
    def read(cls, folder: Path) -> "History":
        """The history in a library's folder; a line that a crash cut short is left out."""
        try:
            lines = (folder / NAME).read_bytes().split(b"\n")
        except FileNotFoundError:
            return cls(())
        return cls(tuple(event for line in lines for event in _event(line)))


def append(folder: Path, event: Event) -> None:
    """Add an event, flushed to disk."""
    line = json.dumps(asdict(event), ensure_ascii=False).encode("utf-8", "surrogatepass")
    append_line(folder / NAME, line)


def _event(line: bytes) -> Iterator[Event]:
    try:
        found = json.loads(line)
        for name in ("added", "changed", "removed", "taken_out"):
            found[name] = tuple(map(str, found[name]))
        event = Event(**found)
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    numbers = (event.generation, event.seconds, event.pages, event.answers)
    words = (event.when, event.by)
    if all(isinstance(one, (int, float)) for one in numbers) and all(
        isinstance(one, str) for one in words
    ):
        yield event
