"""Serves a library, and lets people and programs in: `serve`, `mcp` and keys to them."""

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from bot.answers import AnswerLibrary
from bot.interrupt import raise_as_usual
from bot.run.changing import (
    build_first,
    check_comes_with_pages,
    make_if_missing,
    watched_folders,
)
from bot.run.output import DONE, standard_input
from index.errors import NoLibrary
from index.library.open import exists

if TYPE_CHECKING:
    from bot.staff.login import Staff
    from index.library.watch import WatchedFolders


def run_serve(options: argparse.Namespace) -> int:
    """Serve the chat page until interrupted."""
    if options.ray is not None:
        return _serve_on_cluster(options)
    from bot.web.proxies import proxies_in
    from bot.web.public_address import PublicAddress
    from bot.web.serve import serve

    proxies = proxies_in(options.trusted_proxies)
    given = options.public_address
    public = PublicAddress.read(given) if given else None
    staff = _staff(options)
    watched = watched_folders(options)
    make = _making(options, watched)
    if make is None and sys.stderr.isatty() and not options.quiet:
        print("Starting the page; its address comes in a few seconds …", file=sys.stderr)
    serve(
        options.library,
        options.host,
        options.port,
        rerank=options.rerank,
        votes=options.votes,
        questions=options.questions,
        staff=staff,
        with_desk=not options.no_staff,
        show_once=_show_once,
        proxies=proxies,
        public=public,
        embedding=tuple(options.embed),
        with_metrics=options.metrics,
        number=options.emergency,
        api=options.api,
        origins=options.allow_origin,
        log_format=options.log_format,
        log_level=options.log_level,
        watched=watched,
        make=make,
    )
    return DONE


def _making(
    options: argparse.Namespace, watched: "WatchedFolders | None"
) -> Callable[[], object] | None:
    """What makes the library, where there is none; None where there is one.

    Raises:
        NoLibrary: nobody said of what it is made.
    """
    if exists(options.library):
        return None
    if watched is not None:
        return partial(build_first, options, watched.folders, "once", watched.still)
    check_comes_with_pages(options)
    return partial(make_if_missing, options)


OF_ONE_PROGRAM = ("votes", "questions", "staff", "watch")
"""Options of `serve` for what one program keeps or changes beside the library."""


def _serve_on_cluster(options: argparse.Namespace) -> int:
    """Serve by Ray Serve: without a desk, and nothing is kept of what readers do."""
    from bot.cluster.deployed import Deployed
    from bot.cluster.serve import serve_on_cluster
    from bot.web.proxies import proxies_in
    from bot.web.public_address import PublicAddress
    from bot.web.serve import port_to_have
    from index.cluster.connect import LOCAL

    given = [name for name in OF_ONE_PROGRAM if getattr(options, name)]
    if given:
        told = " and ".join(f"--{name}" for name in given)
        raise ValueError(
            f"with --ray there is no desk, and nothing is kept; leave {told} out, and use a "
            "program without --ray on the same library for that"
        )
    proxies_in(options.trusted_proxies)
    if options.public_address:
        PublicAddress.read(options.public_address)
    raise_as_usual()  # a cluster of our own has to be ended
    if options.ray == LOCAL:
        port_to_have(options.host, options.port)
    make_if_missing(options)
    deployed = Deployed(
        options.library,
        replicas=(options.replicas[0], options.replicas[1]),
        rerank=options.rerank,
        number=options.emergency,
        api=options.api,
        origins=tuple(options.allow_origin),
        embedding=tuple(options.embed),
        proxies=options.trusted_proxies,
        public=options.public_address,
        host=options.host,
        with_metrics=options.metrics,
        log_format=options.log_format,
        log_level=options.log_level,
    )
    serve_on_cluster(deployed, options.ray, options.port)
    return DONE


def run_mcp(options: argparse.Namespace) -> int:
    """Offer the tools to whoever started this program, until standard input ends."""
    from bot.mcp.stdio import serve_stdio
    from bot.reply.service import AnswerService
    from bot.web.logs import configure_logging

    make_if_missing(options)
    service = AnswerService.open(options.library, options.rerank)
    configure_logging(level="warning")
    service.load()
    serve_stdio(AnswerLibrary(service), options.emergency)
    return DONE


def run_key(options: argparse.Namespace) -> int:
    """Make a program's key and print it once; revoke it; or list which there are."""
    from bot.web.api.keys import ApiKeys

    if not exists(options.library):
        raise NoLibrary(options.library)
    keys = ApiKeys(options.library)
    if options.name is None:
        if options.revoke:
            raise ValueError("name the key to revoke, as in doctor-answers key --revoke NAME")
        print("".join(f"{one.name}: {one.scope}\n" for one in keys.every()), end="")
    elif options.revoke:
        keys.revoke(options.name)
    else:
        print(keys.make(options.name, options.scope))
    return DONE


def _staff(options: argparse.Namespace) -> "Staff | None":
    """Who may sign in, if somebody said so."""
    from bot.staff.login import Staff

    given = os.environ.get("DOCTOR_ANSWERS_STAFF")
    if options.no_staff or (options.staff is None and given is None):
        return None
    if options.staff is not None:
        return Staff.open(options.staff)
    return Staff.given(given or "", "DOCTOR_ANSWERS_STAFF")


def _show_once(address: str) -> bool:
    """Print an address that opens the desk, to a terminal only: what else takes the output may keep
    it."""
    if not sys.stdout.isatty():
        return False
    print(f"The staff's desk opens once by {address}", flush=True)
    return True


def run_desk_key(options: argparse.Namespace) -> int:
    """Print an address that opens the desk of a program that runs, once."""
    from bot.staff.desk_key import cut_desk_key
    from bot.staff.responses import SIGN_IN

    if not exists(options.library):
        raise NoLibrary(options.library)
    key = cut_desk_key(options.library)
    print(f"{options.address.rstrip('/')}{SIGN_IN}?key={key}")
    return DONE


def run_password(options: argparse.Namespace) -> int:
    """Ask for a password, and print the line that lets that name sign in."""
    from getpass import getpass

    from bot.staff.login import line_for

    typed = standard_input()
    if typed.isatty():
        given = getpass(f"Password for {options.name}: ")
        if getpass("Again: ") != given:
            raise ValueError("the two passwords differ; try again")
    else:
        given = typed.readline().rstrip("\n")
    print(line_for(options.name, given))
    return DONE


RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": run_serve,
    "mcp": run_mcp,
    "key": run_key,
    "desk-key": run_desk_key,
    "password": run_password,
}
"""What carries out each of these commands; the exit status."""
