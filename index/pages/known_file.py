"""A file that was read before, so that it need not be read again where it is the same."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownFile:
    """Its hash, with the decision beside it, and the ids of all pages in it."""

    digest: str
    page_ids: tuple[str, ...]
