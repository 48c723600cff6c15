"""A bucket that is cut off, half written, altered or hostile, and two who push at once: what is
served stays served, what is wrong is refused, and the next push or pull is whole."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.durable import hash_of_bytes
from index.errors import (
    BucketFailed,
    DamagedBucket,
    NoLibrary,
    NotItsOwn,
    NotWritten,
    OwnChanges,
)
from index.library.open import Library, exists
from index.library.push import _prune
from index.library.remove import remove
from index.library.repair import damage_of, repair
from index.storage.bucket import FILES, GENERATIONS, Bucket, file_name
from index.storage.current import CURRENT
from index.storage.stored_generation import BucketCurrent, StoredGeneration
from index.storage.tombstones import Tombstones
from tests.library.buckets import (
    ANDRE,
    CLAIRE,
    JOAN,
    ONE,
    OTHER,
    Cutting,
    Place,
    cut,
    error_of,
)
from tests.words_encoder import WordsEncoder

pytestmark = pytest.mark.faults


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose generation before was pushed: to "bucket", and pulled to "server"."""
    root = tmp_path_factory.mktemp("buckets")
    publisher = Place(root / "publisher")
    publisher.build(one=ONE)
    bucket = Bucket.at(str(root / "bucket"))
    publisher.push(bucket)
    Place(root / "server").pull(bucket)
    publisher.build(other=OTHER)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "made", copy_function=shutil.copy2))


@pytest.fixture
def bucket(root: Path) -> Bucket:
    return Bucket.at(str(root / "bucket"))


@pytest.fixture
def publisher(root: Path) -> Place:
    return Place(root / "publisher")


@pytest.fixture
def server(root: Path) -> Place:
    return Place(root / "server")


OLD, NEW = sorted([ANDRE, CLAIRE]), sorted([ANDRE, CLAIRE, JOAN])


def largest(bucket: Bucket) -> str:
    """The largest file that only the served generation needs."""
    current = bucket.current()
    assert current is not None
    every = bucket.generation(current.kept[-1]).every
    for name in current.kept[:-1]:
        every = {
            one: size for one, size in every.items() if one not in bucket.generation(name).every
        }
    return file_name(max(every, key=lambda one: every[one]))


# Cut off.


def test_a_push_that_is_cut_off_anywhere_leaves_what_was_served_and_is_gone_on_with(
    publisher: Place, bucket: Bucket, tmp_path: Path
) -> None:
    at, reader = 0, 0
    while True:
        at += 3
        cutting, system = cut(bucket, at)
        error = error_of(lambda cutting=cutting: publisher.push(cutting))  # type: ignore[misc]
        current = bucket.current()
        assert current is not None
        for name in current.kept:
            sizes = bucket.names(FILES)
            every = bucket.generation(name).every
            assert all(sizes[one] == size for one, size in every.items())
        if system.done < at:
            assert error is None
            break
        assert isinstance(error, BucketFailed)
        assert "connection reset" in str(error)
        reader += 1
    assert reader > 3
    fresh = Place(tmp_path / "fresh")
    fresh.pull(bucket)
    assert fresh.doctors == NEW


