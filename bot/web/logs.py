"""The server's log: a line for each record, as text or JSON, never with a patient's words.

Other modules only use `logging.getLogger(__name__)`; this one decides where that goes. An error's
message may hold a question, and so may a record of a package that is not ours. What is logged of an
error is its type and its places, and its message only where we or the system wrote it; of another
package's record it is everything but the message. Of records of one kind only so many are written
in a minute: whoever makes the program complain fills no disk.
"""

import json
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from typing import Literal, TextIO, TypeAlias, get_args

from index.errors import DoctorAnswersError

LogFormat: TypeAlias = Literal["text", "json"]
LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]
LOG_FORMATS: tuple[LogFormat, ...] = get_args(LogFormat)
LOG_LEVELS: tuple[LogLevel, ...] = get_args(LogLevel)

OURS = ("bot", "index")
"""Packages whose records are written from the chosen level on; those of others from "warning"."""
TRUSTED = {*OURS, "uvicorn"}
"""Packages whose messages are known to hold nobody's words. Below "warning" those of uvicorn name
the addresses of clients."""
MOST_OF_A_KIND = 10
"""Records of one kind that are written in a minute."""
WITHHELD = "(a message that is not shown, as it may hold somebody's words)"
INSTALLED = Path(__file__).resolve().parents[2]
"""Places in the code are written relative to this folder."""


def configure_logging(
    log_format: LogFormat = "text", level: LogLevel = "info", stream: TextIO | None = None
) -> None:
    """Send all records of this process to one stream, by default standard error."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    handler.setLevel(level.upper())
    handler.addFilter(Throttle())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for package in OURS:
        logging.getLogger(package).setLevel(level.upper())
    logging.raiseExceptions = False  # what logging itself would print holds the arguments
    logging.captureWarnings(True)  # a warning of a package may hold what it was given
    threading.excepthook = _log_end_of_thread
    sys.unraisablehook = _log_unraisable
    # What packages print of an error, as Gradio does, would hold its values and no form of ours.
    traceback.print_exc = _log_instead_of_printing


class Throttle(logging.Filter):
    """Lets so many records of one kind through in a minute; the first one of a later minute says
    how many were left out. Records from one place of the code, about errors of one type from one
    place, are of one kind."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._kinds: dict[tuple[object, ...], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written."""
        kind = (record.name, record.levelno, record.pathname, record.lineno, *_kind_of(record))
        now = self._clock()
        with self._lock:
            began, count = self._kinds.get(kind, (now, 0))
            if now - began >= 60:
                record.left_out = max(count - MOST_OF_A_KIND, 0)
                began, count = now, 0
            self._kinds[kind] = began, count + 1
        return count < MOST_OF_A_KIND


def _kind_of(record: logging.LogRecord) -> tuple[object, ...]:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ()
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    return (type(error), *places[-1:])


class TextFormatter(logging.Formatter):
    """A record as one line: time, level, logger, message, and the errors behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; nothing in it can end it or move the cursor."""
        errors = "".join(f"; {error.as_text()}" for error in _errors_of(record))
        line = f"{_time_of(record)} {record.levelname} {record.name}: {_message_of(record)}{errors}"
        return _in_one_line(line)


class JsonFormatter(logging.Formatter):
    """A record as one JSON object: time, level, logger, message, and `errors` if there are any, the
    one that was raised last first, each with type, message (or null) and places."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, in one line."""
        entry: dict[str, object] = {
            "time": _time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message_of(record),
        }
        errors = [error.as_json() for error in _errors_of(record)]
        return json.dumps({**entry, "errors": errors} if errors else entry)


@dataclass(frozen=True, slots=True)
class LoggedError:
    """An error as it may be logged. `message` is None where it may hold somebody's words; `places`
    are the lines of code that led to it, the innermost first."""

    type: str
    message: str | None
    places: tuple[str, ...]

    @classmethod
    def of(cls, error: BaseException) -> "LoggedError":
        """What may be logged of an error."""
        message = str(error) if isinstance(error, DoctorAnswersError) else None
        if isinstance(error, OSError):
            # Without the name of a file, which may be a client's words.
            message = error.strerror or (None if error.filename else str(error))
        places = [
            f"{_shortened(frame.f_code.co_filename)}:{line} in {frame.f_code.co_name}"
            for frame, line in walk_tb(error.__traceback__)
        ]
        return cls(type(error).__name__, message, tuple(reversed(places)))

    def as_text(self) -> str:
        """The error in a line: `KeyError (index/model.py:12 in quote, …)`."""
        named = self.type if self.message is None else f"{self.type}: {self.message}"
        return f"{named} ({', '.join(self.places)})" if self.places else named

    def as_json(self) -> dict[str, object]:
        """The error as JSON has it."""
        return {"type": self.type, "message": self.message, "places": self.places}


def _errors_of(record: logging.LogRecord) -> Iterator[LoggedError]:
    """The error that a record was made for, and those that led to it."""
    return logged_errors(record.exc_info[1] if record.exc_info else None)


def logged_errors(error: BaseException | None) -> Iterator[LoggedError]:
    """What may be logged of an error, and of those that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield LoggedError.of(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _message_of(record: logging.LogRecord) -> str:
    package = record.name.partition(".")[0]
    message = record.getMessage() if package in TRUSTED else WITHHELD
    left_out = getattr(record, "left_out", 0)
    return f"{message} (and {left_out:,} like it before, left out)" if left_out else message


def _time_of(record: logging.LogRecord) -> str:
    """When a record was made, by ISO 8601 in UTC, with milliseconds."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _in_one_line(text: str) -> str:
    """A text without line ends, in which what cannot be printed is escaped."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode("ascii")
        for one in " ".join(text.split())
    )


def _shortened(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(INSTALLED)) if path.is_relative_to(INSTALLED) else file


def _log_instead_of_printing(*_: object, **__: object) -> None:
    logging.getLogger(__name__).error("a request failed", exc_info=True)


def _log_unraisable(failed: "sys.UnraisableHookArgs") -> None:
    logging.getLogger(__name__).error("an error came too late", exc_info=failed.exc_value)


def _log_end_of_thread(ended: threading.ExceptHookArgs) -> None:
    error = ended.exc_value
    logging.getLogger(__name__).error("a thread ended with an error", exc_info=error)
