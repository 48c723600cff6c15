"""A library that is pushed and pulled is the same in every place; what one removed is in none."""

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from index.durable import hash_of_bytes, replace_file
from index.errors import BucketFailed, EmptyBucket, NoBucketPackage, NotItsOwn, OwnChanges
from index.library.open import Library
from index.library.remove import remove
from index.library.repair import damage_of
from index.storage.bucket import FILES, GENERATIONS, REMOVED, Bucket, told_of, without_secrets
from index.storage.current import CURRENT
from index.storage.history import History
from index.storage.tombstones import Tombstones
from tests.library.buckets import ANDRE, CLAIRE, JOAN, ONE, OTHER, Place, files_with
from tests.words_encoder import WordsEncoder

VENEERS_LAST = "Well made porcelain veneers last"


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    return Bucket.at(str(tmp_path / "bucket"))


@pytest.fixture
def publisher(tmp_path: Path) -> Place:
    place = Place(tmp_path / "publisher")
    place.build(one=ONE)
    return place


@pytest.fixture
def server(tmp_path: Path) -> Place:
    return Place(tmp_path / "server")


@pytest.mark.smoke
def test_what_is_pulled_is_what_was_pushed(publisher: Place, server: Place, bucket: Bucket) -> None:
    publisher.push(bucket)
    report = server.pull(bucket)
    assert server.served == publisher.served
    assert (len(report.added), report.changed, report.removed) == (1, (), ())
    assert damage_of(server.folder).problems == ()
    assert [one.by for one in History.read(server.folder).events] == ["pull"]


