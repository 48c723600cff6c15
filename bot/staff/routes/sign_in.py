"""Routes of signing in and out."""

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.staff.access import (
    CurrentDesk,
    StaffRoute,
    cookie_of,
    cookie_path,
    foreign_origin,
    is_secure,
    own_origin,
    place_of_client,
    session_of,
)
from bot.staff.desk import Desk
from bot.staff.desk_key import opens_desk
from bot.staff.layout import ROOT, counted
from bot.staff.responses import (
    SIGN_IN,
    redirect,
    refused,
    sent_from,
    sign_in_page,
    sign_in_required,
)

NOBODY_NAMED = "this machine"
"""The name of a session that began with a key."""
BUSY = 5.0
"""Seconds after which to try again where other passwords are being checked."""

open_routes = APIRouter(route_class=StaffRoute)
"""The only routes that are open without signing in."""
routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@open_routes.get(SIGN_IN)
def sign_in_form(request: Request, desk: CurrentDesk, key: str = "") -> Response:
    """The sign-in page; without a login, the way in for whoever has the key, and nothing else."""
    if desk.has_login:
        return sign_in_page()
    if session_of(request, desk) is not None:
        return redirect("")
    if not (desk.key.opens(key) or opens_desk(desk.folder, key)):
        return sign_in_required(desk)
    return _entered(request, desk, NOBODY_NAMED, desk.sessions.begin(NOBODY_NAMED))


@open_routes.post(SIGN_IN)
def sign_in(
    request: Request,
    desk: CurrentDesk,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Begin a session for somebody who knows a name and its password."""
    if (elsewhere := foreign_origin(request)) is not None:
        return sent_from(elsewhere, own_origin(request))
    if not desk.has_login:
        return refused("This form was not sent from this page.")
    if not desk.checks.acquire(blocking=False):
        words = "Other people are signing in at this moment. Try again in a few seconds."
        return sign_in_page(503, words, name, BUSY)
    try:
        return _checked(request, desk, name, password)
    finally:
        desk.checks.release()


def _checked(request: Request, desk: Desk, name: str, password: str) -> Response:
    place = place_of_client(request)
    if seconds := desk.guesses.begin(name, place):
        minutes = counted(ceil(seconds / 60), "minute")
        words = f"Too many wrong passwords. Try again in {minutes}."
        return sign_in_page(429, words, name, seconds)
    desk.reread_staff()
    hashed = desk.staff.hash_of(name)
    token = desk.admit(name, hashed) if desk.staff.verify(name, password) else None
    if token is None:
        desk.audit.note_trial("wrong password")
        words = "That name and password do not match. Both are case-sensitive."
        return sign_in_page(401, words, name)
    desk.guesses.right(name, place)
    return _entered(request, desk, name, token)


def _entered(request: Request, desk: Desk, name: str, token: str) -> Response:
    """Go to the desk with a session: no key is left in an address or told to another page."""
    desk.audit.note(name, "entered")
    response = redirect("")
    response.set_cookie(
        cookie_of(request),
        token,
        path=cookie_path(request),
        httponly=True,
        samesite="strict",
        secure=is_secure(request),
    )
    return response


@routes.post("/leave")
def sign_out(request: Request, desk: CurrentDesk) -> Response:
    """End a session."""
    desk.sessions.end(request.cookies.get(cookie_of(request)))
    response = redirect("/enter")
    response.delete_cookie(cookie_of(request), path=cookie_path(request), secure=is_secure(request))
    return response
