"""Something happens at the n-th operation on the disk: an end without a word, or an error."""

import builtins
import errno
import io
import os
from collections.abc import Callable
from typing import Any, NoReturn

CALLS = ("fsync", "link", "mkdir", "open", "rename", "replace", "rmdir", "sendfile", "unlink")
"""Functions of `os` that change the disk, or may fail on it."""

Happens = Callable[[str], None]
"""Called with the name of the operation, in place of which it may raise."""


class Operations:
    """Counts operations, and lets something happen in place of one of them.

    Of a write half is done before. It is installed for good, so in a child only.
    """

    def __init__(self, at: int, happens: Happens) -> None:
        self.count = 0
        self._at = at
        self._happens = happens

    def install(self) -> "Operations":
        for name in CALLS:
            setattr(os, name, self._counted(name, getattr(os, name)))
        real = io.open

        def opened(file: Any, mode: str = "r", *rest: Any, **options: Any) -> Any:
            if not set(mode) & set("wax+"):
                return real(file, mode, *rest, **options)
            self._next("open")
            found = real(file, mode, *rest, **options)
            return self._written_to(found)

        builtins.open = io.open = opened
        return self

    def _next(self, name: str) -> None:
        self.count += 1
        if self.count == self._at:
            self._happens(name)

    def _counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            self._next(name)
            return call(*arguments, **options)

        return counted

    def _written_to(self, file: Any) -> Any:
        """The same file, every write of which counts."""
        write = file.write

        def counted(data: Any) -> Any:
            if self.count + 1 == self._at:
                write(data[: len(data) // 2])
                file.flush()
            self._next("write")
            return write(data)

        file.write = counted
        return file


def ends(name: str) -> NoReturn:
    """The process ends as by `kill -9`: nothing is cleaned up, nothing more is written."""
    os._exit(9)


def fails(code: int) -> Happens:
    """The disk reports an error."""

    def fail(name: str) -> NoReturn:
        raise OSError(code, f"{os.strerror(code)} at {name}")

    return fail


def all_fail_from_then_on(operations: list[Operations], code: int = errno.EIO) -> Happens:
    """From one operation on the disk is gone: cleaning up fails, too."""

    def fail(name: str) -> NoReturn:
        operations[0]._at += 1
        raise OSError(code, f"{os.strerror(code)} at {name}")

    return fail
