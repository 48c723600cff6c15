"""Who may ask as a program: nobody, whoever has a key, or anybody, as it was said at the start.

A browser that was lured here is kept out, too: what it asks names the page that it comes from
(Origin), and without a key the name by which it found this machine (Host) must be one that nobody
else can give it, so that no other site's name can be made to lead here (DNS rebinding).
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.api.keys import ApiKeys
from bot.web.api.scopes import Opening
from bot.web.api.scopes import Scope as KeyScope
from bot.web.problems import problem

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this machine that only programs on it can ask by."""
OFF = (
    "There is no API here. Whoever runs this program opens it with: doctor-answers key NAME, "
    "or doctor-answers serve --api open"
)
NO_KEY = "This needs a key: send the header Authorization: Bearer KEY"
WRONG_KEY = "This is no key here. Whoever runs this program makes one with: doctor-answers key NAME"
NOT_ALLOWED = "This key does not allow that: it takes one that was made with --scope staff."
FOREIGN_PAGE = (
    "Pages of that origin may not ask here. Whoever runs this program allows them with: "
    "doctor-answers serve --allow-origin ORIGIN"
)
FOREIGN_NAME = (
    "Without a key this is answered to programs of this machine only, who ask for 127.0.0.1 or "
    "localhost. Whoever runs this program makes a key with: doctor-answers key NAME"
)
BEARER = {"WWW-Authenticate": "Bearer"}


class Refusal(Exception):
    """Why somebody is not answered, with the status that says so."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask.

    `opening` is what was said at the start; None: whoever is on this machine needs no key as long
    as none was made, and nobody else is answered without one. `is_local` says that only programs
    of this machine reach it; `names` are more names of this machine, and `origins` those of pages
    elsewhere that may ask.
    """

    keys: ApiKeys
    opening: Opening | None = None
    is_local: bool = True
    names: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Who may ask, for the person who runs the program."""
        if self.opening == "off":
            return "closed"
        if self.opening == "open":
            return "open to everybody"
        if self.keys.are_needed:
            return "with a key"
        return "from this machine" if self.is_local else "closed until there is a key"

    def granted(self, headers: Headers) -> KeyScope:
        """What a request may do, by its headers.

        Raises:
            Refusal: nothing.
        """
        keyed = self.keys.are_needed
        if self.opening == "off" or not (self.opening or keyed or self.is_local):
            raise Refusal(404, OFF)
        if not self._is_from_here(headers):
            raise Refusal(403, FOREIGN_PAGE)
        if keyed and "authorization" in headers:
            return self._granted_by_key(headers["authorization"])
        if keyed and self.opening != "open":
            raise Refusal(401, NO_KEY)
        if self.is_local and not self._is_asked_by_own_name(headers):
            raise Refusal(421, FOREIGN_NAME)
        return "read" if self.opening == "open" else "staff"

    def _granted_by_key(self, authorization: str) -> KeyScope:
        scheme, _, key = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Refusal(401, NO_KEY)
        granted = self.keys.scope_of(key.strip())
        if granted is None:
            raise Refusal(401, WRONG_KEY)
        return granted

    def _is_asked_by_own_name(self, headers: Headers) -> bool:
        """Whether a request found this machine by a name that no other site can give it."""
        return _host_of(f"//{headers.get('host', '')}") in LOOPBACK_NAMES | self.names

    def _is_from_here(self, headers: Headers) -> bool:
        """Whether a request comes from no page, one of this very address, or one that may ask."""
        origin = headers.get("origin")
        if origin is None or origin in self.origins:
            return True
        return origin.partition("://")[2] == headers.get("host")


def _host_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


class Guard:
    """An application that only those reach who may ask; what they may is `granted` in the state of
    their request."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say why not."""
        try:
            granted = self._access.granted(Headers(scope=scope))
        except Refusal as refused:
            response = problem(
                refused.status, refused.words, BEARER if refused.status == 401 else None
            )
            await response(scope, receive, send)
            return
        state = {**scope.get("state", {}), "granted": granted}
        await self._app({**scope, "state": state}, receive, send)
