"""What programs may: whether they need a key, and what a key allows."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Opening: TypeAlias = Literal["open", "off"]
"""Whether programs are answered without a key, or not at all."""
OPENINGS: tuple[Opening, ...] = get_args(Opening)
Scope: TypeAlias = Literal["read", "staff"]
"""What a key allows: to ask, look up and verify; or to list doctors, too."""
SCOPES: tuple[Scope, ...] = get_args(Scope)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a request may. `scope` is None for whoever is asked for no key as they seem to be on
    this machine: they may what any reader of the chat page may, as a proxy that nobody told the
    program of makes all its visitors seem to be there."""

    scope: Scope | None
    by_key: bool = False
