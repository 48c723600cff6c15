"""The page and the desk through nginx and Caddy as they are in Debian: TLS, and below a path."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, get_args
from urllib.parse import quote, urljoin, urlsplit

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from bot.staff.login import line_for
from bot.web.api.keys import ApiKeys
from tests.faults.visitors import PATIENCE, Program, free_port, served
from tests.own_loop import finished
from tests.web.proxies import BELOW, Proxy, before, public_address

QUESTION = "can I exercise after botox?"
NAME, PASSWORD = "anna", "correct horse battery"
WAYS = {
    f"{proxy}, path {'taken away' if strips else 'kept'}": (proxy, strips)
    for proxy in get_args(Proxy)
    for strips in (False, True)
}


class Behind(NamedTuple):
    """A program, where it is found through its proxy, and a key that lists doctors."""

    program: Program
    address: str
    key: str

    @property
    def keyed(self) -> dict[str, str]:
        """The header of a program that has the key."""
        return {"Authorization": f"Bearer {self.key}"}

    def reader(self, place: str = "127.0.0.1") -> httpx2.Client:
        """Somebody who reads from an address of this machine."""
        transport = httpx2.HTTPTransport(verify=False, local_address=place)
        return httpx2.Client(base_url=self.address, transport=transport, timeout=PATIENCE)


@pytest.fixture(scope="module", params=WAYS.values(), ids=list(WAYS))
def behind(
    request: pytest.FixtureRequest, library_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    """The program as docs/hosting.md has it started."""
    proxy, strips = request.param
    folder = tmp_path_factory.mktemp("proxy")
    library = Path(shutil.copytree(library_folder, folder / "library"))
    key = ApiKeys(library).make("reader", "staff")
    port = free_port()
    staff = ["--staff", str(staff_file(folder))]
    named = ["--trusted-proxies", "127.0.0.1", "--public-address", public_address(port)]
    with (
        served(library, 0.0, *staff, *named) as program,
        before(program.port, proxy, folder, port, strips=strips) as address,
    ):
        yield Behind(program, address, key)


def staff_file(folder: Path) -> Path:
    file = folder / "staff.txt"
    file.write_text(line_for(NAME, PASSWORD), encoding="utf-8")
    return file


def addresses_in(html: str, attribute: str) -> set[str]:
    """Where links (`href`) or forms (`action`) lead."""
    found = set(re.findall(rf'{attribute}="([^"#][^"]*)"', html))
    return {one.replace("&amp;", "&") for one in found if not one.startswith("data:")}


def test_the_path_alone_leads_to_the_page(behind: Behind) -> None:
    led = httpx2.get(behind.address, verify=False)
    assert (led.status_code, urlsplit(led.headers["location"]).path) == (308, f"{BELOW}/")


def test_a_question_is_asked_and_answered_below_the_path(behind: Behind) -> None:
    with behind.reader() as reader:
        assert behind.address in reader.get("/").text
        given = {"data": [QUESTION, None], "fn_index": behind.program.event, "session_hash": "one"}
        assert reader.post("/gradio_api/queue/join", json=given).status_code == 200
        told = reader.get("/gradio_api/queue/data?session_hash=one").text
    assert '"success":true' in told
    led = set(re.findall(r'href=\\"((?:page|answer)/[^\\]+)', told))
    assert led
    with behind.reader() as reader:
        assert {reader.get(f"/{one}").status_code for one in led} == {200}


def test_a_program_asks_pages_and_verifies_below_the_path(behind: Behind) -> None:
    api = "/api/v1"
    with behind.reader() as reader:
        assert reader.post(f"{api}/ask", json={"question": QUESTION}).status_code == 401
        reader.headers.update(behind.keyed)
        document = reader.get("/openapi.json").json()
        asked = reader.post(f"{api}/ask", json={"question": QUESTION, "k": 2}).json()
        assert asked["band"] == "answered"
        assert reader.post(f"{api}/verify", json=asked).json()["verified"] is True
        first = asked["answers"][0]
        found = reader.get(f"{api}/answers/{quote(first['id'], safe='')}")
        assert found.json()["body"] == first["body"]
        known = {"If-None-Match": found.headers["etag"]}
        again = reader.get(f"{api}/answers/{quote(first['id'], safe='')}", headers=known)
        assert again.status_code == 304
        page = reader.get(f"{api}/pages/{quote(first['page']['id'], safe='')}").json()
        assert page["text"][first["start"] : first["end"]] == first["body"]
        one = reader.get(f"{api}/doctors", params={"topic": "massage", "limit": 1}).json()
        more = reader.get(f"{api}/doctors", params={"topic": "massage", "cursor": one["next"]})
        assert more.json()["doctors"] and more.json()["doctors"] != one["doctors"]
        missing = reader.get(f"{api}/answers/a%2Fb%231")
        assert (missing.status_code, missing.json()["status"]) == (404, 404)
    # whoever has nothing but the document finds all that below the path
    (server,) = document["servers"]
    assert urljoin(f"{behind.address}/openapi.json", server["url"]) == behind.address


def test_the_official_client_uses_the_tools_below_the_path(behind: Behind) -> None:
    async def said() -> tuple[list[str], str]:
        async with (
            httpx2.AsyncClient(verify=False, headers=behind.keyed, timeout=PATIENCE) as http,
            Client(streamable_http_client(f"{behind.address}/mcp", http_client=http)) as client,
        ):
            tools = [one.name for one in (await client.list_tools()).tools]
            result = await client.call_tool("ask", {"question": QUESTION, "k": 1})
            return tools, " ".join(one.text for one in result.content if one.type == "text")

    tools, words = finished(said())
    assert tools == ["ask", "doctors", "answer", "verify"]
    assert "verbatim; do not paraphrase as advice" in words
    refused = httpx2.post(f"{behind.address}/mcp", verify=False, json={})
    assert refused.status_code == 401


def test_the_desk_opens_and_every_link_of_it_leads_below_the_path(behind: Behind) -> None:
    with behind.reader() as reader:
        sent_away = reader.get("/staff/coverage")
        assert (sent_away.status_code, sent_away.headers["location"]) == (
            303,
            f"{BELOW}/staff/enter",
        )
        form = {"name": NAME, "password": PASSWORD}
        own = {"origin": behind.address.removesuffix(BELOW)}
        entered = reader.post("/staff/enter", data=form, headers=own)
        assert (entered.status_code, entered.headers["location"]) == (303, f"{BELOW}/staff")
        cookie = entered.headers["set-cookie"]
        assert cookie.startswith("__Host-doctor-answers-staff-") and "; Secure" in cookie
        token = cookie.split(";")[0]
        desk = reader.get("/staff?topic=massage", headers={"cookie": token})
        assert desk.status_code == 200 and "Mallalieu" in desk.text
        assert reader.get("/staff/", headers={"cookie": token}).status_code == 200
        links, forms = addresses_in(desk.text, "href"), addresses_in(desk.text, "action")
        ours = (f"{BELOW}/staff", f"{BELOW}/page/")
        assert links and forms and all(one.startswith(ours) for one in links | forms)
        for one in links:
            found = reader.get(one.removeprefix(BELOW), headers={"cookie": token})
            assert found.status_code == 200, one


def test_a_form_of_another_site_is_refused_and_says_what_is_set(behind: Behind) -> None:
    with behind.reader() as reader:
        headers = {"origin": "https://evil.example"}
        form = {"name": NAME, "password": PASSWORD}
        refused = reader.post("/staff/enter", data=form, headers=headers)
    assert refused.status_code == 403
    assert "sent from https://evil.example" in refused.text
    assert f"takes itself to be at {behind.address.removesuffix(BELOW)}" in refused.text
    assert "--public-address" in refused.text


def test_every_reader_has_a_limit_of_their_own(behind: Behind) -> None:
    with behind.reader("127.0.0.2") as many, behind.reader("127.0.0.3") as one:
        vote = {"answer": "a#1", "vote": "helpful"}
        statuses = [many.post("/vote", json=vote).status_code for _ in range(121)]
        assert set(statuses[:120]) == {404} and statuses[120] == 429
        assert one.post("/vote", json=vote).status_code == 404
        # What a reader writes of themselves is not believed.
        forged = {"x-forwarded-for": "127.0.0.9"}
        assert many.post("/vote", json=vote, headers=forged).status_code == 429


def test_heads_are_answered_like_pages(behind: Behind) -> None:
    with behind.reader() as reader:
        for path in ("/", "/healthz", "/readyz", "/config", "/page/003_13a95f21a5b80d88/1"):
            head = reader.head(path)
            assert (head.status_code, head.content) == (200, b""), path


def test_without_a_public_address_the_desk_says_what_to_set(
    library_folder: Path, tmp_path: Path
) -> None:
    port = free_port()
    with (
        served(library_folder, 0.0, "--staff", str(staff_file(tmp_path))) as program,
        before(program.port, "nginx", tmp_path, port, strips=True) as address,
    ):
        refused = httpx2.post(
            f"{address}/staff/enter",
            data={"name": NAME, "password": PASSWORD},
            headers={"origin": f"https://127.0.0.1:{port}"},
            verify=False,
        )
    assert refused.status_code == 403
    assert f"takes itself to be at {program.address}" in refused.text
    assert "serve --public-address" in refused.text
