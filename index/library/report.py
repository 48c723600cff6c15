"""The report of a build: the ids of pages, and what was left out and why."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: page ids, and for each source that was skipped its name and the reason.

    `embedded` are the texts that were encoded; `not_exported` is the reason why the encoder could
    not be exported, so that questions wait for sentence-transformers to load. `taken_out` are the
    ids of answers and pages that were removed for good, and `remaining` says where something of
    them is left that only a person can remove.
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
