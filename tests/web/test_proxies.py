"""Who is believed when it says for whom it asks."""

import json
import logging

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from bot.web.proxies import TrustedProxies, proxies_in

FORGED = {
    "X-Forwarded-For": "198.51.100.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "/elsewhere",
    "X-Real-IP": "198.51.100.9",
    "Forwarded": "for=198.51.100.9",
}


async def told(scope: Scope, receive: Receive, send: Send) -> None:
    """Says as whom it takes a client, and what it hears of a proxy."""
    request = Request(scope)
    heard = sorted(name for name in request.headers if name in {one.lower() for one in FORGED})
    client = request.client.host if request.client else None
    response: Response = JSONResponse([client, request.url.scheme, heard])
    await response(scope, receive, send)


def asked(proxies: str, client: str, **headers: str) -> list[object]:
    app = TrustedProxies(told, proxies_in(proxies))
    received = TestClient(app, client=(client, 1)).get("/", headers=headers or FORGED)
    found: list[object] = json.loads(received.text)
    return found


@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "10.0.0.7", "testclient", ""])
@pytest.mark.parametrize("proxies", ["", " , ", "192.0.2.1", "192.0.2.0/24,2001:db8::/32"])
def test_nobody_is_believed_who_is_not_named(proxies: str, client: str) -> None:
    assert asked(proxies, client) == [client, "http", []]


@pytest.mark.parametrize("proxies", ["127.0.0.1", "192.0.2.1, 127.0.0.0/8"])
def test_a_proxy_that_is_named_is_believed(proxies: str) -> None:
    client, scheme, heard = asked(proxies, "127.0.0.1")
    assert (client, scheme) == ("198.51.100.9", "https")
    assert heard == ["x-forwarded-for", "x-forwarded-proto", "x-real-ip"]


def test_of_several_addresses_the_last_counts_that_is_no_proxys() -> None:
    forged = "127.0.0.1, 198.51.100.1, 203.0.113.5, 127.0.0.1"
    assert asked("127.0.0.1", "127.0.0.1", **{"X-Forwarded-For": forged})[0] == "203.0.113.5"


@pytest.mark.parametrize("proxies", ["*", "localhost", "127.0.0.1/99", "::1 ::2", "10.0.0.1/8"])
def test_what_is_no_address_is_refused_with_what_is_one(proxies: str) -> None:
    with pytest.raises(ValueError, match=r"--trusted-proxies 127\.0\.0\.1,10\.0\.0\.0/8$"):
        proxies_in(proxies)


def test_that_a_proxy_is_not_believed_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    app = TrustedProxies(told)
    client = TestClient(app, client=("127.0.0.1", 1))
    with caplog.at_level(logging.WARNING, "bot.web.proxies"):
        client.get("/")
        assert caplog.messages == []
        for _ in range(3):
            client.get("/", headers=FORGED)
    (message,) = caplog.messages
    assert "--trusted-proxies" in message and "198.51" not in message