def test_a_file_that_is_there_is_never_sent_again(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    first = publisher.push(bucket)
    again = publisher.push(bucket)
    assert (first.there, again.sent, again.there) == (0, 0, first.sent)
    server.pull(bucket)
    publisher.build(other=OTHER)
    before = set(bucket.names(FILES))
    sent = publisher.push(bucket).sent
    assert sent == len(set(bucket.names(FILES)) - before) > 0
    assert server.pull(bucket).received == sent
    assert server.pull(bucket).is_new is False


def test_whoever_serves_a_library_follows_a_pull(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    publisher.push(bucket)
    server.pull(bucket)
    with closing(Library.open(server.folder)) as before:
        publisher.build(other=OTHER)
        publisher.push(bucket)
        assert server.pull(bucket).generation == "generation-000002"
        assert len(list(before.doctors())) == 2  # whoever reads goes on reading
    assert server.doctors == sorted([ANDRE, CLAIRE, JOAN])


# What was removed.


def test_what_is_removed_is_deleted_from_the_bucket_and_from_whoever_pulls(
    publisher: Place, server: Place, bucket: Bucket, tmp_path: Path
) -> None:
    publisher.push(bucket)
    server.pull(bucket)
    remove(publisher.folder, WordsEncoder(), doctors=[CLAIRE])
    publisher.push(bucket)
    assert files_with(tmp_path / "bucket", VENEERS_LAST) == []
    server.pull(bucket)
    assert server.doctors == [ANDRE]
    assert server.holds(VENEERS_LAST) == []


def test_a_pull_of_an_older_list_brings_nobody_back(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    publisher.push(bucket)
    server.pull(bucket)
    remove(server.folder, WordsEncoder(), doctors=[CLAIRE])
    publisher.build(other=OTHER)
    publisher.push(bucket)
    report = server.pull(bucket)
    assert report.is_new
    assert server.doctors == sorted([ANDRE, JOAN])
    assert server.holds(VENEERS_LAST) == []
    assert damage_of(server.folder).problems == ()


def test_the_same_generation_with_a_newer_list_is_cut(
    publisher: Place, server: Place, bucket: Bucket, tmp_path: Path
) -> None:
    publisher.push(bucket)
    server.pull(bucket)
    other = Place(tmp_path / "other")
    other.pull(bucket)
    remove(other.folder, WordsEncoder(), doctors=[CLAIRE])
    (listed,) = other.folder.glob("generation-*/withdrawn.txt")
    data = listed.read_bytes()
    pushed = bucket.names(REMOVED)
    assert pushed == {}
    bucket.replace(f"{REMOVED}/{hash_of_bytes(data)}", data)
    server.pull(bucket)
    assert server.doctors == [ANDRE]


def test_a_push_takes_over_what_another_removed(
    publisher: Place, server: Place, bucket: Bucket, tmp_path: Path
) -> None:
    publisher.push(bucket)
    other = Place(tmp_path / "other")
    other.pull(bucket)
    remove(other.folder, WordsEncoder(), doctors=[CLAIRE])
    other.push(bucket)
    publisher.push(bucket)
    assert publisher.doctors == [ANDRE]
    assert files_with(tmp_path / "bucket", VENEERS_LAST) == []
    server.pull(bucket)
    assert server.doctors == [ANDRE]


def test_a_later_list_of_the_same_library_takes_the_place_of_the_earlier(
    publisher: Place, bucket: Bucket
) -> None:
    remove(publisher.folder, WordsEncoder(), doctors=[CLAIRE])
    publisher.push(bucket)
    (first,) = bucket.names(REMOVED)
    publisher.build(other=OTHER)
    remove(publisher.folder, WordsEncoder(), doctors=[JOAN])
    publisher.push(bucket)
    (second,) = bucket.names(REMOVED)
    assert first != second
    assert Tombstones.written_as(bucket.removed(second), Path("list")).holds("doctor", JOAN)


# What was changed where it is pulled to.


def test_a_library_with_pages_of_its_own_is_not_replaced_unless_told(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    publisher.push(bucket)
    server.build(other=OTHER)
    with pytest.raises(OwnChanges, match="pull --replace"):
        server.pull(bucket)
    assert server.doctors == [JOAN]
    server.pull(bucket, replacing=True)
    assert server.doctors == sorted([ANDRE, CLAIRE])


def test_a_library_that_missed_pushes_is_known_as_an_earlier_one(
    publisher: Place, bucket: Bucket, tmp_path: Path
) -> None:
    publisher.push(bucket, keep=1)
    other = Place(tmp_path / "other")
    other.pull(bucket)
    other.build(other=OTHER)
    other.push(bucket, keep=1)
    publisher.pull(bucket)  # which never pulled before, and built nothing since
    assert publisher.doctors == sorted([ANDRE, CLAIRE, JOAN])


def test_the_librarys_own_files_come_along(publisher: Place, server: Place, bucket: Bucket) -> None:
    publisher.upload("filler.txt", OTHER)
    publisher.push(bucket)
    server.pull(bucket)
    (own,) = (publisher.folder / "pages").iterdir()
    assert (server.folder / "pages" / own.name).read_bytes() == own.read_bytes()
    replace_file(server.folder / "pages" / own.name, b"edited")
    publisher.build(one=ONE.replace("fifteen", "twenty"))
    publisher.push(bucket)
    with pytest.raises(OwnChanges, match=own.name):
        server.pull(bucket)


def test_a_file_that_was_edited_in_its_place_is_not_replaced(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    """What a generation keeps of it is the same bytes on disk, and changed with it."""
    publisher.upload("filler.txt", OTHER)
    publisher.push(bucket)
    server.pull(bucket)
    (own,) = (server.folder / "pages").iterdir()
    with own.open("ab") as edited:
        edited.write(b"\nA line of somebody's.\n")
    publisher.build(one=ONE.replace("fifteen", "twenty"))
    publisher.push(bucket)
    with pytest.raises(OwnChanges, match=own.name):
        server.pull(bucket)
    assert own.read_bytes().endswith(b"\nA line of somebody's.\n")
    assert server.pull(bucket, replacing=True).is_new


def test_a_removal_from_the_librarys_own_files_is_no_edit(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    publisher.upload("filler.txt", OTHER)
    publisher.push(bucket)
    server.pull(bucket)
    with closing(Library.open(server.folder)) as library:
        gone = next(one.name for found, one in library.doctors() if found.startswith("filler"))
    assert gone is not None
    remove(server.folder, WordsEncoder(), doctors=[gone])
    publisher.build(one=ONE.replace("fifteen", "twenty"))
    publisher.push(bucket)
    assert server.pull(bucket).is_new


@pytest.mark.parametrize("in_place", [True, False])
def test_what_a_backup_of_the_own_files_brings_back_is_not_pushed(
    in_place: bool, publisher: Place, bucket: Bucket, tmp_path: Path
) -> None:
    publisher.build(other=OTHER)
    publisher.upload("staff.txt", ONE)
    own = publisher.folder / "pages" / "staff.txt"
    before = own.read_bytes()
    remove(publisher.folder, WordsEncoder(), doctors=[CLAIRE])
    if in_place:
        own.write_bytes(before)
    else:
        replace_file(own, before)
    publisher.push(bucket)
    assert files_with(tmp_path / "bucket", VENEERS_LAST) == []
    assert publisher.holds(VENEERS_LAST) == []
    assert damage_of(publisher.folder).problems == ()


def test_files_of_somebodys_own_are_no_library(
    publisher: Place, server: Place, bucket: Bucket
) -> None:
    publisher.push(bucket)
    (server.folder / "pages").mkdir(parents=True)
    (server.folder / "pages" / "mine.txt").write_text(OTHER, encoding="utf-8")
    with pytest.raises(NotItsOwn):
        server.pull(bucket)
    assert (server.folder / "pages" / "mine.txt").read_text(encoding="utf-8") == OTHER


# What is kept.


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_what_a_kept_generation_needs_is_kept_and_nothing_else(
    publisher: Place, bucket: Bucket, keep: int
) -> None:
    for number in range(4):
        publisher.build(one=ONE.replace("fifteen", f"{number + 15}"))
        publisher.push(bucket, keep=keep)
    current = bucket.current()
    assert current is not None and len(current.kept) == keep
    assert len(current.earlier) == 4 - keep
    needed = {one for name in current.kept for one in bucket.generation(name).every}
    assert set(bucket.names(FILES)) == needed
    assert set(bucket.names(GENERATIONS)) == set(current.kept)


# What is told.


def test_an_empty_place_says_how_to_push(server: Place, bucket: Bucket) -> None:
    with pytest.raises(EmptyBucket, match="doctor-answers push"):
        server.pull(bucket)
    assert not server.folder.exists()


def test_without_the_package_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(NoBucketPackage, match=r"pip install 'doctor-answers\[store\]'"):
        Bucket.at("s3://bucket/library")


def test_nothing_secret_of_an_address_is_shown() -> None:
    assert without_secrets("s3://key:secret@bucket/a?token=1") == "s3://bucket/a"
    assert told_of(ValueError("no ftp://me:secret@host/a?sig=1 there")) == "no ftp://host/a there"
    assert told_of(ValueError('bad name "me:secret@bucket"')) == 'bad name "bucket"'
    with pytest.raises(BucketFailed) as caught:
        Bucket.at("nothing://key:secret@bucket/a?token=1")
    assert "secret" not in str(caught.value) and "token" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "s3://key:sec/ret@bucket/a",
        "s3://key:sec?ret@bucket/a",
        "simplecache::ftp://me:sec/ret@host/a",
        "ftp://me:12/ret@host/a",
    ],
)
def test_a_password_that_cannot_be_told_from_the_rest_is_refused_and_not_shown(
    address: str,
) -> None:
    """Keys of Amazon have strokes in them, and people put them into addresses."""
    with pytest.raises(BucketFailed, match="%2F") as caught:
        Bucket.at(address)
    assert not any(part in str(caught.value) for part in ("key", "me:", "sec", "12", "ret"))


def test_the_whole_password_goes_whatever_stands_in_it() -> None:
    assert without_secrets("ftp://me:se@cret@host/a") == "ftp://host/a"
    assert without_secrets("ftp://host:21/a") == "ftp://host:21/a"


def test_the_pointer_is_small_and_names_generations_alone(
    publisher: Place, bucket: Bucket, tmp_path: Path
) -> None:
    publisher.push(bucket)
    told = json.loads((tmp_path / "bucket" / CURRENT).read_bytes())
    assert told == {"format": 1, "kept": list(bucket.names(GENERATIONS)), "earlier": []}
