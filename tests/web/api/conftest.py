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
    folder: Path, access: Access | None = None, client: tuple[str, int] = LOCAL
) -> TestClient:
    """A program with that library, asked by a client at that address."""
    service = AnswerService(Library.open(folder), WordsEncoder())
    service.load()
    service.wait()
    app = make_app(service, access=access or Access(ApiKeys(folder)))
    return TestClient(app, HERE, raise_server_exceptions=False, client=client)


@pytest.fixture(scope="module")
def client(library_folder: Path) -> Iterator[TestClient]:
    """A program with the seeds, for reading only; nothing needs a key."""
    with program(library_folder) as asked:
        yield asked
