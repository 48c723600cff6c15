"""The report of a build: the ids of pages, and what was left out and why."""

from dataclasses import dataclass, field

from index.library.people import Person
from index.storage.manifest import Calibration


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: page ids, and for each source that was skipped its name and the reason.

    `embedded` are the texts that were encoded; `not_exported` is the reason why the encoder could
    not be exported, so that questions wait for sentence-transformers to load. `taken_out` are the
    ids of answers and pages that were removed for good, and `remaining` says where something of
    them is left that only a person can remove. `doubts` are messages about answers that were left
    out until a person decides whose they are. `losses` say of changed pages, by id, what they said
    and no longer say. A removal says whom it took (`people`), and who stays with the same name
    (`others`) or a like one (`alike`). `calibration` is where "answered" begins in what was
    written.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    embedded: int = 0
    seconds: float = 0.0
    not_exported: str | None = None
    taken_out: list[str] = field(default_factory=list)
    remaining: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    calibration: Calibration | None = None
    losses: list[tuple[str, str]] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    others: list[Person] = field(default_factory=list)
    alike: list[Person] = field(default_factory=list)

    @property
    def counts(self) -> str:
        """How many pages were added, changed, …, in one line."""
        names = ("added", "changed", "removed", "unchanged", "skipped")
        return ", ".join(f"{len(getattr(self, name))} {name}" for name in names)
