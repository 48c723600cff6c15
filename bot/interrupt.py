"""What Ctrl-C does while the program starts: it ends, with one line.

An exception would be raised in the midst of whatever runs: an import of somebody else's package may
turn it into another error, a thread may wait for its end, and Python prints what is left of both.
What a build has committed is kept, whenever it ends.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NoReturn

STATUS: Final = 130
LINE = b"doctor-answers: stopped\n"


_ACTS: list[Callable[[], object]] = []


def at_the_end(act: Callable[[], object]) -> None:
    """Have something done before a signal ends the program; it must wait for nothing."""
    if act not in _ACTS:
        _ACTS.append(act)


def never() -> bool:
    """False."""
    return False


def end_in_one_line(unless: Callable[[], bool] = never) -> None:
    """From now on Ctrl-C ends the program with one line; where `unless` says so, it raises
    KeyboardInterrupt, as usual."""

    def end(*_: object) -> None:
        if unless():
            raise KeyboardInterrupt
        os.write(2, LINE)
        end_at_once(STATUS)

    signal.signal(signal.SIGINT, end)


def end_at_once(status: int) -> NoReturn:
    """End the program in the midst of whatever runs, after what is to be done at the end."""
    for act in _ACTS:
        act()
    os._exit(status)


def ended(status: int, *, at_once: bool = False) -> int:
    """The status of a program that has done its work. Where threads still run that nobody waits
    for, as one that loads the encoder, the program ends here, with that status: Python would end
    them in the midst of a package's own code, and that may abort the process (SIGABRT).

    Args:
        at_once: whether it ends here in any case: to take apart all that was
            imported, as Python does, takes as long as three questions to a library kept ready.
    """
    import threading  # which has long been imported, or there are no threads

    if at_once or any(one.daemon for one in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):  # closed, or nobody reads it
                stream.flush()
        end_at_once(status)
    return status


def raise_as_usual() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt, for what tidies up behind itself."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
