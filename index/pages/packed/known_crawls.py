"""What is known of a crawl that was read before: enough to leave it packed while it is the same.

Of its pages nothing is kept but hashes, and how many could not be read: so nothing of what was
removed from a library stays anywhere.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from index.durable import hash_of
from index.pages.archive_decisions import decisions_about
from index.pages.html.derived import DERIVED_BY
from index.pages.line_reader.text import READ_BY


@dataclass(frozen=True, slots=True)
class KnownCrawl:
    """A crawl all of whose pages were read into a library, or could not be read.

    `digest` is the hash of its bytes, of the decisions about it and of the program, `pages` that of
    its pages' files. `refused` is how many could not be read, `told` what else was in it.
    """

    digest: str
    pages: str
    refused: int
    told: str


def digest_of_crawl(archive: Path) -> str:
    """The hash of all that the pages of a crawl are read from, and by what.

    Raises:
        OSError: it cannot be read.
    """
    decisions = sorted((file.as_posix(), hash_of(file)) for file in decisions_about(archive))
    program = (version("doctor-answers"), DERIVED_BY, READ_BY)
    return _hash_of_text(repr((hash_of(archive), decisions, program)))


def hash_of_pages(files: Mapping[str, str]) -> str:
    """The hash of the hashes of a crawl's pages, by their files."""
    return _hash_of_text(repr(sorted(files.items())))


def _hash_of_text(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()
