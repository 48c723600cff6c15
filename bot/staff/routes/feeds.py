"""The route of feeds, open to whoever has a private address: feed readers do not sign in."""

import logging
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from bot.staff.access import CurrentDesk, own_origin
from bot.staff.desk import Desk
from bot.staff.feed import atom_of, csv_of, feed_title
from bot.staff.feed_keys import opened_by
from bot.staff.followed import keep_in_step
from index.errors import DoctorAnswersError
from index.library.open import Library
from index.storage.saved_searches import SavedSearch, read_searches
from index.storage.tombstones import Tombstones

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
MEDIA_TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
NO_SUCH = "There is no such page."
UNUSABLE = "The library cannot be used now. Try again later."

logger = logging.getLogger(__name__)
open_routes = APIRouter()
"""Open without signing in: the address is the key."""


@open_routes.get("/feeds/{key}.{ending}")
def feed(key: str, ending: str, request: Request, desk: CurrentDesk) -> Response:
    """The differences of the saved search to which the key belongs. One that was revoked and one
    that never was are answered alike."""
    try:
        if ending not in MEDIA_TYPES or not desk.feed_keys.opens_any(desk.folder, key):
            return PlainTextResponse(NO_SUCH, 404, HEADERS)
        keep_in_step(desk.service)
        written = desk.service.look_up(_written(desk, key, ending, own_origin(request)))
    except (DoctorAnswersError, OSError, ValueError) as error:
        logger.warning("a feed cannot be made", exc_info=error)
        return PlainTextResponse(UNUSABLE, 503, HEADERS)
    if written is None:  # revoked at this moment
        return PlainTextResponse(NO_SUCH, 404, HEADERS)
    return Response(written, 200, HEADERS, MEDIA_TYPES[ending])


def _written(
    desk: Desk, key: str, ending: str, site: str
) -> Callable[[Library], str | bytes | None]:
    """What makes the feed from a library; None where the key opens nothing any more."""

    def made(library: Library) -> str | bytes | None:
        found = opened_by(key, read_searches(desk.folder))
        return None if found is None else _in_form(ending, found, library, site)

    return made


def _in_form(ending: str, search: SavedSearch, library: Library, site: str) -> str | bytes:
    if ending == "csv":
        return csv_of(search, library)
    title = feed_title(search, Tombstones.read(library.folder))
    return atom_of(search, library, title, site)
