"""Start the web server: the page comes up while the encoder still loads."""

import os
import sys
import threading
import webbrowser
from pathlib import Path

from bot.alerts import AMERICAN
from bot.finder import Finder
from bot.votes import Votes


def serve(
    folder: Path,
    host: str,
    port: int,
    *,
    rerank: str | None = None,
    votes: Path | None = None,
    number: str = AMERICAN,
) -> None:
    """Serve the library's chat page until interrupted.

    Args:
        rerank: names a cross-encoder.
        votes: the file in which votes are counted; without one nobody is asked for any.
        number: the emergency number of where the readers are.

    Raises:
        LibraryError: there is no library, or it is damaged.
        ValueError: votes cannot be kept in that file.
    """
    kept = None if votes is None else Votes.open(votes)
    finder = Finder.open(folder, rerank)
    finder.load()
    import uvicorn

    from bot.chat import make_app

    app = make_app(finder, kept, number)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    address = f"http://{shown}:{port}"
    print(f"Doctor Answers is at {address} (stop it with Ctrl-C)", file=sys.stderr, flush=True)
    if _has_a_screen():
        threading.Timer(1.0, webbrowser.open, [address]).start()
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)


def _has_a_screen() -> bool:
    """Whether a person started this on a desktop, where a browser can open by itself."""
    desktop = sys.platform in ("darwin", "win32")
    desktop = desktop or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return desktop and sys.stderr.isatty()
