"""Reads the words of a command: a wrong one is told in one sentence, with what was meant."""

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

WRONG_USE = 2
LARGEST_PORT = 65535
CHOICE = re.compile(
    r"argument COMMAND: invalid choice: '?(?P<given>[^' ]*)'? \(choose from (?P<known>.*)\)"
)
UNKNOWN = re.compile(r"unrecognized arguments: (?P<given>--[\w-]+)")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence on standard error that ends with what to do."""

    def error(self, message: str) -> NoReturn:
        """End with status 2, and say why."""
        said = meant(message, self.options()) or f"{message}; see: {self.prog} --help"
        print(f"{self.prog}: {said}", file=sys.stderr)
        sys.exit(WRONG_USE)

    def options(self) -> list[str]:
        """The options of the command and of all commands below it, in full."""
        found = [name for name in self._option_string_actions if name.startswith("--")]
        for action in self._actions:
            for below in action.choices.values() if isinstance(action.choices, dict) else ():
                found += below.options()
        return found


def meant(message: str, options: Sequence[str]) -> str | None:
    """What is told where a command or an option is a slip of another one; None where it is none."""
    choice, unknown = CHOICE.search(message), UNKNOWN.match(message)
    if choice is not None:
        given, known = choice["given"], re.findall(r"[\w-]+", choice["known"])
    elif unknown is not None:
        given, known = unknown["given"], list(options)
    else:
        return None
    from difflib import get_close_matches

    near = [] if given in known else get_close_matches(given, known, 1, 0.6)
    return f"there is no {given}; did you mean {near[0]}?" if near else None


class Version(argparse.Action):
    """Prints the program's version, looked up only then."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(
            option_strings, dest, nargs=0, default=argparse.SUPPRESS, help="its version"
        )

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it, and end."""
        from importlib.metadata import version

        print(f"{parser.prog} {version('doctor-answers')}")
        parser.exit()


def origin(text: str) -> str:
    """The origin of a site: scheme, host and port, as a browser tells it.

    Raises:
        ArgumentTypeError: it is none, or more than one.
    """
    if re.fullmatch(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", text.lower()) is None:
        raise argparse.ArgumentTypeError("must be an origin, such as https://clinic.example")
    return text.lower()


def port(text: str) -> int:
    """A port's number.

    Raises:
        ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to {LARGEST_PORT}")
    return int(text)
