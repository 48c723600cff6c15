"""Where readers find the page, and what is made of a request that was sent there."""

import json

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from bot.show.addresses import address_of
from bot.web.public_address import AtPublicAddress, PublicAddress

AT = "https://example.org/doctors"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://example.org", PublicAddress("https", "example.org", "")),
        ("https://Example.org/", PublicAddress("https", "example.org", "")),
        ("http://10.0.0.7:8080/a/b/", PublicAddress("http", "10.0.0.7:8080", "/a/b")),
        ("https://[::1]:8443/d", PublicAddress("https", "[::1]:8443", "/d")),
    ],
)
def test_an_address_is_scheme_host_and_path(text: str, read: PublicAddress) -> None:
    assert PublicAddress.read(text) == read
    assert PublicAddress.read(str(read)) == read


@pytest.mark.parametrize(
    ("text", "name", "port"),
    [("https://a.b/c", "a.b", 443), ("http://a.b", "a.b", 80), ("https://[::1]:7/", "::1", 7)],
)
def test_an_address_has_a_port_though_it_names_none(text: str, name: str, port: int) -> None:
    assert PublicAddress.read(text).server == (name, port)


@pytest.mark.parametrize(
    "text",
    [
        "example.org", "/doctors", "ftp://example.org", "https://", "https://a.b:99999", "https:/a",
        "https://a.b/c?d", "https://a.b/#c", "https://me@a.b", "https://a b", "https://a.b/\"c",
        "https://a.b/é", "https://a.b;c", "*",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_what_is_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"--public-address https://example\.org/doctors$"):
        PublicAddress.read(text)


@pytest.mark.parametrize("path", ["/staff", "/page", "/answer/x", "/healthz", "/embed"])
def test_a_path_that_the_page_has_itself_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="take another path"):
        PublicAddress.read(f"https://example.org{path}")


async def told(scope: Scope, receive: Receive, send: Send) -> None:
    """Says where it takes itself to be, and leads elsewhere from /away/…"""
    request = Request(scope)
    response: Response = JSONResponse([str(request.url), address_of("/staff")])
    if scope["path"].startswith("/away/"):
        response = RedirectResponse(scope["path"].removeprefix("/away/"))
    await response(scope, receive, send)


def asked(path: str, **headers: str) -> list[str]:
    app = AtPublicAddress(told, PublicAddress.read(AT))
    received = TestClient(app, base_url="http://127.0.0.1:7860").get(path, headers=headers)
    found: list[str] = json.loads(received.text)
    return found


@pytest.mark.parametrize("path", ["/page/a/1", "/doctors/page/a/1"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "evil.example"},
        {"x-forwarded-host": "evil.example", "x-forwarded-proto": "http"},
        {"forwarded": "host=evil.example", "x-forwarded-prefix": "/evil"},
    ],
)
def test_a_request_counts_as_sent_there_whatever_the_proxy_made_of_it(
    path: str, headers: dict[str, str]
) -> None:
    assert asked(path, **headers) == ["https://example.org/page/a/1", "/doctors/staff"]


@pytest.mark.parametrize("path", ["/doctorsandnurses", "/other/doctors/page"])
def test_only_the_whole_path_at_the_beginning_is_taken_away(path: str) -> None:
    assert asked(path)[0] == f"https://example.org{path}"


@pytest.mark.parametrize(
    ("leads", "to"),
    [
        ("/staff/enter", "/doctors/staff/enter"),
        ("https://example.org/staff", "/doctors/staff"),
        ("https://elsewhere.example/staff", "https://elsewhere.example/staff"),
        ("https://example.organic/staff", "https://example.organic/staff"),
    ],
)
def test_what_leads_to_a_place_of_ours_leads_below_the_path(leads: str, to: str) -> None:
    app = AtPublicAddress(told, PublicAddress.read(AT))
    received = TestClient(app, follow_redirects=False).get(f"/away/{leads}")
    assert received.headers["location"] == to


def test_addresses_begin_at_the_top_where_nobody_said_otherwise() -> None:
    assert address_of("/staff") == "/staff"
