"""Who may ask as a program: nobody, whoever has a key, or anybody, as it was said at the start.

That somebody seems to be on this machine opens no more than the chat page does, as often as for a
stranger: behind a proxy that the program was not told of, everybody seems to be there.

A browser that was lured here is kept out, too: what it asks names the page that it comes from
(Origin), and without a key the name by which it found this machine (Host) must be one that nobody
else can give it, so that no other site's name can be made to lead here (DNS rebinding).
"""

from dataclasses import dataclass
from shlex import quote
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.staff.places import place_of
from bot.web.api.keys import ApiKeys
from bot.web.api.scopes import Grant, Opening
from bot.web.api.scopes import Scope as KeyScope
from bot.web.open_paths import OpenPath, open_path
from bot.web.problems import SENDING, problem, with_call
from bot.web.rates import LOOPBACK, Rates
from bot.web.request_limits import TOO_MANY, TOO_OFTEN

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this machine that only programs on it can ask by."""
OFF = (
    "There is no API here. Whoever runs this program opens it with: doctor-answers key NAME, "
    "or doctor-answers serve --api open"
)
MADE_WITH = "Whoever runs this program makes one with: doctor-answers key NAME"
STAFF = " --scope staff"
NO_KEY = f"This needs a key: send the header Authorization: Bearer KEY. {MADE_WITH}"
WRONG_KEY = f"This is no key here. {MADE_WITH}"
NO_STAFF_KEY = f"{NO_KEY}{STAFF}"
NOT_ALLOWED = f"This key does not allow that: it takes one of the staff's. {MADE_WITH}{STAFF}"
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

    @property
    def headers(self) -> dict[str, str] | None:
        """What a refusal says beside its words."""
        return BEARER if self.status == 401 else None

    def response(self, scope: Scope) -> Response:
        """The refusal as a program reads it that sent a request."""
        sends = scope["method"] in SENDING
        words = with_call(scope["path"], self.words, sends=sends)
        return problem(self.status, words, self.headers)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask.

    `opening` is what was said at the start; None: whoever is on this machine needs no key for what
    the page shows as long as none was made, and nobody else is answered without one. `is_local`
    says that only programs of this machine reach it; `names` are more names of this machine, and
    `origins` those of pages elsewhere that may ask.
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
        command = f"doctor-answers --library {quote(str(self.keys.folder))} key NAME"
        if not self.is_local:
            return f"closed until there is a key, made with: {command}"
        return f"from this machine, for what the page shows; for more by key: {command}{STAFF}"

    def granted(self, headers: Headers) -> Grant:
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
            return Grant(self._scope_of_key(headers["authorization"]), by_key=True)
        if keyed and self.opening != "open":
            raise Refusal(401, NO_KEY)
        if self.is_local and not self._is_asked_by_own_name(headers):
            raise Refusal(421, FOREIGN_NAME)
        return Grant("read" if self.opening == "open" else None)

    def check_staff(self, headers: Headers) -> None:
        """See that a request has a key of the staff's.

        Raises:
            Refusal: it has none.
        """
        if self.opening == "off":
            raise Refusal(404, OFF)
        if "authorization" not in headers:
            raise Refusal(401, NO_STAFF_KEY)
        if self._scope_of_key(headers["authorization"]) != "staff":
            raise Refusal(403, NOT_ALLOWED)

    def _scope_of_key(self, authorization: str) -> KeyScope:
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
        self._rates = Rates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say why not."""
        try:
            granted = self._access.granted(Headers(scope=scope))
        except Refusal as refused:
            await refused.response(scope)(scope, receive, send)
            return
        state = {**scope.get("state", {}), "granted": granted}
        taken = open_path(unquote(scope["path"]))
        if not granted.by_key and self._asks_too_often(scope, taken):
            if taken is None or not taken.takes_message:
                await problem(429, TOO_MANY, {"Retry-After": "60"})(scope, receive, send)
                return
            state[TOO_OFTEN] = True
        await self._app({**scope, "state": state}, receive, send)

    def _asks_too_often(self, scope: Scope, taken: OpenPath | None) -> bool:
        """Whether a client on this machine asked too often: all others were counted before."""
        client = scope["client"][0] if scope.get("client") else ""
        most = taken.a_minute if taken is not None else 0
        return bool(most) and client in LOOPBACK and self._rates.is_too_many(place_of(client), most)
