"""Reads pages and builds nothing: `pages` and `recipe`."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from getpass import getuser
from pathlib import Path

from bot.run.output import DONE, WRONG_USE, existing, json_line, print_error
from bot.show.explain import explained_text
from bot.show.export import lines_json, page_json
from bot.show.terminal import page_text, recipe_text
from bot.show.visible import with_visible_controls
from bot.show.wording import ID_GONE
from index.errors import UnreadablePage
from index.library.lock import changing
from index.model import Answer, Page
from index.pages.decide import draft_of, keep_decision
from index.pages.decide_records import keep_record_decisions
from index.pages.decisions import read_decision
from index.pages.html.proposal import toml_of
from index.pages.kinds import PAGE_ENDINGS, ending_of, is_saved_page
from index.pages.packed.packed_alone import PACKED_ALONE, file_within
from index.pages.propose import proposal_for
from index.pages.read import ReadPage, Source, read
from index.pages.rows.column_maps import keep_map
from index.pages.rows.record_decisions import are_record_decisions, read_record_decisions
from index.pages.rows.record_files import matching_in
from index.storage.uploads import Uploads


def run_pages(options: argparse.Namespace) -> int:
    """Report what pages hold."""
    if options.decide is not None:
        return _run_decide(options)
    if options.draft:
        sys.stdout.write(draft_of(existing(options.paths), getuser()).toml)
        return DONE
    keep_columns(options)
    count, source = 0, None
    for found in read(existing(options.paths)):
        if isinstance(found, UnreadablePage):
            print_error(f"not read: {found}")
        elif isinstance(found, ReadPage):
            if found.source is not None and found.source != source:
                source = found.source
                print_columns(source)
            count += 1
            _print_page(found.page, options)
    return DONE if count else WRONG_USE


def keep_columns(options: argparse.Namespace) -> None:
    """Keep beside each file what is said of its columns, and tell where."""
    if not options.map:
        return
    told = dict(one.partition("=")[::2] for one in options.map)
    if not all(name and column for name, column in told.items()):
        raise ValueError("--map takes a field and a column, as --map answer_text=Answer")
    paths = existing(options.paths)
    with _alone_beside(paths, options.library):
        for path in paths:
            table = path.with_name(file_within(path)) if ending_of(path) in PACKED_ALONE else path
            is_kind = ending_of(table) in PAGE_ENDINGS and not is_saved_page(table)
            if not is_kind or not path.is_file():
                told_kind = f"--map is about a table or a dump, and {path} is none; name its file"
                raise ValueError(told_kind)
            print_error(f"kept in {keep_map(table, told)}")


def print_columns(source: Source) -> None:
    """Say on standard error which columns of a file were taken for which fields."""
    told = None if is_saved_page(source.path) else matching_in(source.path, source.shown)
    if told is not None:
        print_error(f"{source.shown}: {told}")


def _print_page(page: Page, options: argparse.Namespace) -> None:
    if options.json:
        lines = {"lines": lines_json(page)} if options.explain or options.decide else {}
        print(json_line({**page_json(page), **lines}))
    else:
        explained = options.explain or options.decide
        print(explained_text(page, sys.stdout) if explained else page_text(page))


def run_recipe(options: argparse.Namespace) -> int:
    """Propose a recipe for the site of some web pages, as the text of its file, and below it, in
    comments, what it would read."""
    recipe, pages = proposal_for(existing(options.paths))
    if recipe is None:
        raise ValueError("nothing on these pages repeats that looks like answers; write a recipe")
    sys.stdout.write(toml_of(recipe))
    for page in pages:
        print("".join(f"# {line}\n" for line in recipe_text(page).splitlines()), end="")
    return DONE


def _run_decide(options: argparse.Namespace) -> int:
    """Keep a decision beside its page, or decisions beside the file of their records, and show the
    pages as they are read by that."""
    (name,), paths = existing([options.decide]), existing(options.paths)
    gone: tuple[Answer, ...] = ()
    with _alone_beside(paths, options.library):
        if are_record_decisions(name):
            records = keep_record_decisions(read_record_decisions(name), paths, name)
            pages, file = records.pages, records.file
        else:
            kept = keep_decision(read_decision(name), paths, name)
            pages, file, gone = (kept.page,), kept.file, kept.gone
    for page in pages:
        _print_page(page, options)
    for answer in gone:
        print(f"{with_visible_controls(answer.id)} is gone: {ID_GONE}", file=sys.stderr)
    print(f"kept in {with_visible_controls(file.as_posix())}", file=sys.stderr)
    return DONE


@contextmanager
def _alone_beside(paths: Sequence[Path], library: Path) -> Iterator[None]:
    """Be the only one who changes a library, while something is kept beside files of its own.

    Raises:
        LibraryBusy, NotWritten: as any change.
    """
    own = Uploads(library).folder.resolve()
    with ExitStack() as held:
        if any(path.resolve().is_relative_to(own) for path in paths):
            held.enter_context(changing(library))
        yield


RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "pages": run_pages,
    "recipe": run_recipe,
}
"""What carries out each of these commands; the exit status."""
