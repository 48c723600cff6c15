"""Hard links: how a generation shares unchanged files with the one before, at no cost."""

import os
import shutil
from pathlib import Path


def hard_link(source: Path, target: Path) -> None:
    """Link a file that nothing will ever change under another name; where the file system has no
    hard links, copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def hard_link_folder(source: Path, target: Path) -> None:
    """`hard_link` for every file below a folder, in folders of the same names."""
    shutil.copytree(
        source, target, copy_function=lambda one, other: hard_link(Path(one), Path(other))
    )
