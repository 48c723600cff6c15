"""Starts the web server; the page is available while the encoder still loads, and while the first
library is made."""

import gc
import logging
import os
import shlex
import signal
import socket
import sys
import threading
import webbrowser
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EADDRINUSE
from ipaddress import ip_address
from pathlib import Path
from typing import NoReturn

from bot.feedback.unanswered import UnansweredQuestions
from bot.feedback.votes import Votes
from bot.interrupt import end_at_once, end_in_one_line
from bot.reply.service import AnswerService, read_word_lists
from bot.safety.alerts import AMERICAN
from bot.staff.audit import Audit
from bot.staff.desk import Desk
from bot.staff.login import Staff
from bot.staff.responses import SIGN_IN
from bot.web.api.access import Access
from bot.web.api.keys import ApiKeys
from bot.web.api.scopes import Opening
from bot.web.backpressure import FirstServer, Server
from bot.web.logs import LogFormat, LogLevel, configure_logging
from bot.web.metrics import Responses
from bot.web.proxies import Network
from bot.web.public_address import PublicAddress
from index.library.watch import WatchedFolders
from index.search.blas import single_threaded
from index.temporary import temporary_folder

logger = logging.getLogger(__name__)

SHORT_TURN = 0.0005
"""Seconds, of usually 0.005."""
MOST_TRIED = 100
"""Ports that are looked at for one that is free."""


def serve(
    folder: Path,
    host: str,
    port: int,
    *,
    rerank: str | None = None,
    votes: Path | None = None,
    questions: Path | None = None,
    staff: Staff | None = None,
    with_desk: bool = True,
    show_once: Callable[[str], bool] | None = None,
    proxies: Sequence[Network] = (),
    public: PublicAddress | None = None,
    embedding: Sequence[str] = (),
    with_metrics: bool = False,
    number: str = AMERICAN,
    api: Opening | None = None,
    origins: Collection[str] = (),
    log_format: LogFormat = "text",
    log_level: LogLevel = "info",
    watched: WatchedFolders | None = None,
    make: Callable[[], object] | None = None,
) -> None:
    """Serve the library's chat page until interrupted.

    Args:
        rerank: names a cross-encoder.
        votes: the file in which votes are counted; without one, readers are asked for none.
        questions: the file in which questions are kept for which nothing was found.
        staff: who may sign in to the staff's desk; without them it opens only by an address that
            works once.
        with_desk: without it there is no desk.
        show_once: shows that address to whoever starts the program, where it is not kept; False if
            there is no such place.
        proxies: the networks of proxies that are believed when they say who asks.
        public: where readers find the page, if a proxy stands before the program.
        embedding: the origins whose pages may show the chat page in a frame.
        with_metrics: has /metrics for whoever can reach the page; else it is for who has a key of
            the staff's.
        number: the emergency number of where the readers are.
        api: whether programs are answered without a key, or not at all; else those on this machine
            for what the page shows, as long as there is no key, and whoever has one.
        origins: of pages elsewhere that may ask as programs do.
        log_format: of the lines on standard error.
        log_level: the least that is logged.
        watched: the folders that the library is kept in step with meanwhile.
        make: makes the library, where there is none. Meanwhile whoever comes is told that the
            answers are being read in, and of danger as ever.

    Raises:
        LibraryError: there is no library, or it is damaged.
        Exception: what `make` raises.
        ValueError: votes or questions cannot be kept in that file.
    """
    if os.environ.get("GRADIO_VIBE_MODE"):
        raise ValueError(
            "GRADIO_VIBE_MODE lets visitors change the program; unset it and try again"
        )
    signal.signal(signal.SIGTERM, _stop)
    port = port_to_have(host, port)
    counted = None if votes is None else Votes.open(votes)
    unanswered = None if questions is None else UnansweredQuestions.open(questions)
    configure_logging(log_format, log_level)
    is_local = is_loopback(host) and public is None and not proxies
    access = Access(
        ApiKeys(folder),
        api,
        is_local=is_local,
        names=frozenset({host}),
        origins=frozenset(origins),
    )
    address = _address(host, port) if public is None else str(public)
    first = None
    if make is not None:
        from bot.web.first_start import first_start

        early = first_start(number, access, embedding)
        first = FirstServer(early, host, port, proxies, address=public)
        _make_meanwhile(make, first, address, opens=public is None)
    service = AnswerService.open(folder, rerank)
    service.load()
    with no_garbage_sought():
        import_gradio()
        from bot.web.app import make_app

    desk = None
    if with_desk:
        desk = Desk(service, staff or Staff({}), unanswered, Audit(folder), watched, number)
    responses: Responses = Counter()
    app = make_app(
        service,
        counted,
        number,
        unanswered,
        desk,
        access,
        address="" if public is None else str(public),
        embedding=embedding,
        responses=responses,
        with_metrics=with_metrics,
    )
    # For the person at the terminal; a record like any other, so that a log in JSON stays one.
    logger.info("Doctor Answers is at %s (stop it with Ctrl-C)", address)
    logger.info("Programs ask at %s/api/v1 and %s/mcp: %s", address, address, access)
    if desk is not None:
        logger.info(
            "The staff's desk is at %s/staff, %s", address, _way_in(desk, address, show_once)
        )
    if public is None and first is None:
        _open_browser(address)
    if watched is not None:
        threading.Thread(target=_follow, args=(watched, service), daemon=True).start()
    threading.Thread(target=_keep_what_is_loaded, args=(service,), daemon=True).start()
    server = Server(app, host, port, proxies, address=public, responses=responses)
    end_in_one_line(unless=lambda: server.started)
    try:
        server.run(None if first is None else first.hand_over())
    except KeyboardInterrupt:
        logger.info("stopped")


