"""The commands of `doctor-answers` and their options, as `--help` tells them."""

import argparse
import os
import re
from collections.abc import Container
from datetime import date
from pathlib import Path
from typing import TypeAlias

from bot.arguments import Parser, Version, origin, port
from bot.hosting.platforms import PLATFORMS
from bot.reply.choices import ADDRESSED, STARS
from bot.safety.alerts import AMERICAN
from bot.web.api.scopes import OPENINGS, SCOPES
from bot.web.logs import LOG_FORMATS, LOG_LEVELS
from index.cluster.connect import ADDRESS, LOCAL
from index.storage.current import KEPT


def parser(given: Container[str] | None = None) -> argparse.ArgumentParser:
    """The commands and their options; `command` is the name of the one that was given.

    Args:
        given: the words of a command line; of commands that are not among them only the name.
    """
    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--library", type=Path, metavar="DIR", help="the library's folder")
    common.add_argument(
        "--demo",
        action="store_true",
        help="make a missing library from the pages that come with it",
    )
    common.add_argument("--quiet", action="store_true", help="no progress bars")
    common.add_argument("--debug", action="store_true", help="show tracebacks")
    program = Parser(
        prog="doctor-answers",
        description="Finds what real doctors answered, and shows it word for word.",
        parents=[common],
    )
    program.add_argument("--version", action=Version)
    commands = program.add_subparsers(required=True, metavar="COMMAND")
    for name, help, options in (
        ("pages", "read pages and report what they hold; build nothing", _pages),
        ("recipe", "propose how to read a site's web pages; keep nothing", _proposing),
        ("build", "bring the library up to date with pages", _building),
        ("remove", "remove for good, from the library and its files", _removing),
        ("undo", "take the last change of the library back", _undoing),
        ("ask", "answer one question; exit status 1 if no doctor addressed it", _asking),
        ("doctors", "which doctors addressed a topic", _doctors),
        ("check", "check every hash, span, seal, count and vector", _checking),
        ("verify", "are quotes word for word? exit status 1 if one is not", _verifying),
        ("evaluate", "how well the library finds what is in it", _evaluating),
        ("serve", "serve the chat page and the staff's page", _serving),
        ("push", "send the library to a bucket or a folder, from which others pull it", _pushing),
        ("pull", "bring the library up to date with the one in a bucket or a folder", _pulling),
        ("kit", "make a folder that runs the page without a network", _packing),
        ("completion", "print what lets a shell complete these commands", _completing),
        ("mcp", "tools for a language model's program, over standard input", _finding),
        ("key", "a key for a program, which is shown once; no NAME: which there are", _programs),
        ("desk-key", "an address that opens the desk once, for ten minutes", _keying),
        ("password", "make a line that lets a member of the staff sign in", _naming),
    ):
        command = commands.add_parser(name, help=help, description=help, parents=[common])
        command.set_defaults(command=name)
        if given is None or name in given:
            options(command)
    return program


SHELLS = ("bash", "zsh", "tcsh")
Options: TypeAlias = argparse._ActionsContainer
"""A command, or a group of options of which one may be given."""


def _pages(command: Options) -> None:
    command.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    command.add_argument(
        "--explain", action="store_true", help="show every line: what it is, whose, and why"
    )
    command.add_argument(
        "--decide",
        type=Path,
        metavar="FILE",
        help="keep this decision beside the page, or the file of records, that it is about, "
        "which is one of PATH",
    )
    command.add_argument(
        "--draft", action="store_true", help="print a decision about PATH, to be corrected"
    )
    _mapping(command)
    _json(command)


def _mapping(command: Options) -> None:
    command.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        action="append",
        default=[],
        help="which column of a table a field is, as answer_text=Answer; kept beside PATH",
    )


def _proposing(command: Options) -> None:
    command.add_argument("paths", type=Path, nargs="+", metavar="PAGE.html")


def _building(command: Options) -> None:
    command.add_argument(
        "paths", type=Path, nargs="*", metavar="PATH", help="default: the pages that come with it"
    )
    command.add_argument("--encoder", metavar="NAME", help="a sentence-transformers model's name")
    command.add_argument(
        "--dry-run", action="store_true", help="show what would be done; write nothing"
    )
    command.add_argument("--anew", action="store_true", help="start with an empty library")
    command.add_argument(
        "--shard-passages",
        type=_shard_size,
        metavar="N",
        help="begin another shard of the library from N passages on (5,000,000)",
    )
    command.add_argument(
        "--ray",
        nargs="?",
        const=LOCAL,
        type=_building_cluster,
        metavar="ADDRESS",
        help="have workers of Ray encode the texts, one on each processor: of this machine, or of "
        "the cluster at auto, HOST:PORT or ray://HOST:PORT",
    )
    _watching(command)
    _mapping(command)
    for name, help in (
        ("readmit", "let a removed page back in, or an answer that is in doubt"),
        ("replace", "take this page from PATH, though it came from another file before"),
    ):
        command.add_argument(f"--{name}", metavar="ID", action="append", default=[], help=help)
    _json(command)


