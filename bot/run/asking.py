"""Asks a library: `ask`, `doctors` and `verify`. Nothing that reads pages is imported."""

import argparse
import codecs
import gc
import os
import stat
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from bot.answers import AnswerLibrary
from bot.commands import emergency_number
from bot.reply.reply import Reply, as_read, crisis_reply, signs_alone
from bot.run.output import DONE, NOTHING, existing, json_line, print_error, standard_input
from bot.safety.signs import Sign, signs_in, without_doubtful
from bot.safety.told import alerts_told
from bot.show.export import BYTE_ORDER_MARK, doctors_csv, doctors_json, reply_json
from bot.show.terminal import alerts_text, doctors_text, reply_text
from bot.show.visible import shown
from bot.verify.claims import claims_in, text_of
from bot.verify.report import verdicts_json, verdicts_text
from index.library.open import exists


def run_ask(options: argparse.Namespace) -> int:
    """Answer one question. Signs of danger wait for no library, which may lie on a disk that hangs,
    or take all memory; but in JSON, which is told whole."""
    if sys.stdout is None:
        raise ValueError("standard output is closed; open it, or write into a file")
    if options.question == ["-"]:
        options.question = [standard_input().buffer.read().decode("utf-8-sig", "replace")]
    asked = " ".join(options.question)
    if not asked.strip():
        raise ValueError("the question is empty; write it after ask, or - to read standard input")
    question = as_read(asked)
    signs = signs_in(question)
    certain = without_doubtful(signs)
    first = [] if options.json else _alerts_alone(question, certain, options.emergency)
    if first:
        print(shown("\n\n".join(first)), flush=True)
        options.is_told = True
    in_crisis = crisis_reply(question, signs)
    reply, is_older = _reply(question, signs, options) if in_crisis is None else (in_crisis, False)
    if options.json:
        number, anyway = options.emergency, options.anyway
        told = json_line(reply_json(reply, number, anyway=anyway, is_older=is_older))
    else:
        told = reply_text(reply, options.emergency, anyway=options.anyway, told=first)
        told = f"\n{told}" if first and told else told
    if told:
        print(told, flush=True)
    options.is_told = True
    if reply.trouble is not None:
        raise reply.trouble
    return NOTHING if reply.parts and reply.band == "nothing" else DONE


def print_alerts(words: Sequence[str], number: str) -> None:
    """Tell on standard error of what the words of a refused command hold of danger: nobody answers
    them. `number` is the emergency number."""
    message = as_read(" ".join(words))
    signs = signs_in(message)
    if signs and sys.stderr is not None:
        print(shown("\n\n".join(_alerts_alone(message, signs, number))), file=sys.stderr)


def _alerts_alone(message: str, signs: tuple[Sign, ...], number: str) -> list[str]:
    """The alerts for signs of danger in a message to which nothing else is answered yet."""
    return alerts_text(Reply(message, (), (), signs), number)


def print_alerts_told(words: str, number: str) -> None:
    """Tell on standard error, in a line, of an emergency that words tell of somebody which are read
    for something else, as a topic is."""
    for alert in alerts_told(as_read(words), number)[:1]:
        print_error(alert.text)


def _reply(
    question: str, signs: tuple[Sign, ...], options: argparse.Namespace
) -> tuple[Reply, bool]:
    """A Reply, and whether it is an older library's."""
    try:
        library = opened_library(options, options.rerank)
        reply = library.ask(
            question,
            options.k,
            after=options.after,
            since=options.since,
            until=options.until,
            signs=signs,
        )
        return reply, library.is_older
    except Exception as error:
        alone = signs_alone(question, error, signs)
        if alone is None:
            raise
        return alone, False


def run_doctors(options: argparse.Namespace) -> int:
    """List the doctors who addressed a topic."""
    if options.topic is not None and not options.topic.strip():
        raise ValueError("the topic is empty; write it in quotes after doctors, or leave it out")
    number = emergency_number()
    print_alerts_told(options.topic or "", number)
    reply = opened_library(options).doctors(
        options.topic,
        specialty=options.specialty,
        place=options.place,
        name=options.name,
        pages=options.page or (),
        stars=options.stars or (),
        named=True if options.named else False if options.unnamed else None,
        addressed=options.addressed,
        since=options.since,
        until=options.until,
    )
    if options.csv:
        sys.stdout.write((BYTE_ORDER_MARK if _is_new_file(sys.stdout) else "") + doctors_csv(reply))
    else:
        told = json_line(doctors_json(reply, number)) if options.json else doctors_text(reply)
        print(told)
    return DONE if reply.rows else NOTHING


def _is_new_file(output: TextIO) -> bool:
    """Whether output goes into a file of its own, in UTF-8, and not to a terminal or a program."""
    try:
        found = os.fstat(output.fileno())
    except (OSError, ValueError):
        return False
    is_utf_8 = codecs.lookup(output.encoding or "ascii").name == "utf-8"
    return is_utf_8 and stat.S_ISREG(found.st_mode) and found.st_size == 0


def run_verify(options: argparse.Namespace) -> int:
    """Check the quotes of a document against the library, and say where one differs."""
    is_given = str(options.file) == "-"
    data = standard_input().buffer.read() if is_given else existing([options.file])[0].read_bytes()
    source = "standard input" if is_given else str(options.file)
    verdicts = opened_library(options).verify(claims_in(text_of(data, source), source))
    if options.json:
        print(json_line(verdicts_json(verdicts)))
    else:
        print(verdicts_text(verdicts))
    return DONE if all(one.verified for one in verdicts) else NOTHING


def opened_library(options: argparse.Namespace, rerank: str | None = None) -> AnswerLibrary:
    """The library to ask, which is made first where it is missing and nobody named it; what is
    wrong with it is printed."""
    if not exists(options.library):
        from bot.run.changing import make_if_missing  # reads pages, which whoever asks does not

        gc.enable()
        make_if_missing(options)
    library = AnswerLibrary.open(options.library, rerank)
    for told in (library.newest.warning, library.newest.unfinished):
        if told is not None:
            print_error(told)
    return library


RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "ask": run_ask,
    "doctors": run_doctors,
    "verify": run_verify,
}
"""What carries out each of these commands; the exit status."""
