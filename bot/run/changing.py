"""Changes a library: `build`, `remove` and `undo`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from bot.run.output import DONE, WRONG_USE, existing, json_line, print_error, progress_shown
from bot.run.reading import keep_columns, print_columns
from bot.show.changes import (
    preview_json,
    preview_text,
    removal_json,
    removal_text,
    report_text,
    undo_json,
    undo_text,
    whom_json,
    whom_text,
)
from index.encoders.encoder import Encoder
from index.encoders.sentence_encoder import DEFAULT, SentenceEncoder
from index.errors import NoLibrary, SeveralPeople
from index.library.build import BuildRequest, build, preview
from index.library.open import Library, exists
from index.library.people import ANYBODY, PersonChoice, people_named
from index.library.remove import Removal, going, removal_of, remove
from index.library.report import Report
from index.library.undo import undo, undo_of
from index.library.writer import Progress

if TYPE_CHECKING:
    from index.library.watch import WatchedFolders

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
"""The pages that travel with the program."""


def run_build(options: argparse.Namespace) -> int:
    """Build, and report what was done; or what would be."""
    if options.ray and (options.watch or options.dry_run):
        raise ValueError("--ray is for one build; leave --watch and --dry-run out")
    if options.dry_run:
        return _run_preview(options)
    keep_columns(options)
    watched = watched_folders(options)
    if watched is not None:
        return _run_watch(watched, options)
    report = _build(options, existing(options.paths or [SEEDS]), _encoder(options))
    print_report(report, options)
    nothing_read = not (report.added or report.changed or report.unchanged)
    return WRONG_USE if nothing_read and report.skipped else DONE


def print_report(report: Report, options: argparse.Namespace) -> None:
    """What a build did."""
    text = json_line(asdict(report)) if options.json else report_text(report, options.library)
    print(text, flush=True)


def watched_folders(options: argparse.Namespace) -> "WatchedFolders | None":
    """The folders that are to be watched, if there are any."""
    if not options.watch:
        return None
    from index.library.watch import WatchedFolders

    return WatchedFolders(options.library, options.watch)


def _run_watch(watched: "WatchedFolders", options: argparse.Namespace) -> int:
    """Build, and take in what changes until interrupted; print each report that is news."""
    paths = [*existing(options.paths), *watched.there()]
    try:
        encoder = _encoder(options)
        print_report(_build(options, paths, encoder, watched.still), options)
        named = ", ".join(map(str, watched.folders))
        print_error(f"watching {named} (stop it with Ctrl-C)")
        with progress_shown(options.quiet) as progress:
            for outcome in watched.follow(lambda: encoder, Event(), progress):
                for told in outcome.troubles:
                    print_error(told)
                if outcome.report is not None:
                    print_report(outcome.report, options)
    except KeyboardInterrupt:
        print_error("stopped")
        raise
    return DONE


def _run_preview(options: argparse.Namespace) -> int:
    if options.watch:
        raise ValueError("--dry-run shows what one build would do; leave --watch out, or name PATH")
    order = BuildRequest(options.anew, options.readmit, options.replace)
    paths = existing(options.paths or [SEEDS])
    if options.map:
        raise ValueError("--dry-run writes nothing; keep the columns first: pages PATH --map …")
    seen = preview(options.library, paths, _encoder(options), order)
    print(json_line(preview_json(seen)) if options.json else preview_text(seen, options.library))
    written = (page.source for page in seen.plan.written)
    for source in dict.fromkeys(one for one in written if one is not None):
        print_columns(source)
    nothing_read = not (seen.plan.written or seen.plan.unchanged)
    return WRONG_USE if nothing_read and seen.plan.skipped else DONE


def make_if_missing(options: argparse.Namespace) -> None:
    """Make the library from the pages that come with the program, where nobody named another one:
    whoever did means their own pages, and these would be shown for them."""
    if exists(options.library):
        return
    check_comes_with_pages(options)
    build_first(options, [SEEDS], "once; it takes some ten seconds")


def check_comes_with_pages(options: argparse.Namespace) -> None:
    """See that a library that is missing may be made of the pages that come with the program.

    Raises:
        NoLibrary: it may not.
    """
    if options.is_own and not options.demo:
        raise NoLibrary(options.library, "or try the pages that come with the program: add --demo")


def build_first(
    options: argparse.Namespace, paths: Sequence[Path], how_long: str, still: float = 0.0
) -> None:
    """Make a library that is missing."""
    told = f"Building a library from {', '.join(map(str, paths))} in {options.library}"
    print(f"{told} ({how_long}) …", file=sys.stderr)
    plain: dict[str, object] = {
        "anew": False,
        "encoder": None,
        "readmit": [],
        "replace": [],
        "shard_passages": None,
        "ray": None,
    }
    plainly = argparse.Namespace(**{**vars(options), **plain})
    report = _build(plainly, paths, _encoder(plainly), still)
    print(f"Built after {report.seconds:.0f} s.", file=sys.stderr)


def _build(
    options: argparse.Namespace, paths: Sequence[Path], encoder: Encoder, still: float = 0.0
) -> Report:
    with progress_shown(options.quiet) as progress:
        if options.ray:
            return _build_on_cluster(options, paths, encoder, progress)
        return build(
            options.library,
            paths,
            encoder,
            anew=options.anew,
            readmit=options.readmit,
            replacing=options.replace,
            still=still,
            shard_passages=options.shard_passages,
            progress=progress,
        )


def _build_on_cluster(
    options: argparse.Namespace, paths: Sequence[Path], encoder: Encoder, progress: Progress
) -> Report:
    from index.cluster.build import build_on_cluster

    order = BuildRequest(
        anew=options.anew,
        readmit=options.readmit,
        replacing=options.replace,
        shard_passages=options.shard_passages,
    )
    shows = sys.stderr.isatty() and not (options.quiet or options.json)
    report, told = build_on_cluster(
        options.library,
        paths,
        encoder,
        order,
        progress,
        address=options.ray,
        shows_progress=shows,
    )
    print_error(
        f"Ray's workers made {told.made} files of vectors, and found {told.found}; "
        f"a worker took {told.peak / 1e6:.0f} MB at most to encode, and "
        f"{told.reading_peak / 1e6:.0f} MB to read; {told.left:,} texts were left to this process"
    )
    for node, file in told.blind:
        print_error(f"{node} encoded, and read nothing, as it cannot read {file}")
    return report


def _encoder(options: argparse.Namespace) -> Encoder:
    """A library keeps the encoder it was built with, unless it is built anew."""
    if options.encoder or options.anew or not exists(options.library):
        return SentenceEncoder(options.encoder or DEFAULT)
    with closing(Library.open_newest(options.library)) as library:
        return library.encoder()


def run_remove(options: argparse.Namespace) -> int:
    """Remove pages, answers and doctors, and report what was done."""
    if not (options.page or options.answer or options.doctor):
        raise ValueError("nothing to remove; name it with --page, --answer or --doctor")
    choice = PersonChoice(options.place, options.specialty, all=options.all)
    if choice != ANYBODY and not options.doctor:
        raise ValueError("--place, --specialty and --all say which doctor; add --doctor NAME")
    with closing(Library.open_newest_shown(options.library)) as library:
        chosen = _chosen_removal(options, library, choice)
        if options.dry_run:
            taken = going(library, chosen)
            text = json_line(removal_json(chosen, taken)) if options.json else None
            print(text or removal_text(chosen, taken, options.library))
            return DONE
        encoder = library.encoder()
    with progress_shown(options.quiet) as progress:
        report = remove(
            options.library,
            encoder,
            pages=options.page,
            answers=options.answer,
            doctors=options.doctor,
            choice=choice,
            progress=progress,
        )
    print(json_line(asdict(report)) if options.json else report_text(report, options.library))
    return DONE


def _chosen_removal(options: argparse.Namespace, library: Library, choice: PersonChoice) -> Removal:
    """What would be removed; where a name means several doctors, they are listed."""
    try:
        return removal_of(library, options.page, options.answer, options.doctor, choice)
    except SeveralPeople:
        named = [people_named(library.doctors(), name, choice) for name in options.doctor]
        print(json_line(whom_json(named)) if options.json else whom_text(named))
        raise


def run_undo(options: argparse.Namespace) -> int:
    """Take the last change back, and report what was done; or show what would be."""
    told = undo_of(options.library)
    if options.dry_run:
        print(json_line(undo_json(told)) if options.json else undo_text(told, options.library))
        return DONE
    with closing(Library.open_newest(options.library)) as library:
        encoder = library.encoder()
    with progress_shown(options.quiet) as progress:
        report = undo(options.library, encoder, generation=told.generation, progress=progress)
    print_report(report, options)
    return DONE


RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": run_build,
    "remove": run_remove,
    "undo": run_undo,
}
"""What carries out each of these commands; the exit status."""
