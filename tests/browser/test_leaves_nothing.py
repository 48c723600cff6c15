"""After a visit nothing of what was asked is left, in the program's folders or in the browser."""

import json
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HOST, Opened, ask, last_reply, open_chat
from tests.faults.watched import Watched

pytestmark = [pytest.mark.browser, pytest.mark.model]

WORD = "Zyxquibble"
VISIT = [
    f"I am {WORD}, can I exercise after botox?",
    f"and what about massage, {WORD}?",
    f"{WORD}: what is the capital of France",
    f"I am {WORD} and I cannot breathe since my botox",
]
STORED = """
async () => {
  const databases = await indexedDB.databases();
  const contents = await Promise.all(databases.map(({name}) => new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => resolve('');
    opening.onsuccess = () => {
      const stores = [...opening.result.objectStoreNames];
      if (!stores.length) return resolve('');
      const reading = opening.result.transaction(stores);
      const all = stores.map((store) => new Promise((done) => {
        const got = reading.objectStore(store).getAll();
        got.onsuccess = () => done(got.result);
      }));
      Promise.all(all).then(resolve);
    };
  })));
  const caches_ = await Promise.all((await caches.keys()).map(async (name) =>
    (await (await caches.open(name)).keys()).map((request) => request.url)));
  const workers = (await navigator.serviceWorker.getRegistrations()).length;
  return JSON.stringify([
    {...localStorage}, {...sessionStorage}, document.cookie, contents, caches_, workers,
    location.href, history.state, window.name,
  ]);
}
"""
"""Everything that a page may keep in a browser."""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    watched = Watched(tmp_path_factory.mktemp("visit"))
    assert watched.run("build").returncode == 0
    return watched


@pytest.fixture(params=[None, "votes.sqlite"], ids=["without votes", "with votes"])
def visited(
    request: pytest.FixtureRequest, watched: Watched, opened: Opened
) -> Iterator[tuple[Page, Path | None]]:
    """A page on which questions were asked, of a program that keeps votes or not."""
    votes = None if request.param is None else watched.root / "work" / request.param
    arguments = [] if votes is None else ["--votes", str(votes)]
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    output = watched.root / f"serving-{request.param}.log"
    server = watched.start("serve", "--port", str(port), *arguments, output=output)
    try:
        address = f"http://{HOST}:{port}"
        for _ in range(600):
            assert server.poll() is None, output.read_text()
            with suppress(httpx.HTTPError):
                if httpx.get(f"{address}/ready").json()["ready"]:
                    break
            time.sleep(0.1)
        page = opened()
        open_chat(page, address)
        for question in VISIT:
            ask(page, question)
            expect(page.locator("#chat .asked").last).to_contain_text(WORD)
        yield page, votes
        page.close()  # a server that is told to stop waits for whoever still listens
    finally:
        server.terminate()
        server.wait(30)


def test_a_visit_leaves_nothing_of_what_was_asked(
    visited: tuple[Page, Path | None], watched: Watched
) -> None:
    page, votes = visited
    if votes is not None:
        page.locator("button.vote").first.click()
        expect(page.locator("body")).to_contain_text("Thank you")
    stored = page.evaluate(STORED)
    state = page.context.storage_state(indexed_db=True)
    for kept in (stored, json.dumps(state), json.dumps(page.context.cookies())):
        assert WORD.lower() not in kept.lower()
        assert "exercise" not in kept
    assert state["cookies"] == []
    page.reload()
    expect(page.locator("#examples")).to_be_visible()
    assert WORD not in page.content()
    assert watched.holding(WORD) == []
    assert watched.reached("outside") == []
    if votes is not None:
        with closing(sqlite3.connect(votes)) as connection:
            rows = connection.execute("select * from votes").fetchall()
        assert [(vote, times) for _, vote, _, times in rows] == [("helpful", 1)]
        assert not any("exercise" in str(cell) for row in rows for cell in row)
    assert last_reply(page).count() == 0
