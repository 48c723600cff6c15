"""Ways to hurt a file, as disks and people do."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

PAGE = 4096

Hurt = Callable[[Path], None]
"""Hurts a file where it lies, so that whoever shares it is hurt, too."""


def rewritten(change: Callable[[bytes], bytes]) -> Hurt:
    """The file with other bytes, its name, number and time of change as before."""

    def hurt(file: Path) -> None:
        found = file.stat()
        with file.open("r+b") as opened:
            data = change(opened.read())
            opened.seek(0)
            opened.write(data)
            opened.truncate()
        os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))

    return hurt


def flipped(share: float, bit: int) -> Hurt:
    """One bit is another, so far into the file."""

    def change(data: bytes) -> bytes:
        changed = bytearray(data)
        if changed:
            changed[int(share * (len(changed) - 1))] ^= 1 << bit
        return bytes(changed)

    return rewritten(change)


def truncated(share: float) -> Hurt:
    return rewritten(lambda data: data[: int(share * len(data))])


def zeroed(share: float) -> Hurt:
    """A page of the disk holds nothing."""

    def change(data: bytes) -> bytes:
        start = int(share * max(len(data) - 1, 0)) // PAGE * PAGE
        return data[:start] + bytes(len(data[start : start + PAGE])) + data[start + PAGE :]

    return rewritten(change)


def deleted(file: Path) -> None:
    file.unlink()


def swapped_with(other: Path) -> Hurt:
    """What another generation, or another library, has in its place."""

    def hurt(file: Path) -> None:
        file.unlink()
        shutil.copy2(other, file)

    return hurt


def hurts(steps: int) -> Iterator[tuple[str, Hurt]]:
    """Every way that needs no other file, at so many places each."""
    for step in range(steps):
        share = step / (steps - 1) if steps > 1 else 0.5
        for bit in (0, 6):
            yield f"bit {bit} flipped at {share:.2f}", flipped(share, bit)
        yield f"cut off at {share:.2f}", truncated(share * 0.999)
        yield f"a page zeroed at {share:.2f}", zeroed(share)
    yield "deleted", deleted
