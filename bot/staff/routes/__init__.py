"""The routes of the staff, below /staff: all closed except those of signing in."""

from fastapi import APIRouter, Depends, FastAPI

from bot.staff.access import COOKIE, Gate, StaffRoute, admitted
from bot.staff.desk import Desk
from bot.staff.routes import (
    checking,
    checking_records,
    coverage,
    doctor,
    doctors,
    examples,
    feeds,
    history,
    judging,
    keys,
    left_out,
    missing,
    pages,
    progress,
    removal,
    searches,
    sign_in,
    topics,
)

__all__ = ["COOKIE", "Desk", "add_staff"]


def add_staff(app: FastAPI, desk: Desk) -> APIRouter:
    """Add the staff's pages to an application; the router on which every route is closed."""
    app.state.desk = desk
    app.add_middleware(Gate, desk=desk)
    app.include_router(sign_in.open_routes)
    app.include_router(feeds.open_routes)
    closed = APIRouter(route_class=StaffRoute, dependencies=[Depends(admitted)])
    every = (
        sign_in,
        doctors,
        doctor,
        topics,
        keys,
        coverage,
        searches,
        judging,
        pages,
        examples,
        history,
        checking,
        checking_records,
        left_out,
        removal,
        progress,
    )
    for one in every:
        closed.include_router(one.routes)
    app.include_router(closed)
    app.include_router(missing.routes)  # behind all that there is
    return closed
