"""The server's log: a line for each record, in one format, and nobody's words in it."""

import asyncio
import io
import json
import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from bot.reply.service import AnswerService
from bot.web.backpressure import Server
from bot.web.logs import (
    LOG_FORMATS,
    MOST_OF_A_KIND,
    WITHHELD,
    LogFormat,
    LogLevel,
    TextFormatter,
    Throttle,
    configure_logging,
)
from bot.web.request_limits import RequestLimits
from index.errors import DamagedLibrary
from index.library.open import Library
from tests.staff.test_login import Clock
from tests.web.test_turns import asked
from tests.words_encoder import WordsEncoder

WORD = "Zyxquibble"
QUESTION = f"I am {WORD}, can I exercise after botox?"
LOGGERS = ("", "bot", "index", "uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")

Configure = Callable[..., io.StringIO]


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Configures logging as the server does, into what is given back, until the test ends."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(one.handlers, one.level, one.propagate) for one in loggers]
    monkeypatch.setattr(logging, "raiseExceptions", True)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(traceback, "print_exc", traceback.print_exc)

    def configure(log_format: LogFormat = "text", level: LogLevel = "info") -> io.StringIO:
        stream = io.StringIO()
        configure_logging(log_format, level, stream)
        return stream

    yield configure
    logging.captureWarnings(False)
    for one, (handlers, level, propagate) in zip(loggers, before, strict=True):
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


def log_error(error: Exception, logger: str = "bot.reply.service") -> None:
    """Log an error as the rooms do that catch one."""
    try:
        raise error
    except Exception as raised:
        logging.getLogger(logger).error("a request failed", exc_info=raised)


