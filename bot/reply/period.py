"""A period of days in which answers were given: it filters, and never ranks."""

from dataclasses import dataclass
from datetime import date

from index.library.open import Library


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included; None: open. An answer of which the page gives no date
    is in no period."""

    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    def among(self, library: Library) -> frozenset[str] | None:
        """The ids of the answers of that period; None where it is open at both ends: all."""
        return library.answered(self.since, self.until) if self else None


ALWAYS = Period()