def _make_meanwhile(
    make: Callable[[], object], first: FirstServer, address: str, *, opens: bool
) -> None:
    """Make the library while a first server answers, and all that needs no library is read in.

    Args:
        opens: shows the page to whoever starts this on a desktop.
    """
    first.begin()
    if first.started:
        logger.info("Doctor Answers opens at %s while it reads the answers in", address)
        if opens:
            _open_browser(address)
    threading.Thread(target=_read_beside, daemon=True).start()
    with by_short_turns(), single_threaded():
        make()


def _read_beside() -> None:
    """Import what the page is made of, and read the lists of words. What is wrong with it is told
    where that is needed, and it is read again."""
    with suppress(Exception):
        with no_garbage_sought():
            import_gradio()
            import bot.web.app  # noqa: F401
        read_word_lists()


@contextmanager
def by_short_turns() -> Iterator[None]:
    """While threads work side by side: one that reads files gives its turn away at each piece, and
    waits as long as another's lasts."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SHORT_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def import_gradio() -> None:
    """Import what the page is made of, which takes seconds; how it serves is said by our options
    alone, and by no variable."""
    own = "GRADIO_TEMP_DIR"  # its own choice may be another user's, and is never cleared
    for name in [one for one in os.environ if one.startswith("GRADIO_") and one != own]:
        del os.environ[name]
    os.environ[own] = str(temporary_folder("gradio"))
    with _left_out("mcp"):  # for which Gradio has a use that is none of ours; it takes 0.2 s
        import bot.web.chat_events  # noqa: F401  gradio reads the variables now, nothing of ours


@contextmanager
def _left_out(package: str) -> Iterator[None]:
    """While something is imported that would import a package, too, and does without where there is
    none: None in its place is how Python is told so."""
    if package not in sys.modules:
        sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if sys.modules.get(package, package) is None:
            del sys.modules[package]


@contextmanager
def no_garbage_sought() -> Iterator[None]:
    """While much is imported, nothing of which is garbage: looking for it takes a fourth of the
    time."""
    was_sought = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_sought:
            gc.enable()


def _keep_what_is_loaded(service: AnswerService) -> None:
    """Look for no garbage in what is there once a question can be answered: nothing of it is, and
    to look through it all holds everybody up for a tenth of a second and more, again and again."""
    service.wait()
    gc.freeze()


def _follow(watched: WatchedFolders, service: AnswerService) -> None:
    """Take in what changes in the watched folders, as long as the program runs: what a build has
    committed is kept, whenever it ends."""
    logger.info("Watching %s", ", ".join(map(str, watched.folders)))
    try:
        for outcome in watched.follow(lambda: service.encoder, threading.Event()):
            for told in outcome.troubles:
                logger.warning("%s", told)
            if outcome.report is not None:
                logger.info("Watched folders: %s", outcome.report.counts)
    except Exception as error:
        watched.stopped_by(error)
        logger.exception("The folders are watched no more; start the program again")


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def port_to_have(host: str, port: int) -> int:
    """The port that the page will have: for 0 one that nobody has, as the address is shown before
    anything listens there. One that cannot be had is refused: another program may answer there.

    Raises:
        ValueError: the port is taken, or the address is none of this machine's.
    """
    try:
        with _bound(host, port) as bound:
            return int(bound.getsockname()[1])
    except OSError as error:
        if error.errno == EADDRINUSE:
            raise ValueError(
                f"port {port} is in use; try --port {_next_free(host, port)}"
            ) from None
        reason = (error.strerror or str(error)).partition(" (")[0]  # which repeats the address
        raise ValueError(
            f"the page cannot be at {host}, port {port} ({reason}); try another --host or --port"
        ) from None


def _bound(host: str, port: int) -> socket.socket:
    """A socket that has an address to itself, as the server's own will."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def _next_free(host: str, taken: int) -> int:
    """The next port that nobody has."""
    for port in range(taken + 1, taken + MOST_TRIED):
        with suppress(OSError, OverflowError), _bound(host, port):
            return port
    return 0  # whichever the system gives


def _way_in(desk: Desk, address: str, show_once: Callable[[str], bool] | None) -> str:
    """How the desk opens; an address that opens it once is shown, and is in no log."""
    if desk.has_login:
        return "with a login"
    if show_once is not None and show_once(f"{address}{SIGN_IN}?key={desk.key.cut()}"):
        return "by the address that was shown, once"
    where = f"--library {shlex.quote(str(desk.folder))} desk-key --address {address}"
    return (
        "closed: no login is set, and the output is no terminal, where the address that opens it "
        f"would be shown; start with --staff FILE, or open it with: doctor-answers {where}"
    )


def _stop(*_: object) -> NoReturn:
    """Exit at once. While the server runs it handles the signal itself, and raises it again when
    all is done; an exception would interrupt whatever runs."""
    end_at_once(0)


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds the page."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _open_browser(address: str) -> None:
    """Show the page to whoever started this on a desktop."""
    if _is_on_desktop():
        threading.Timer(1.0, webbrowser.open, [address]).start()


def _is_on_desktop() -> bool:
    """Whether a person started this on a desktop, where a browser can open by itself."""
    desktop = sys.platform in ("darwin", "win32")
    desktop = desktop or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return desktop and sys.stderr.isatty()
