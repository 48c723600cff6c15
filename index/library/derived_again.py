"""Checks that a text that was derived is what its source gives: derives it again, and compares."""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import groupby

from index.errors import UnreadablePage
from index.model import Page
from index.pages.decided import saved_text
from index.pages.kinds import is_saved_page
from index.pages.packed.archives import file_on_disk
from index.pages.read import Source, read_source, sources


def other_texts(
    derived: Mapping[str, Collection[str]], page_of: Callable[[str], Page]
) -> Iterator[str]:
    """What is wrong with the texts of pages, where the file that they were derived from is still
    there as it was, and this version derives texts as that one did. An archive is unpacked once.

    Args:
        derived: the ids of the pages that were derived from each file.
        page_of: gives a page by its id.
    """
    for on_disk, files in groupby(sorted(derived), key=file_on_disk):
        wanted = set(files)
        if not on_disk.is_file():
            continue
        for source in sources([on_disk]):
            if isinstance(source, Source) and source.file in wanted:
                yield from _others_of(source, derived[source.file], page_of)


def _others_of(
    source: Source, page_ids: Collection[str], page_of: Callable[[str], Page]
) -> Iterator[str]:
    """What is wrong with the texts of pages that were derived from one file."""
    if is_saved_page(source.path):
        try:
            found = saved_text(source.path, source.file)
        except UnreadablePage:
            return  # it was changed since
        for page in map(page_of, page_ids):
            yield from _compared(page, found.digest, found.derived_by, found.text, source)
        return
    wanted = frozenset(page_ids)
    for one in read_source(source):
        if not isinstance(one, UnreadablePage) and one.page.id in wanted:
            read = one.page
            page = page_of(read.id)
            yield from _compared(page, read.digest, read.derived_by, read.text, source)


def _compared(
    page: Page, digest: str, derived_by: str | None, text: str, source: Source
) -> Iterator[str]:
    is_same = (digest, derived_by) == (page.digest, page.derived_by)
    if is_same and text != page.text:
        yield f"the text of page {page.id} is not what {derived_by} derives from {source.file}"
