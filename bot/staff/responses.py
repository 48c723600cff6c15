"""Responses of the staff's routes: a page, a redirect, a refusal, or an error."""

from math import ceil

from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from bot.staff.desk import Desk
from bot.staff.layout import (
    ROOT,
    alert_html,
    error_html,
    rendered,
    sign_in_html,
    staff_page_html,
    to_desk,
    to_patients,
)
from bot.staff.login import Session
from index.errors import NotInLibrary

SIGN_IN = f"{ROOT}/enter"
KEY_ONLY = (
    "No login is set, so the staff pages open only by the address that the program showed when it "
    "started, and that address works once. Start the program again for another one, or let it know "
    "who may sign in, with “serve --staff FILE”."
)


def page(
    desk: Desk,
    session: Session,
    title: str,
    place: str | None,
    body: Markup,
    *,
    reload_after: int | None = None,
) -> Response:
    """A page for somebody who has signed in, under what is wrong with the library: damage,
    or a removal that was not finished, each with what mends it.

    Args:
        place: which of the places in the navigation this is; None for none of them.
        reload_after: seconds after which the browser loads the page again.
    """
    library = desk.service.library
    for told in (library.unfinished, library.warning):
        if told is not None:
            body = error_html(told) + body
    markup = staff_page_html(
        title,
        body,
        session,
        place=place,
        has_login=desk.has_login,
        reload_after=reload_after,
        to_check=desk.to_check(),
    )
    return HTMLResponse(markup)


def not_here(
    desk: Desk, session: Session, words: str, place: str | None = None, *ways: tuple[str, str]
) -> Response:
    """That the desk has no such page, among the places that it has.

    Args:
        place: which of them is nearest to it.
        ways: where else one can go on.
    """
    told = page(desk, session, "Not here", place, alert_html(words, *ways))
    told.status_code = 404
    return told


def waiting(desk: Desk, session: Session, title: str, place: str) -> Response:
    """That a page is being put together, which takes a while in a large library; it comes by
    itself."""
    return page(desk, session, title, place, rendered("waiting.html"), reload_after=2)


def sign_in_page(
    status: int = 200, error: str | None = None, name: str = "", retry_after: float = 0.0
) -> Response:
    """The sign-in page, with what went wrong if somebody just tried.

    Args:
        retry_after: seconds until it makes sense to try again.
    """
    headers = {"Retry-After": str(ceil(retry_after))} if retry_after else {}
    return HTMLResponse(sign_in_html(error, name), status, headers)


def redirect(path: str) -> Response:
    """To another of the staff's pages, by GET; `path` is what follows /staff."""
    return RedirectResponse(f"{ROOT}{path}", 303)


def decision_file(name: str, toml: bytes) -> Response:
    """A decision to download, under a name that any system takes."""
    plain = "".join(
        one if one.isascii() and (one.isalnum() or one in "-_.") else "_" for one in name
    )
    headers = {"Content-Disposition": f'attachment; filename="{plain}"'}
    return Response(toml, media_type="application/toml", headers=headers)


def sign_in_required(desk: Desk) -> Response:
    """For somebody who has not signed in: the sign-in page, or that there is none."""
    if desk.has_login:
        return RedirectResponse(SIGN_IN, 303)
    return HTMLResponse(staff_page_html("Closed", alert_html(KEY_ONLY, to_patients())), 403)


def refused(words: str, status: int = 403) -> Response:
    """That a request is not carried out, and why."""
    body = alert_html(f"{words} Go back, reload the page, and try again.", to_desk())
    return HTMLResponse(staff_page_html("Request refused", body), status)


def sent_from(origin: str, own: str) -> Response:
    """That a form is not taken which was sent from a page of another address; and what to set if
    that is this program's own, which only a proxy knows."""
    words = (
        f"This form was sent from {origin}, and the program takes itself to be at {own}. If it is "
        "found at the first of these, behind a proxy, whoever runs it has to start it with that "
        "address, the path included: serve --public-address URL."
    )
    body = alert_html(words, to_desk())
    return HTMLResponse(staff_page_html("Request refused", body), 403)


def failed(error: Exception) -> Response:
    """The error's own message: staff can solve it, or know who can."""
    if isinstance(error, NotInLibrary):  # its own message is for the command line
        like = f" There is {'; '.join(error.near)}." if error.near else ""
        body = alert_html(f"There is no {error.wanted} here.{like}", to_desk())
        return HTMLResponse(staff_page_html("Not here", body), 404)
    body = error_html(str(error), to_desk(), to_patients())
    return HTMLResponse(staff_page_html("Something went wrong", body), 500)


def unusable() -> Response:
    """That something is wrong, for whoever is not known to be staff: nothing of what it is."""
    words = "This cannot be done now. Whoever runs the program finds why in its log."
    body = alert_html(words, to_patients())
    return HTMLResponse(staff_page_html("Something went wrong", body), 503)
