"""Says how sound a library is, and how well it answers: `check` and `evaluate`."""

import argparse
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from bot.reply.evaluate import MOST_TRIED, Evaluation, evaluated, keep, read_judgements
from bot.run.output import DONE, NOTHING, json_line, progress_shown
from bot.show.evaluation import evaluation_svg, evaluation_text
from bot.show.visible import with_visible_controls
from index.library.open import Library
from index.library.removals import accept_list
from index.library.repair import damage_of, repair
from index.storage.judgements import NAME as JUDGEMENTS


def run_check(options: argparse.Namespace) -> int:
    """Check the library, and repair it if asked to; its problems are listed, and exit status 1 says
    that some are left."""
    if options.accept_list:
        accept_list(options.library)
    damage = damage_of(options.library)
    report = None
    if options.repair and damage.repairable:
        with progress_shown(options.quiet) as progress:
            report = repair(options.library, progress)
    remedy = damage.mend if report is None else None
    if options.json:
        sound = not damage.problems or report is not None
        found = {"library": str(options.library), "sound": sound, "troubles": damage.problems}
        print(json_line({**found, "mend": remedy, "repaired": report is not None}))
    else:
        print("\n".join(damage.problems) or f"{options.library} is sound.")
        if report is not None:
            texts = f"{report.embedded} {'text' if report.embedded == 1 else 'texts'}"
            print(f"{options.library} was rebuilt from its pages; {texts} encoded.")
        elif remedy is not None:
            print(f"Repair it with: {remedy}")
    return NOTHING if remedy else DONE


def run_evaluate(options: argparse.Namespace) -> int:
    """Evaluate the library, and another beside it if one is named; the library's is kept."""
    folders = [options.library, *([options.against] if options.against else [])]
    found = [_evaluated(folder, options) for folder in folders]
    if options.picture is not None:
        options.picture.write_text(evaluation_svg(found[0]), encoding="utf-8")
    keep(options.library, found[0])
    if options.json:
        told = {name: asdict(one) for name, one in zip(map(str, folders), found, strict=True)}
        print(json_line(told))
    else:
        print(evaluation_text(found, [with_visible_controls(str(one)) for one in folders]))
    return DONE


def _evaluated(folder: Path, options: argparse.Namespace) -> Evaluation:
    with closing(Library.open(folder)) as library, progress_shown(options.quiet) as progress:
        own = options.library / JUDGEMENTS  # the same for both, so that they can be compared
        judged = options.judged or (own if own.exists() else None)
        most = MOST_TRIED if options.pages is None else max(options.pages, 1)
        judgements = read_judgements(judged, library) if judged else ()
        return evaluated(library, library.encoder(), judgements, most, progress)


RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": run_check,
    "evaluate": run_evaluate,
}
"""What carries out each of these commands; the exit status."""
