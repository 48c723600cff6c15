"""The history of a library: one line of JSON for every change that was committed.

Only ids and counts are kept, never a doctor's name and never words. The line of a change is noted
beside it before the change is served, so that no kill and no full disk between the two loses it.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.durable import append_line, replace_file
from index.storage.manifest import ListMark, Manifest

NAME = "history.jsonl"
NOTED = ".history-line"
"""The line of a change, and the generation that it made, until it stands in the history."""
TAIL = 1 << 16
"""Bytes at the end of the file in which the newest list is looked for."""
LIST_AT_END = re.compile(
    rb'"list_change": (\d{1,18}), "list_digest": "([0-9a-f]*)"\}$', re.MULTILINE
)
"""How a line ends: an id that held these words would have its quotes escaped."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change. `when` is in UTC, to the second; `by` is who made it. `added`, `changed` and
    `removed` are ids of pages; `taken_out` are those of pages and answers removed for good.
    `list_change` and `list_digest` tell by which list of what was removed it was made."""

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
    list_change: int = 0
    list_digest: str = ""

    @classmethod
    def of(
        cls,
        made: Manifest,
        by: str,
        *,
        added: Iterable[str],
        changed: Iterable[str],
        removed: Iterable[str],
        taken_out: Iterable[str] = (),
        seconds: float = 0.0,
    ) -> "Event":
        """The change that made a generation, which has just been put in place."""
        listed = made.listed or ListMark()
        return cls(
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            by=by,
            generation=made.generation,
            seconds=seconds,
            pages=made.pages,
            answers=made.answers,
            added=tuple(added),
            changed=tuple(changed),
            removed=tuple(removed),
            taken_out=tuple(taken_out),
            list_change=listed.change,
            list_digest=listed.digest,
        )


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


def newest_list(folder: Path) -> ListMark:
    """The newest list of what was removed that a library was ever made by; read from the end, as
    the history may be long."""
    try:
        with (folder / NAME).open("rb") as opened:
            size = opened.seek(0, os.SEEK_END)
            opened.seek(max(0, size - TAIL))
            end = opened.read()
    except FileNotFoundError:
        return ListMark()
    found = [ListMark(int(one[1]), one[2].decode()) for one in LIST_AT_END.finditer(end)]
    return max(found, key=lambda one: one.change, default=ListMark())


def append(folder: Path, event: Event) -> None:
    """Add an event, flushed to disk."""
    append_line(folder / NAME, _line(event))


def note(generation: Path, event: Event) -> None:
    """Note the event of a generation that is about to be served; `settle_history` adds it.

    Raises:
        OSError: the disk is full, fails, or is read-only.
    """
    replace_file(generation.parent / NOTED, generation.name.encode() + b"\n" + _line(event))


def settle_history(folder: Path, served: Path | None) -> None:
    """Add the event that is noted, if the generation is served that it made. For whoever holds the
    folder's lock.

    Args:
        served: the generation that is served; None where none is.

    Raises:
        OSError: as `note`; it is noted still.
    """
    noted = folder / NOTED
    if not noted.exists():
        return
    generation, _, line = noted.read_bytes().partition(b"\n")
    is_served = served is not None and generation == served.name.encode()
    if is_served and not _ends_with(folder, line):
        append_line(folder / NAME, line)
    noted.unlink()


def _ends_with(folder: Path, line: bytes) -> bool:
    """Whether the history's last line is that one, whole."""
    whole = line + b"\n"
    try:
        with (folder / NAME).open("rb") as opened:
            opened.seek(max(0, opened.seek(0, os.SEEK_END) - len(whole)))
            return opened.read() == whole
    except FileNotFoundError:
        return False


def _line(event: Event) -> bytes:
    return json.dumps(asdict(event), ensure_ascii=False).encode("utf-8", "surrogatepass")


def _event(line: bytes) -> Iterator[Event]:
    try:
        found = json.loads(line)
        for name in ("added", "changed", "removed", "taken_out"):
            found[name] = tuple(map(str, found[name]))
        event = Event(**found)
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    numbers = (event.generation, event.seconds, event.pages, event.answers, event.list_change)
    words = (event.when, event.by, event.list_digest)
    if all(isinstance(one, (int, float)) for one in numbers) and all(
        isinstance(one, str) for one in words
    ):
        yield event
