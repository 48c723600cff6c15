"""doctor-answers build | remove | undo | ask | doctors | pages | check | verify | serve | …

Exit status: 0 done; 1 the question found nothing, or `check` found damage; 2 wrong use or
unreadable input.
"""

import gc

from bot.interrupt import at_the_end, end_in_one_line, ended, raise_as_usual

if __name__ == "__main__":
    end_in_one_line()  # while all else is imported, too
    gc.disable()  # nothing that is imported is garbage

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from errno import ENOSPC
from io import TextIOWrapper
from pathlib import Path
from tempfile import gettempdir
from traceback import walk_tb

from bot.commands import emergency_number, parser
from bot.run.output import DONE, WRONG_USE, print_error
from bot.text.characters import whole_characters
from index.errors import DoctorAnswersError, Exhausted, ran_out
from index.search.blas import start_single_threaded
from index.temporary import clear_temporary, sweep_temporary

READING_FOR_DANGER = ("ask", "doctors")
"""The commands that tell of danger in their words by themselves; of others that are refused it is
told after the error."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    _write_utf_8()
    given = sys.argv[1:] if arguments is None else arguments
    if not given:
        parser().print_help()
        return DONE
    options = _parsed(given)
    run = runner(options.command)
    if options.command != "ask":  # which is over before there is any garbage
        gc.enable()
    if options.command != "serve":
        raise_as_usual()
    at_the_end(clear_temporary)
    sweep_temporary()
    try:
        _check_name(options.library)
        status = run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # `doctor-answers … | head` closed the pipe: that is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if options.command == "ask" and not options.is_told:
            with suppress(Exception):  # without memory none is found, and the error says so
                _tell_of_danger(options.question, options.emergency)
        message = _message_of(error)
        if message is None or options.debug:
            sys.excepthook = _print_traceback
            raise
        print_error(message)
        if options.command not in READING_FOR_DANGER:
            with suppress(Exception):
                from bot.run.asking import print_alerts_told

                print_alerts_told(_words_in(options), emergency_number())
        return WRONG_USE
    return status


def runner(command: str) -> Callable[[argparse.Namespace], int]:
    """What carries out a command. It alone is imported: importing what reads pages, builds and
    serves takes longer than a question does."""
    match command:
        case "ask" | "doctors" | "verify":
            start_single_threaded()
            from bot.run.asking import RUN
        case "pages" | "recipe":
            from bot.run.reading import RUN
        case "build" | "remove" | "undo":
            from bot.run.changing import RUN
        case "check" | "evaluate":
            from bot.run.checking import RUN
        case "push" | "pull" | "kit" | "completion":
            from bot.run.carrying import RUN
        case _:
            from bot.run.serving import RUN
    return RUN[command]


def _message_of(error: Exception) -> str | None:
    """An error in one sentence; None for an unexpected one, which gets its traceback."""
    if isinstance(error, DoctorAnswersError):
        return str(error)
    if ran_out(error):
        return str(Exhausted(str(error) or type(error).__name__))
    if isinstance(error, OSError) and error.errno == ENOSPC and error.filename is None:
        return f"{error.strerror}; make room in the library's folder, or in {gettempdir()}"
    return str(error) if isinstance(error, (ValueError, OSError)) else None


def _print_traceback(_: type[BaseException], error: BaseException, __: object) -> None:
    """Where an error came from. Its message is printed only if it is one of ours: what a package
    says may be the question."""
    from bot.web.logs import logged_errors

    told = _message_of(error) if isinstance(error, Exception) and _is_ours(error) else None
    lines = [f"  {one.as_text()}" for one in logged_errors(error)]
    print("\n".join(["Where it comes from, the last place first:", *lines]), file=sys.stderr)
    if told is not None:
        print_error(told)


def _is_ours(error: Exception) -> bool:
    """Whether an error was raised by our own code, or is of a kind whose words are known."""
    *_, (frame, _) = walk_tb(error.__traceback__)
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return package in ("bot", "index", "__main__") or isinstance(error, DoctorAnswersError)


def _parsed(given: Sequence[str]) -> argparse.Namespace:
    """The options of a command; the common ones where they are not given, too: an option's own
    default would hide a value given before the command. `is_own` says whether somebody named the
    library's folder, `is_told` whether the signs of danger in a question were told."""
    common = argparse.Namespace(library=None, demo=False, quiet=False, debug=False)
    try:
        options = parser(given).parse_args(given, common)
    except SystemExit as end:
        if end.code == WRONG_USE:
            _tell_of_danger(given, emergency_number())
        raise
    options.is_told = False
    named = options.library or os.environ.get("DOCTOR_ANSWERS_LIBRARY")
    options.is_own = named is not None
    options.library = Path(named or "library")
    return options


def _words_in(options: argparse.Namespace) -> str:
    """The words of a command line, those of each option in a paragraph of their own."""
    values = [one if isinstance(one, list) else [one] for one in vars(options).values()]
    words = (" ".join(str(one) for one in some if isinstance(one, (str, Path))) for some in values)
    return "\n\n".join(words)


def _tell_of_danger(words: Sequence[str], number: str) -> None:
    """Tell of what the words of a command hold of danger that is not carried out."""
    from bot.run.asking import print_alerts

    print_alerts(words, number)


def _check_name(folder: Path) -> None:
    """Refuse a folder in which the search engines cannot write: they take only names in UTF-8."""
    if whole_characters(str(folder)) != str(folder):
        raise ValueError(f"{folder}: not a name in UTF-8; name another folder with --library")


def _write_utf_8() -> None:
    """Write files and pipes in UTF-8, whatever the locale: what reads them need not guess. A
    terminal shows what it can, and a question mark for each other character: a notice must not be
    lost for its quotation marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(ended(main()))
