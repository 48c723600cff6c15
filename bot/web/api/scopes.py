"""What programs may: whether they need a key, and what a key allows."""

from typing import Literal, TypeAlias, get_args

Opening: TypeAlias = Literal["open", "off"]
"""Whether programs are answered without a key, or not at all."""
OPENINGS: tuple[Opening, ...] = get_args(Opening)
Scope: TypeAlias = Literal["read", "staff"]
"""What a key allows: to ask, look up and verify; or to list doctors, too."""
SCOPES: tuple[Scope, ...] = get_args(Scope)