def _watching(command: Options) -> None:
    command.add_argument(
        "--watch",
        type=Path,
        metavar="DIR",
        action="append",
        default=[],
        help="read DIR, and go on taking in what is new, changed or gone there, until Ctrl-C",
    )


def _removing(command: Options) -> None:
    for name, named in (("page", "ID"), ("answer", "ID"), ("doctor", "NAME")):
        command.add_argument(f"--{name}", metavar=named, action="append", default=[])
    command.add_argument("--place", metavar="P", help="of the doctors of that name, those of P")
    command.add_argument("--specialty", metavar="S", help="of these, those of specialty S")
    command.add_argument(
        "--all", action="store_true", help="every doctor of that name, where it means several"
    )
    command.add_argument(
        "--dry-run", action="store_true", help="show what would be removed; write nothing"
    )
    _json(command)


def _undoing(command: Options) -> None:
    command.add_argument(
        "--dry-run", action="store_true", help="show what would come back and go; write nothing"
    )
    _json(command)


def _asking(command: Options) -> None:
    command.add_argument(
        "question", metavar="QUESTION", nargs="+", help="the question; - reads standard input"
    )
    command.add_argument("--k", type=_count, default=8, metavar="N", help="at most N answers (8)")
    command.add_argument(
        "--after", metavar="QUESTION", help="the previous question, which this one may refer to"
    )
    command.add_argument(
        "--anyway", action="store_true", help="show the answers after an emergency, too"
    )
    _in_period(command)
    _finding(command)
    _json(command)


def _in_period(command: Options) -> None:
    for name, help in (("since", "from that day on"), ("until", "up to that day")):
        told = f"only answers that were given {help}, as their pages say"
        command.add_argument(f"--{name}", type=_day, metavar="YYYY-MM-DD", help=told)


def _doctors(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "topic",
        metavar="TOPIC",
        nargs="?",
        help='words, "a phrase", and, or, not; left out: every doctor',
    )
    command.add_argument("--specialty", metavar="S", help="doctors whose specialty contains S")
    command.add_argument("--place", metavar="P", help="doctors whose place contains P")
    command.add_argument("--name", metavar="N", help="doctors whose name contains N")
    command.add_argument("--page", metavar="ID", action="append", help="answers on that page")
    _in_period(command)
    command.add_argument("--stars", choices=STARS, action="append", help="doctors with that rating")
    command.add_argument(
        "--addressed",
        choices=ADDRESSED,
        action="append",
        default=[],
        help="answers that say the topic, say it partly, or are only near in meaning",
    )
    named = command.add_mutually_exclusive_group()
    named.add_argument("--named", action="store_true", help="only doctors whom the page names")
    named.add_argument("--unnamed", action="store_true", help="only answers without a named doctor")
    forms = command.add_mutually_exclusive_group()
    forms.add_argument("--csv", action="store_true", help="print CSV, one row per answer")
    _json(forms)


def _checking(command: Options) -> None:
    command.add_argument(
        "--repair",
        action="store_true",
        help="rebuild what the pages allow, and finish a removal that was interrupted",
    )
    command.add_argument(
        "--accept-list",
        action="store_true",
        help="take the list of what was removed as it is, though a newer one was known",
    )
    _json(command)


def _verifying(command: Options) -> None:
    command.add_argument(
        "file", type=Path, metavar="FILE", help="a Reply, an export or a list of quotes; - reads it"
    )
    _json(command)


def _evaluating(command: Options) -> None:
    command.add_argument(
        "--judged", type=Path, metavar="FILE", help="questions with verdicts on answers, JSON Lines"
    )
    command.add_argument(
        "--against", type=Path, metavar="DIR", help="another library, shown beside this one"
    )
    command.add_argument("--pages", type=int, metavar="N", help="try N pages at most (1000)")
    command.add_argument("--picture", type=Path, metavar="FILE", help="write a picture, SVG")
    _json(command)


