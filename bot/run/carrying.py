"""Brings a library and the program elsewhere: `push`, `pull`, `kit` and `completion`."""

import argparse
from collections.abc import Callable
from dataclasses import asdict

from bot.commands import parser
from bot.run.changing import make_if_missing
from bot.run.output import DONE, json_line, progress_shown
from bot.show.changes import pull_text, push_text
from bot.show.visible import with_visible_controls
from index.errors import NoLibrary
from index.library.open import exists


def run_push(options: argparse.Namespace) -> int:
    """Send the library to a bucket, and say what was sent."""
    from index.library.push import push
    from index.storage.bucket import Bucket

    bucket = Bucket.at(options.url)
    if not exists(options.library):
        raise NoLibrary(options.library)
    with progress_shown(options.quiet, " bytes") as progress:
        report = push(
            options.library, bucket, keep=options.keep, reads_back=options.verify, progress=progress
        )
    if options.json:
        print(json_line({"address": bucket.address, **asdict(report)}))
    else:
        print(push_text(report, bucket.address))
    return DONE


def run_pull(options: argparse.Namespace) -> int:
    """Bring the library up to date with the one in a bucket, and say what came."""
    from index.library.pull import pull
    from index.storage.bucket import Bucket

    bucket = Bucket.at(options.url)
    with progress_shown(options.quiet, " bytes") as progress:
        report = pull(options.library, bucket, replacing=options.replace, progress=progress)
    if options.json:
        print(json_line({"library": str(options.library), **asdict(report)}))
    else:
        print(pull_text(report, options.library))
    return DONE


def run_kit(options: argparse.Namespace) -> int:
    """Make the folder that runs the page without a network, and say how large it is."""
    from bot.hosting.kit import make_kit
    from bot.hosting.platforms import this_platform

    make_if_missing(options)
    names = tuple(dict.fromkeys(options.platforms)) or (this_platform(),)
    made = make_kit(options.folder, options.library, names)
    if options.json:
        print(json_line({**asdict(made), "folder": str(made.folder)}))
    else:
        told = f"{made.packages} packages and a library, {made.size / 1e6:,.0f} MB"
        print(f"{with_visible_controls(str(made.folder))}: {told}; start it with start.sh")
    return DONE


def run_completion(options: argparse.Namespace) -> int:
    """Print what a shell reads to complete the commands and their options."""
    from shtab import complete

    print(complete(parser(), options.shell))
    return DONE


RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "push": run_push,
    "pull": run_pull,
    "kit": run_kit,
    "completion": run_completion,
}
"""What carries out each of these commands; the exit status."""
