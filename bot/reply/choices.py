"""By what answers may be chosen, in the words of commands and addresses."""

from typing import Literal, TypeAlias, get_args

Addressed: TypeAlias = Literal["said", "partly", "near"]
"""How an answer addresses a topic: says it, says some of its words, or is only near in meaning."""
ADDRESSED: tuple[Addressed, ...] = get_args(Addressed)
"""In the order in which they are listed."""
STARS = ("5", "4 to 4.9", "3 to 3.9", "below 3")
"""How ratings are grouped, the best first."""
