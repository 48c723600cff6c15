"""The address at which readers find the page, where a proxy stands before the program.

A request then counts as sent to that address, whatever the proxy made of its scheme, its `Host` and
its path: a proxy may keep the path that stands before the page's own, or take it away.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.show.addresses import begin_below
from bot.web.open_paths import open_path

PORTS = {"http": 80, "https": 443}
EXAMPLE = "name it as readers type it: --public-address https://example.org/doctors"
AS_SENT = (b"host", b"forwarded", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix")
"""Headers that say at which address a request was sent."""


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """An address: "https", "example.org:8443" and "/doctors"; the path is empty where the page is
    at the top."""

    scheme: str
    host: str
    path: str

    @classmethod
    def read(cls, text: str) -> "PublicAddress":
        """The address in a text.

        Raises:
            ValueError: it is none, or below it the page's own addresses would have two meanings.
        """
        try:
            parts = urlsplit(text)
            is_address = bool(parts.scheme in PORTS and parts.hostname and parts.port != 0)
        except ValueError:
            is_address = False
        if not is_address or not text.isascii() or set(text) & set(' "<>?#@\\;'):
            raise ValueError(f"{text}: not an address; {EXAMPLE}")
        path = parts.path.rstrip("/")
        if any(open_path(f"{path}{below}") for below in ("", "/a", "/a/1") if path):
            raise ValueError(f"{text}: the page has a {path} of its own; take another path")
        return cls(parts.scheme, parts.netloc.lower(), path)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"

    @property
    def server(self) -> tuple[str, int]:
        """The name and the port, as ASGI has them."""
        parts = urlsplit(str(self))
        return parts.hostname or "", parts.port or PORTS[self.scheme]


class AtPublicAddress:
    """An application that is asked at its public address."""

    def __init__(self, app: ASGIApp, address: PublicAddress) -> None:
        self._app = app
        self._address = address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as sent to that address; its redirects lead below it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address = self._address
        if address.path and scope["path"] == address.path:
            # What the page loads is named relative to it, so that its last stroke counts.
            await RedirectResponse(f"{address.path}/", 308)(scope, receive, send)
            return
        below = scope["path"].removeprefix(address.path)
        path = below if below.startswith("/") else scope["path"]
        sent = [one for one in scope["headers"] if one[0] not in AS_SENT]
        begin_below(address.path)
        as_public = {
            **scope,
            "scheme": address.scheme,
            "server": address.server,
            "path": path,
            "headers": [(b"host", address.host.encode()), *sent],
        }
        await self._app(as_public, receive, self._leading_below(send))

    def _leading_below(self, send: Send) -> Send:
        origin = f"{self._address.scheme}://{self._address.host}"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                leads = headers.get("location", "").removeprefix(origin)
                if leads.startswith("/"):
                    headers["location"] = f"{self._address.path}{leads}"
            await send(message)

        return sending
