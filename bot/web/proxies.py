"""Proxies that stand before the program: those that are named are believed, and no others.

What a proxy says of a client (`X-Forwarded-For` and the like) anybody can write. From others than
those that are named it is taken away, so that nothing behind this can read it. At which address the
page is, no header says at all: a proxy that is named passes on what a client wrote there.
"""

import logging
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

logger = logging.getLogger(__name__)

Network: TypeAlias = IPv4Network | IPv6Network
FORWARDED = (b"forwarded", b"x-real-ip", b"x-forwarded-")
"""Headers, by their beginnings, that say who a client of a proxy is and what it asked for."""
GRADIOS_OWN = b"x-gradio-server"
NEVER_BELIEVED = (
    GRADIOS_OWN, b"forwarded", b"x-forwarded-host", b"x-forwarded-server", b"x-forwarded-prefix"
)  # fmt: skip
"""By these headers anybody would say where the page's own parts are: a proxy sets `Host`, and the
operator `--public-address`."""


def proxies_in(text: str) -> tuple[Network, ...]:
    """The addresses and networks of proxies, between commas.

    Raises:
        ValueError: one is none; `*` is none either, as anybody would be believed then.
    """
    names = [one.strip() for one in text.split(",")]
    try:
        return tuple(ip_network(one) for one in names if one)
    except ValueError as error:
        raise ValueError(
            f"{error}; name proxies by their addresses or networks, as in "
            "--trusted-proxies 127.0.0.1,10.0.0.0/8"
        ) from error


class TrustedProxies:
    """An application that is told of clients by the proxies of those networks, and by nobody
    else."""

    def __init__(self, app: ASGIApp, networks: Sequence[Network] = ()) -> None:
        self._app = app
        self._networks = networks
        trusted = [str(one) for one in networks]
        self._believing = ProxyHeadersMiddleware(app, trusted)  # type: ignore[arg-type]
        self._has_told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as from the client that it comes from."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if self._is_trusted(scope):
            sent = [one for one in scope["headers"] if one[0] not in NEVER_BELIEVED]
            await self._believing({**scope, "headers": sent}, receive, send)  # type: ignore[arg-type]
        else:
            believed = [one for one in scope["headers"] if one[0] != GRADIOS_OWN]
            kept = [one for one in believed if not one[0].startswith(FORWARDED)]
            if len(kept) < len(believed):
                self._tell()
            await self._app({**scope, "headers": kept}, receive, send)

    def _is_trusted(self, scope: Scope) -> bool:
        try:
            client = ip_address(scope["client"][0])
        except (TypeError, ValueError):
            return False
        return any(client in network for network in self._networks)

    def _tell(self) -> None:
        """Say once that there is a proxy that is not believed, as it may be the operator's own."""
        if not self._has_told:
            self._has_told = True
            logger.warning(
                "a proxy that is not named says for whom it asks, and is not believed; if it is "
                "yours, name its address with --trusted-proxies"
            )
