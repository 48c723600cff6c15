"""A key that is cut while the program runs opens the desk once, soon, and lies there as a hash."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.staff.desk_key import LASTS, NAME, cut_desk_key, opens_desk
from index.durable import FILE_MODE
from tests.faults.tally import Tally


def test_it_opens_once_and_only_as_it_is(tmp_path: Path, tally: Tally) -> None:
    key = cut_desk_key(tmp_path)
    assert key not in (tmp_path / NAME).read_text(encoding="utf-8")
    assert (tmp_path / NAME).stat().st_mode & 0o777 == FILE_MODE
    assert not opens_desk(tmp_path, "")
    assert not opens_desk(tmp_path, key[:-1])
    assert opens_desk(tmp_path, key)
    assert not opens_desk(tmp_path, key)
    assert list(tmp_path.iterdir()) == []
    tally.record(36, tries=4)


def test_a_new_one_ends_the_old_one(tmp_path: Path, tally: Tally) -> None:
    old, new = cut_desk_key(tmp_path), cut_desk_key(tmp_path)
    assert not opens_desk(tmp_path, old)
    assert opens_desk(tmp_path, new)
    tally.record(36)


def test_one_that_waited_too_long_or_comes_from_the_future_opens_nothing(
    tmp_path: Path, tally: Tally
) -> None:
    for age in (LASTS + 1, -60):
        key = cut_desk_key(tmp_path)
        then = time.time() - age
        os.utime(tmp_path / NAME, (then, then))
        assert not opens_desk(tmp_path, key)
        assert not (tmp_path / NAME).exists()
    tally.record(36, tries=2)


def test_of_many_who_have_it_one_comes_in(tmp_path: Path, tally: Tally) -> None:
    for _ in range(20):
        key = cut_desk_key(tmp_path)
        with ThreadPoolExecutor(8) as pool:
            opened = list(pool.map(lambda _, key=key: opens_desk(tmp_path, key), range(8)))
        assert opened.count(True) == 1
    tally.record(36, tries=160)


def test_a_folder_without_one_opens_for_nobody(tmp_path: Path, tally: Tally) -> None:
    assert not opens_desk(tmp_path, "anything")
    assert not opens_desk(tmp_path / "none", "")
    tally.record(36, tries=2)
