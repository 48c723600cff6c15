"""The program as other programs see it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.reply.service import AnswerService
from bot.web.api.access import Access
from bot.web.api.keys import ApiKeys
from bot.web.app import make_app
from index.library.open import Library
from tests.words_encoder import WordsEncoder

HERE = "http://127.0.0.1:7860"
LOCAL = ("127.0.0.1", 1)


def program(
    folder: Path,
    access: Access | None = None,
    client: tuple[str, int] = LOCAL,
    key: str | None = None,
) -> TestClient:
    """A program with that library, asked by a client at that address, with that key."""
    service = AnswerService(Library.open(folder), WordsEncoder())
    service.load()
    service.wait()
    app = make_app(service, access=access or Access(ApiKeys(folder)))
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    return TestClient(app, HERE, raise_server_exceptions=False, client=client, headers=headers)


def with_key(folder: Path, of_keys: Path) -> TestClient:
    """A program with that library, asked with a key of the staff's that is kept elsewhere."""
    keys = ApiKeys(of_keys)
    key = keys.make(f"clinic {len(keys.every())}", "staff")
    return program(folder, Access(keys), key=key)


@pytest.fixture(scope="module")
def client(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A program with the seeds, for reading only, asked with a key of the staff's."""
    with with_key(library_folder, tmp_path_factory.mktemp("keys")) as asked:
        yield asked
