"""Decisions about pages and records in an archive: they are kept in a folder beside it.

The decision about `example.org/veins.mhtml` in `crawl.warc.gz` is the file
`crawl.warc.gz.decisions/example.org/veins.decision.toml`. An archive is unpacked with them, each
beside the file that it is about, so that they are read as any other decision is. About which
version of the page it is, its digest says.
"""

import os
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from index.pages.decisions import is_decision
from index.pages.rows.record_decisions import LARGEST

FOLDER = ".decisions"
"""What is added to an archive's name for the folder of the decisions about what is in it."""
MOST_DECISIONS = 100_000


def decisions_folder(archive: Path) -> Path:
    """The folder of the decisions about what is in an archive, if there are any."""
    return archive.with_name(archive.name + FOLDER)


def decisions_about(archive: Path) -> Iterator[Path]:
    """Every decision about what is in an archive; no link is followed."""
    walked = os.walk(decisions_folder(archive))
    found = (Path(here, name) for here, _, names in walked for name in names)
    kept = (file for file in found if is_decision(file) and not file.is_symlink())
    for file in islice(kept, MOST_DECISIONS):
        if file.is_file() and file.stat().st_size <= LARGEST:
            yield file


def lay_decisions(archive: Path, unpacked: Path) -> None:
    """Copy the decisions about what is in an archive beside that, where it was unpacked; they go
    before those that the archive holds itself.

    Raises:
        OSError: they cannot be written there.
    """
    folder = decisions_folder(archive)
    for file in decisions_about(archive):
        target = unpacked / file.relative_to(folder)
        if target.parent.is_dir():  # else there is nothing that it could be about
            shutil.copyfile(file, target)
