"""Addresses of this program's own pages, as a browser asks for them."""

from contextvars import ContextVar

_before: ContextVar[str] = ContextVar("the path before every address of ours", default="")


def begin_below(path: str) -> None:
    """Let all addresses that are made for this request begin with a path: "/doctors", where a proxy
    has the program there; "" where it has it at the top."""
    _before.set(path)


def address_of(path: str) -> str:
    """Where a browser finds what this program has at a path."""
    return f"{_before.get()}{path}"
