"""Routes of signing in and out."""

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.staff.access import COOKIE, CurrentDesk, StaffRoute, client_of, is_same_origin, session_of
from bot.staff.layout import ROOT, counted
from bot.staff.responses import SIGN_IN, redirect, refused, sign_in_page, sign_in_required

open_routes = APIRouter(route_class=StaffRoute)
"""The only routes that are open without signing in."""
routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@open_routes.get(SIGN_IN)
def sign_in_form(request: Request, desk: CurrentDesk) -> Response:
    """The sign-in page; without a login, the desk itself on this machine, and nothing elsewhere."""
    if desk.has_login:
        return sign_in_page()
    return sign_in_required(desk) if session_of(request, desk) is None else redirect("")


@open_routes.post(SIGN_IN)
def sign_in(
    request: Request,
    desk: CurrentDesk,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Begin a session for somebody who knows a name and its password."""
    if not desk.has_login or not is_same_origin(request):
        return refused("This form was not sent from this page.")
    keys = (f"from {client_of(request)}", f"as {name}")
    if seconds := desk.guesses.wait(*keys):
        minutes = counted(ceil(seconds / 60), "minute")
        return sign_in_page(429, f"Too many wrong passwords. Try again in {minutes}.", name)
    desk.guesses.wrong(*keys)  # until it is found right: many may guess at the same moment
    if not desk.staff.verify(name, password):
        desk.audit.note("nobody", "wrong password")
        words = "That name and password do not match. Both are case-sensitive."
        return sign_in_page(401, words, name)
    desk.guesses.right(*keys)
    desk.audit.note(name, "entered")
    response = redirect("")
    response.set_cookie(
        COOKIE,
        desk.sessions.begin(name),
        path=ROOT,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@routes.post("/leave")
def sign_out(request: Request, desk: CurrentDesk) -> Response:
    """End a session."""
    desk.sessions.end(request.cookies.get(COOKIE))
    response = redirect("/enter")
    response.delete_cookie(COOKIE, path=ROOT)
    return response
