"""Libraries that are pushed to a bucket and pulled from it, and buckets that fail."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.encoders.encoder import Encoder
from index.errors import DoctorAnswersError
from index.library.add import Review, add
from index.library.build import build
from index.library.open import Library
from index.library.pull import PullReport, pull
from index.library.push import PushReport, push
from index.storage.bucket import Bucket
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of
from tests.words_encoder import WordsEncoder

CLAIRE, ANDRE, JOAN = "Claire Beaumont", "Andre Whitlock", "Joan Castellanos"
ONE = page_of(VENEERS, BONDING, votes=True, title="Which lasts?")
OTHER = page_of(FILLER, votes=True, title="How long does filler last?")


def encoder_of(_: Library) -> Encoder:
    return WordsEncoder()


@dataclass(frozen=True)
class Place:
    """A library in a folder of its own, and files that it is built from."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "library"

    def build(self, **pages: str) -> None:
        files = self.root / "files"
        files.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (files / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
        build(self.folder, [files], WordsEncoder())

    def upload(self, name: str, text: str) -> None:
        """Add a page, as staff do."""
        file = self.root / name
        file.write_text(text, encoding="utf-8", newline="")
        with_review = Review.of(Library.open(self.folder))
        add(self.folder, {file: [file.stem]}, WordsEncoder(), review=with_review, by="anna")

    def push(self, bucket: Bucket, **options: Any) -> PushReport:
        return push(self.folder, bucket, encoder_of=encoder_of, **options)

    def pull(self, bucket: Bucket, **options: Any) -> PullReport:
        return pull(self.folder, bucket, encoder_of=encoder_of, **options)

    @property
    def served(self) -> dict[str, str]:
        """Whoever gave an answer, by the words of the answer."""
        library = Library.open(self.folder)
        found = library.answers([one for one, _ in library.doctors()])
        library.close()
        return {one.page.quote(one.answer.body): str(one.answer.doctor.name) for one in found}

    @property
    def doctors(self) -> list[str]:
        return sorted(self.served.values())

    def holds(self, words: str) -> list[str]:
        """The files below the library's folder that have these words."""
        return files_with(self.folder, words)


def files_with(folder: Path, words: str) -> list[str]:
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    return [one.name for one in files if words.encode() in one.read_bytes()]


class Cut(OSError):
    """The connection was cut."""


class Cutting:
    """A file system that does what another does, until it is cut off before its n-th operation on
    what it holds; `cut_at` 0 never. `before` is called with each name and path."""

    COUNTED = frozenset({"open", "put_file", "pipe_file", "mv", "rm_file", "find"})

    def __init__(
        self,
        system: Any,
        cut_at: int = 0,
        before: Callable[[str, tuple[Any, ...]], None] = lambda name, given: None,
    ) -> None:
        self.system, self.cut_at, self.before, self.done = system, cut_at, before, 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.system, name)
        if name not in self.COUNTED:
            return method

        def counted(*given: Any, **named: Any) -> Any:
            self.done += 1
            if self.done == self.cut_at:
                raise Cut("connection reset by peer")
            self.before(name, given)
            return method(*given, **named)

        return counted


def cut(bucket: Bucket, at: int) -> tuple[Bucket, Cutting]:
    system = Cutting(bucket.system, at)
    return Bucket(bucket.address, system, bucket.root), system


def error_of(do: Callable[[], object]) -> DoctorAnswersError | None:
    """The error that something ends with, if it does."""
    try:
        do()
    except DoctorAnswersError as error:
        return error
    return None
