"""The start page says nothing of what is no longer in the library."""

from pathlib import Path

from fastapi.testclient import TestClient

from bot.reply.service import AnswerService
from bot.web.app import make_app
from index.library.build import build
from index.library.open import Library
from index.library.remove import remove
from tests.conftest import SEEDS
from tests.words_encoder import WordsEncoder

TITLE = "Zebulonitis?"


def test_a_title_that_was_removed_leaves_the_start_page_at_once(tmp_path: Path) -> None:
    seed = (SEEDS / "004_7b62c1b3ba7f1990.txt").read_bytes()
    title = seed.decode("utf-8").split("\n", 1)[0].strip()
    pages, folder = tmp_path / "pages", tmp_path / "library"
    pages.mkdir()
    (pages / "zebra.txt").write_bytes(seed.replace(title.encode(), TITLE.encode(), 1))
    encoder = WordsEncoder()
    build(folder, [pages], encoder)
    service = AnswerService(Library.open(folder), encoder)
    service.load()
    service.wait()
    with TestClient(make_app(service)) as browser:
        for path in ("/", "/config"):
            assert TITLE in browser.get(path).text
        remove(folder, encoder, pages=["zebra"])
        for path in ("/", "/config", "/config/"):
            assert TITLE not in browser.get(path).text


def test_no_client_says_where_the_pages_own_parts_are(library_folder: Path) -> None:
    from bot.web.proxies import TrustedProxies

    service = AnswerService(Library.open(library_folder), WordsEncoder())
    app = TrustedProxies(make_app(service))
    with TestClient(app) as browser:
        said = browser.get("/config", headers={"X-Gradio-Server": "http://evil.example"})
    assert said.status_code == 200
    assert "evil.example" not in said.text
