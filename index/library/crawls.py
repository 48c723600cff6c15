"""Which crawls a library need not unpack again, kept beside its generations."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from index.durable import replace_file
from index.pages.packed.known_crawls import KnownCrawl

NAME = "crawls.json"


def known_crawls(folder: Path) -> dict[str, KnownCrawl]:
    """The crawls that a library has read, by absolute path. What cannot be read is not known: a
    crawl is unpacked then."""
    try:
        found = json.loads((folder / NAME).read_bytes())
        crawls = {file: KnownCrawl(**one) for file, one in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {file: one for file, one in crawls.items() if _is_sound(one)}


def _is_sound(crawl: KnownCrawl) -> bool:
    texts = (crawl.digest, crawl.pages, crawl.told)
    return all(isinstance(one, str) for one in texts) and isinstance(crawl.refused, int)


def keep_crawls(folder: Path, crawls: Mapping[str, KnownCrawl | None]) -> None:
    """Note what a build has read; None is a crawl that must be unpacked again. What is no longer
    there is forgotten.

    Raises:
        OSError: it cannot be written.
    """
    before = known_crawls(folder)
    every = {**before, **crawls}
    now = {file: one for file, one in every.items() if one is not None and Path(file).is_file()}
    if now != before:
        written = {file: asdict(one) for file, one in sorted(now.items())}
        replace_file(folder / NAME, json.dumps(written, indent=1).encode())