def _serving(command: Options) -> None:
    for name, kind, variable, default in (
        ("host", str, "GRADIO_SERVER_NAME", "127.0.0.1"),
        ("port", port, "GRADIO_SERVER_PORT", "7860"),
    ):
        help = f"{default}, or what {variable} says"
        command.add_argument(
            f"--{name}", type=kind, default=os.environ.get(variable, default), help=help
        )
    command.add_argument(
        "--votes",
        type=Path,
        default=os.environ.get("DOCTOR_ANSWERS_VOTES") or None,
        metavar="FILE",
        help="ask whether answers helped, and count the votes in this SQLite file",
    )
    command.add_argument(
        "--questions",
        type=Path,
        default=os.environ.get("DOCTOR_ANSWERS_QUESTIONS") or None,
        metavar="FILE",
        help="keep questions that found nothing in this SQLite file, for the staff",
    )
    desk = command.add_mutually_exclusive_group()
    desk.add_argument(
        "--staff",
        type=Path,
        metavar="FILE",
        help="who may sign in to the staff's page: lines that `password` prints",
    )
    desk.add_argument("--no-staff", action="store_true", help="no staff's page at all")
    _watching(command)
    command.add_argument(
        "--trusted-proxies",
        default=os.environ.get("DOCTOR_ANSWERS_TRUSTED_PROXIES", ""),
        metavar="ADDRESSES",
        help="proxies, by address or network, that are believed when they say who asks",
    )
    command.add_argument(
        "--public-address",
        default=os.environ.get("DOCTOR_ANSWERS_PUBLIC_ADDRESS") or None,
        metavar="URL",
        help="where readers find the page, if a proxy stands before it",
    )
    command.add_argument(
        "--embed",
        type=origin,
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let pages of this origin show /embed in a frame",
    )
    command.add_argument(
        "--metrics",
        action="store_true",
        help="have /metrics for whoever can reach it; else it takes a key of the staff's",
    )
    command.add_argument(
        "--ray",
        nargs="?",
        const=LOCAL,
        type=_cluster,
        metavar="ADDRESS",
        help="serve by Ray Serve, a deployment for each shard: on this machine alone, or on the "
        "cluster at ADDRESS (auto: the one that this machine is part of)",
    )
    command.add_argument(
        "--replicas",
        type=_count,
        nargs=2,
        default=[1, 4],
        metavar=("LEAST", "MOST"),
        help="with --ray: how many processes hold each shard, and answer programs (1 4)",
    )
    command.add_argument(
        "--api",
        choices=OPENINGS,
        help="answer programs without a key, or not at all (with a key; on this machine without "
        "for what the page shows, as long as there is none)",
    )
    command.add_argument(
        "--allow-origin",
        type=origin,
        action="append",
        default=[],
        metavar="ORIGIN",
        help="a site whose pages may ask as programs do, such as https://clinic.example",
    )
    command.add_argument(
        "--log-format", choices=LOG_FORMATS, default="text", help="the form of the log (text)"
    )
    command.add_argument(
        "--log-level", choices=LOG_LEVELS, default="info", help="the least that is logged (info)"
    )
    _finding(command)


def _pushing(command: Options) -> None:
    _at(command)
    command.add_argument(
        "--keep",
        type=_count,
        default=KEPT,
        metavar="N",
        help=f"generations that stay there, this one included ({KEPT})",
    )
    command.add_argument(
        "--verify",
        action="store_true",
        help="read every file there, and send again what is not as it was",
    )
    _json(command)


def _pulling(command: Options) -> None:
    _at(command)
    command.add_argument(
        "--replace", action="store_true", help="take the place of a library with other changes"
    )
    _json(command)


def _at(command: Options) -> None:
    command.add_argument("url", metavar="URL", help="such as s3://bucket/library, or a folder")


def _packing(command: Options) -> None:
    command.add_argument("folder", type=Path, metavar="FOLDER", help="which is not there yet")
    command.add_argument(
        "--for",
        dest="platforms",
        choices=tuple(PLATFORMS),
        action="append",
        default=[],
        help="the machines that it is for (this one's kind)",
    )
    _json(command)


def _completing(command: Options) -> None:
    command.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def _programs(command: Options) -> None:
    command.add_argument("name", metavar="NAME", nargs="?", help="whose key it is")
    command.add_argument(
        "--scope",
        choices=SCOPES,
        default="read",
        help="ask, look up and verify (read); list doctors and read /metrics, too (staff)",
    )
    command.add_argument("--revoke", action="store_true", help="let the key open nothing any more")


def _keying(command: Options) -> None:
    command.add_argument(
        "--address",
        default="http://127.0.0.1:7860",
        metavar="URL",
        help="where the page is (http://127.0.0.1:7860)",
    )


def _naming(command: Options) -> None:
    command.add_argument("name", metavar="NAME")


def emergency_number() -> str:
    """The number of where the readers are, as far as no option says it."""
    return os.environ.get("DOCTOR_ANSWERS_EMERGENCY") or AMERICAN


def _finding(command: Options) -> None:
    """What `ask`, `serve` and `mcp` share."""
    command.add_argument(
        "--emergency",
        type=_telephone,
        default=emergency_number(),
        metavar="NUMBER",
        help="the emergency number where the readers are (911)",
    )
    command.add_argument(
        "--rerank", metavar="NAME", help="a cross-encoder that reorders the best answers"
    )


def _json(command: Options) -> None:
    command.add_argument("--json", action="store_true", help="print JSON")


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("must be from 1 to 1000")
    return number


def _shard_size(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _cluster(text: str) -> str:
    """The address of a cluster."""
    if ADDRESS.fullmatch(text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is none of auto, HOST:PORT and ray://HOST:PORT")
    return text


def _building_cluster(text: str) -> str:
    """The same of `build`; pages that were named where one may stand are told apart."""
    try:
        return _cluster(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{error}; name pages before --ray") from None


def _day(text: str) -> date:
    from index.pages.line_reader.days import day_of  # few commands name a day

    day = day_of(text)
    if day is None or len(text) != len("2016-03-03"):
        raise argparse.ArgumentTypeError("must be a day, such as 2016-03-03")
    return day


def _telephone(text: str) -> str:
    if re.fullmatch(r"\+?[0-9][0-9 -]{0,18}", text) is None:
        raise argparse.ArgumentTypeError("must be a telephone number, such as 911 or 112")
    return text
