"""The command's door: Ctrl-C ends it with one line, from before all else is imported."""

import gc

from bot.interrupt import end_in_one_line, ended


def main() -> int:
    """Run the command of this process; its exit status."""
    end_in_one_line()
    gc.disable()  # nothing that is imported is garbage; `bot.cli` collects again
    from bot.cli import main

    status = main()
    return ended(status, at_once=not gc.isenabled())


def main_of_page(*arguments: str) -> int:
    """Open the chat page; the exit status."""
    end_in_one_line()
    from bot.cli import main

    return ended(main(["serve", *arguments]))