def entries(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


# Format.


def test_a_line_of_text_holds_time_level_logger_and_message(configured: Configure) -> None:
    stream = configured()
    logging.getLogger("bot.reply.service").warning("generation %d is served", 7)
    found = re.fullmatch(
        r"(\S+) WARNING bot\.reply\.service: generation 7 is served\n", stream.getvalue()
    )
    assert found
    assert abs(datetime.fromisoformat(found[1]) - datetime.now(UTC)) < timedelta(minutes=1)


def test_each_line_of_json_is_an_object_with_time_level_logger_and_message(
    configured: Configure,
) -> None:
    stream = configured("json")
    logging.getLogger("bot.reply.service").warning("two\nlines, “quoted”")
    logging.getLogger("index.library").info("generation %d", 7)
    first, second = entries(stream)
    time = datetime.fromisoformat(first.pop("time"))
    assert abs(time - datetime.now(UTC)) < timedelta(minutes=1)
    assert first == {
        "level": "WARNING",
        "logger": "bot.reply.service",
        "message": "two\nlines, “quoted”",
    }
    assert (second["logger"], second["message"]) == ("index.library", "generation 7")


def test_an_error_in_text_stands_in_its_line_with_the_places_that_led_to_it(
    configured: Configure,
) -> None:
    stream = configured()
    log_error(KeyError(WORD))
    (line,) = stream.getvalue().splitlines()
    place = r"tests/web/test_logs\.py:\d+ in log_error"
    assert re.search(rf" ERROR bot\.reply\.service: a request failed; KeyError \({place}\)$", line)


def test_an_error_in_json_has_its_type_its_places_and_what_led_to_it(configured: Configure) -> None:
    stream = configured("json")
    try:
        try:
            raise OSError("no space left")
        except OSError as full:
            raise ValueError(WORD) from full
    except ValueError as error:
        log_error(error)
    ((raised, cause),) = (entry["errors"] for entry in entries(stream))
    assert (raised["type"], raised["message"]) == ("ValueError", None)
    assert raised["places"][-1].startswith("tests/web/test_logs.py:")
    assert (cause["type"], cause["message"]) == ("OSError", "no space left")


def test_an_error_that_we_named_is_logged_with_what_mends_it(configured: Configure) -> None:
    stream = configured()
    log_error(DamagedLibrary(Path("library"), "a file is short"))
    assert "DamagedLibrary: library: " in stream.getvalue()
    assert "build PATH --anew" in stream.getvalue()


def test_no_record_ends_its_line_or_moves_the_cursor(configured: Configure) -> None:
    stream = configured()
    logging.getLogger("bot").error("a file\r\n2026 ERROR bot: forged \x1b[2J\u202e.txt")
    (line,) = stream.getvalue().splitlines()
    assert line.endswith("a file 2026 ERROR bot: forged \\x1b[2J\\u202e.txt")


# Levels.


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_what_is_below_the_level_is_not_logged(
    configured: Configure, level: LogLevel, expected: list[str]
) -> None:
    stream = configured("json", level)
    for one in ("debug", "info", "warning", "error"):
        getattr(logging.getLogger("bot.web.serve"), one)(one)
    assert [entry["message"] for entry in entries(stream)] == expected


@pytest.mark.parametrize("package", ["uvicorn.error", "httpx", "asyncio"])
def test_other_packages_are_heard_from_warnings_on_only(
    configured: Configure, package: str
) -> None:
    stream = configured("json", "debug")
    logging.getLogger(package).info("127.0.0.1:5000 connected")
    assert entries(stream) == []
    logging.getLogger(package).warning("trouble")
    assert [entry["logger"] for entry in entries(stream)] == [package]


# Nobody's words.


class Failing(Library):
    """A library whose errors carry what was searched."""

    def find(self, wordings: Any, *_: Any, **__: Any) -> Any:
        raise ValueError(f"cannot search {list(wordings)}")


@pytest.mark.parametrize("log_format", LOG_FORMATS)
def test_no_word_of_a_question_that_fails_is_logged(
    configured: Configure, library_folder: Path, log_format: LogFormat
) -> None:
    stream = configured(log_format, "debug")
    service = AnswerService(Failing.open(library_folder), WordsEncoder())
    service.load()
    with pytest.raises(ValueError, match=WORD):
        service.reply(QUESTION)
    asked(service, QUESTION)
    logged = stream.getvalue()
    assert "ValueError" in logged and "in find" in logged
    assert not re.search("zyx|exercise|botox", logged, re.IGNORECASE)


@pytest.mark.parametrize("log_format", LOG_FORMATS)
def test_no_word_of_a_request_that_fails_is_logged_and_no_address(
    configured: Configure, log_format: LogFormat
) -> None:
    stream = configured(log_format, "debug")

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            raise RuntimeError(f"{QUESTION} from {scope['client']}")

    async def ask() -> bytes:
        server = Server(RequestLimits(failing), "127.0.0.1", 0)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /page/{WORD}/1?q={WORD} HTTP/1.0\r\nX-Word: {WORD}\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        server.should_exit = True
        await serving
        return answer

    assert b"500 Internal Server Error" in asyncio.run(ask())
    logged = stream.getvalue()
    assert "uvicorn.error" in logged and "RuntimeError" in logged and "in failing" in logged
    assert not re.search("zyx|exercise|botox|127[.]0", logged, re.IGNORECASE)


@pytest.mark.parametrize("log_format", LOG_FORMATS)
def test_a_message_of_another_package_is_withheld(
    configured: Configure, log_format: LogFormat
) -> None:
    stream = configured(log_format)

    async def forgotten() -> None:
        raise ValueError(QUESTION)

    async def forget() -> None:
        task = asyncio.ensure_future(forgotten())
        await asyncio.sleep(0)
        del task

    asyncio.run(forget())
    assert "asyncio" in stream.getvalue()
    assert WITHHELD in stream.getvalue()
    assert WORD not in stream.getvalue()


@pytest.mark.parametrize("log_format", LOG_FORMATS)
def test_a_thread_that_ends_with_an_error_prints_nothing_and_is_logged_like_others(
    configured: Configure, log_format: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = configured(log_format)

    def ask() -> None:
        raise ValueError(QUESTION)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert "ValueError" in stream.getvalue() and WORD not in stream.getvalue()
    assert capsys.readouterr() == ("", "")


def test_a_record_that_cannot_be_written_is_not_printed_either(
    configured: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    configured()
    logging.getLogger("bot").error("%d answers", QUESTION)
    assert capsys.readouterr() == ("", "")


def test_a_warning_of_a_package_and_an_error_that_comes_too_late_print_nothing(
    configured: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = configured()

    class Late:
        def __del__(self) -> None:
            raise ValueError(QUESTION)

    Late()
    warnings.warn(f"odd input: {QUESTION}", stacklevel=1)
    logged = stream.getvalue()
    assert "ValueError" in logged and WITHHELD in logged and WORD not in logged
    assert capsys.readouterr() == ("", "")


# How much.


def test_of_records_of_one_kind_only_so_many_are_written_in_a_minute() -> None:
    clock, stream = Clock(), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(TextFormatter())
    handler.addFilter(Throttle(clock))
    logger = logging.Logger("uvicorn.error")
    logger.addHandler(handler)

    def complains(times: int) -> list[str]:
        stream.seek(0)
        stream.truncate()
        for _ in range(times):
            logger.warning("Invalid HTTP request received.")
        return stream.getvalue().splitlines()

    assert len(complains(1000)) == MOST_OF_A_KIND
    assert complains(1000) == []
    clock.now += 60
    first, *others = complains(1000)
    assert first.endswith("Invalid HTTP request received. (and 1,990 like it before, left out)")
    assert len(others) == MOST_OF_A_KIND - 1
    logger.warning("another kind")
    assert "another kind" in stream.getvalue()


def test_errors_of_different_types_and_places_are_of_different_kinds(configured: Configure) -> None:
    stream = configured("json")
    for _ in range(100):
        for error in (ValueError(WORD), KeyError(WORD)):
            log_error(error)
    assert len(entries(stream)) == 2 * MOST_OF_A_KIND