def test_a_pull_that_is_cut_off_goes_on_where_it_was(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    publisher.push(bucket)
    came, at = 0, 4
    while True:
        cutting, _ = cut(bucket, at)
        error = error_of(lambda cutting=cutting: server.pull(cutting))  # type: ignore[misc]
        if error is None:
            break
        assert isinstance(error, BucketFailed)
        assert server.doctors == OLD
        left = [one for one in (server.folder / ".pulled").glob("*") if one.suffix != ".part"]
        assert len(left) >= came
        came, at = len(left), at + 3
    assert came > 3
    assert server.doctors == NEW
    assert not (server.folder / ".pulled").exists()


def test_a_folder_that_is_full_asks_for_room(
    publisher: Place, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("fsspec.implementations.local.shutil.copyfile", full_disk)
        broken.setattr("index.storage.bucket.flush", full_disk)
        error = error_of(lambda: publisher.push(bucket))
    assert isinstance(error, BucketFailed)
    assert "make room there, and run the same command again" in str(error)
    publisher.push(bucket)


@pytest.mark.parametrize("step", ["put_in_place", "remove_from_own", "Library.open_generation"])
def test_a_first_pull_that_a_full_disk_stops_works_later(
    publisher: Place, bucket: Bucket, root: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    publisher.upload("filler.txt", OTHER)
    publisher.push(bucket)
    fresh = Place(root / "fresh")
    with monkeypatch.context() as broken:
        broken.setattr(f"index.library.pull.{step}", full_disk)
        error = error_of(lambda: fresh.pull(bucket))
    assert isinstance(error, NotWritten)
    fresh.pull(bucket)
    assert fresh.doctors == publisher.doctors
    mine = Place(root / "mine")
    (mine.folder / "pages").mkdir(parents=True)
    (mine.folder / "pages" / "filler.txt").write_text("My own.")
    assert isinstance(error_of(lambda: mine.pull(bucket)), NotItsOwn)


def test_a_file_that_came_in_part_is_not_sent_from_its_beginning(
    publisher: Place, server: Place, bucket: Bucket, root: Path
) -> None:
    publisher.push(bucket)
    name = largest(bucket)
    data = (root / "bucket" / name).read_bytes()
    arrived = server.folder / ".pulled"
    arrived.mkdir()
    (arrived / f"{Path(name).name}.part").write_bytes(data[:-100])
    told: list[tuple[int, int]] = []
    report = server.pull(bucket, progress=lambda done, total: told.append((done, total)))
    done, total = told[-1]
    assert total - done == len(data) - 100
    assert report.received_bytes == total
    assert server.doctors == NEW


def test_what_a_pull_left_goes_with_the_next_change(server: Place) -> None:
    (server.folder / ".pulled").mkdir()
    (server.folder / ".pulled" / "left").write_text("Well made porcelain veneers")
    server.build(one=ONE)
    assert not (server.folder / ".pulled").exists()


def test_what_a_pull_left_may_hold_what_was_removed_and_check_says_so(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    publisher.push(bucket)
    for is_removed in (False, True):
        if is_removed:
            remove(server.folder, WordsEncoder(), doctors=[CLAIRE])
            assert not (server.folder / ".pulled").exists()
        cutting, _ = cut(bucket, 10)
        assert isinstance(error_of(lambda cutting=cutting: server.pull(cutting)), BucketFailed)  # type: ignore[misc]
        assert any((server.folder / ".pulled").iterdir())
        assert bool(damage_of(server.folder).problems) == is_removed
    (told,) = damage_of(server.folder).problems
    assert told == ".pulled may hold what was removed, and was not deleted"
    repair(server.folder)
    assert damage_of(server.folder).problems == ()
    assert not (server.folder / ".pulled").exists()


def test_what_came_by_a_pull_that_is_refused_goes_at_once(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    publisher.push(bucket)
    meanwhile = iter([lambda: server.build(other=OTHER)])
    error = error_of(
        lambda: server.pull(bucket, progress=lambda *_: next(meanwhile, lambda: None)())
    )
    assert isinstance(error, OwnChanges)
    assert not (server.folder / ".pulled").exists()


# Half written, altered, missing.


@pytest.mark.parametrize("harm", ["halved", "altered", "missing", "longer", "empty"])
def test_a_file_that_is_not_what_was_pushed_is_refused_and_sent_again(
    publisher: Place, server: Place, bucket: Bucket, root: Path, harm: str
) -> None:
    publisher.push(bucket)
    name = largest(bucket)
    file = root / "bucket" / name
    data = file.read_bytes()
    harmed = {
        "halved": data[: len(data) // 2],
        "altered": data[:-1] + bytes([data[-1] ^ 1]),
        "longer": data + b"x",
        "empty": b"",
    }
    file.unlink()
    if harm in harmed:
        file.write_bytes(harmed[harm])
    with pytest.raises(DamagedBucket, match=Path(name).name) as caught:
        server.pull(bucket)
    assert "push" in str(caught.value) and "--verify" in str(caught.value)
    assert server.doctors == OLD
    assert damage_of(server.folder).problems == ()
    report = publisher.push(bucket, reads_back=harm == "altered")
    assert report.sent == 1
    server.pull(bucket)
    assert server.doctors == NEW


@pytest.mark.parametrize("data", [b"", b"{", b'{"format": 1}', b'{"format": 2, "kept": []}', b"[]"])
def test_a_pointer_that_is_none_is_refused_and_written_anew(
    publisher: Place, server: Place, bucket: Bucket, root: Path, data: bytes
) -> None:
    (root / "bucket" / CURRENT).write_bytes(data)
    with pytest.raises(DamagedBucket, match=CURRENT):
        server.pull(bucket)
    assert server.doctors == OLD
    publisher.push(bucket)
    server.pull(bucket)
    assert server.doctors == NEW


def test_nothing_is_deleted_while_a_kept_generation_cannot_be_read(
    publisher: Place, bucket: Bucket, root: Path
) -> None:
    publisher.push(bucket)
    current = bucket.current()
    assert current is not None
    before = set(bucket.names(FILES))
    (root / "bucket" / GENERATIONS / current.kept[-1]).write_bytes(b"{}")
    assert _prune(bucket, current.kept[0], set(), Tombstones()) == 0
    assert set(bucket.names(FILES)) == before


# Hostile.


def pointing_at(bucket: Bucket, told: dict[str, Any]) -> None:
    """Have a bucket serve what anybody may have written."""
    data = json.dumps(told).encode()
    name = hash_of_bytes(data)
    bucket.replace(f"{GENERATIONS}/{name}", data)
    bucket.replace(CURRENT, BucketCurrent((name,)).written)


@pytest.mark.parametrize(
    "name",
    [
        "../escaped", "/etc/escaped", "words/../../escaped", "words//x", ".", "", "a/./b", "..",
        "C:\\escaped", "a\\..\\b", "a\x00b", "a\nb", "manifest.json", "own-files/x",
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(server: Place, bucket: Bucket, name: str) -> None:
    _, stored = bucket.served()
    told = json.loads(stored.written)
    told["files"][name] = told["files"]["library.sqlite"]
    pointing_at(bucket, told)
    with pytest.raises(DamagedBucket, match="is named"):
        server.pull(bucket)
    assert list(server.root.parent.rglob("*escaped*")) == []
    assert server.doctors == OLD


@pytest.mark.parametrize("name", ["../x.txt", "a/b.txt", ".hidden", "..", "a\\b"])
def test_no_file_of_the_librarys_own_leads_out_of_its_folder(bucket: Bucket, name: str) -> None:
    _, stored = bucket.served()
    told = json.loads(stored.written)
    told["own"] = {name: told["files"]["library.sqlite"]}
    with pytest.raises(ValueError, match="is named"):
        StoredGeneration.read(json.dumps(told).encode())


@pytest.mark.parametrize(
    "told", [[1], ["1", "0" * 64], [-1, "0" * 64], [True, "0" * 64], [1, "../x"], [1, None], None]
)
def test_what_has_no_size_and_hash_is_no_file(bucket: Bucket, told: object) -> None:
    _, stored = bucket.served()
    whole = json.loads(stored.written)
    whole["manifest"] = told
    with pytest.raises(ValueError, match="hash"):
        StoredGeneration.read(json.dumps(whole).encode())


def test_files_that_fit_their_hashes_but_not_each_other_are_refused(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    _, old = bucket.served()
    publisher.push(bucket)
    _, new = bucket.served()
    mixed = json.loads(new.written)
    mixed["files"]["library.sqlite"] = json.loads(old.written)["files"]["library.sqlite"]
    pointing_at(bucket, mixed)
    with pytest.raises(DamagedBucket, match="other files"):
        server.pull(bucket)
    assert server.doctors == OLD
    assert [one.name for one in server.folder.glob("making-*")] == []


def test_a_first_pull_that_is_refused_leaves_no_library(bucket: Bucket, root: Path) -> None:
    shutil.rmtree(root / "bucket" / FILES)
    fresh = Place(root / "fresh")
    with pytest.raises(DamagedBucket):
        fresh.pull(bucket)
    assert not exists(fresh.folder)
    with pytest.raises(NoLibrary):
        Library.open(fresh.folder)


# Two at once.


@pytest.mark.parametrize("keep", [1, 2])
def test_two_who_push_at_once_leave_one_of_both_whole(
    publisher: Place, bucket: Bucket, root: Path, keep: int
) -> None:
    other = Place(root / "other")
    other.pull(bucket)
    other.build(other=OTHER.replace("nine months", "ten months"))
    again: list[str] = []

    def meanwhile(name: str, given: tuple[Any, ...]) -> None:
        """Push another library once some files are sent, and once more before the pointer is."""
        is_second = name == "mv" and str(given[1]).endswith(CURRENT)
        if (name == "put_file" and not again) or (is_second and len(again) == 1):
            again.append(name)
            other.push(bucket, keep=keep)

    racing = Bucket(bucket.address, Cutting(bucket.system, before=meanwhile), bucket.root)
    publisher.push(racing, keep=keep)
    assert again == ["put_file", "mv"]
    fresh = Place(root / "fresh")
    fresh.pull(bucket)
    assert fresh.served == publisher.served
    other.push(bucket, keep=keep)
    fresh.pull(bucket)
    assert fresh.served == other.served


# A real server of S3.


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty bucket on a server on loopback."""
    pytest.importorskip("s3fs", reason="needs s3fs: pip install 'doctor-answers[store]'")
    moto = pytest.importorskip("moto.server", reason="needs moto and flask")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "an-id"),
        ("AWS_SECRET_ACCESS_KEY", "a-secret"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL", f"http://{host}:{port}"),
        ("NO_PROXY", "127.0.0.1"),
    ):
        monkeypatch.setenv(name, value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir(f"answers-{port}")  # what moto holds outlives its server
    yield f"s3://answers-{port}/library"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_s3_keeps_a_library_and_gives_it_back(publisher: Place, root: Path, s3: str) -> None:
    bucket = Bucket.at(s3)
    first = publisher.push(bucket)
    assert publisher.push(bucket).sent == 0
    server = Place(root / "from-s3")
    server.pull(bucket)
    assert server.served == publisher.served
    publisher.build(third=OTHER.replace("How long", "For how long"))
    report = publisher.push(bucket, keep=1)
    assert 0 < report.sent < first.sent and report.deleted > 0
    assert server.pull(bucket).received == report.sent
    assert server.served == publisher.served
    name = largest(bucket)
    with bucket.system.open(f"{bucket.root}/{name}", "wb") as opened:
        opened.write(b"other bytes")
    with pytest.raises(DamagedBucket, match=Path(name).name):
        Place(root / "refused").pull(bucket)
    assert publisher.push(bucket).sent == 1


def test_a_server_that_refuses_is_told_of_without_what_is_secret(
    publisher: Place, s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    error = error_of(lambda: publisher.push(Bucket.at(s3.replace("://", "://me:hidden@"))))
    assert isinstance(error, BucketFailed)
    assert not [one for one in ("a-secret", "an-id", "hidden") if one in str(error)], (
        "credentials are told"
    )
    assert os.environ["AWS_SECRET_ACCESS_KEY"] == "a-secret"
