"""A file that nothing writes may be closed by one thread while another reads it."""

import sqlite3
import threading
from pathlib import Path

from index.errors import DamagedLibrary
from index.storage.written_once import WrittenOnce

COUNTED = 300_000
COUNT = (
    "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?) "
    "SELECT max(n) FROM counted"
)


def test_what_is_being_read_is_read_before_the_file_is_closed(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "file.sqlite").close()
    connection = sqlite3.connect(
        tmp_path / "file.sqlite", check_same_thread=False, factory=WrittenOnce
    )
    connection.file = tmp_path / "file.sqlite"
    begun = threading.Event()
    told: list[object] = []

    def begins() -> int:
        begun.set()
        return 0

    connection.create_function("begins", 0, begins)

    def read() -> None:
        try:
            rows = connection.execute(f"{COUNT} WHERE begins() = 0", (COUNTED,))
            told.append("counted")
            told.append(rows.fetchall())
        except DamagedLibrary as error:  # it was closed between the two
            told.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    assert begun.wait(60)
    connection.close()
    reader.join()
    counted, then = told
    assert counted == "counted"
    assert then == [(COUNTED,)] or "closed" in str(then)
