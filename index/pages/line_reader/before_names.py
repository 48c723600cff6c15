"""What may stand before a doctor's name on its line: a title, "Answered by", a specialty, a date.
All else may say, in whatever language, that who is named did something else.
"""

import re

from index.pages.line_reader.ago import is_ago, is_ago_in_english
from index.pages.line_reader.closings import ends_a_sentence
from index.pages.line_reader.dated_lines import without_verb
from index.pages.line_reader.days import only_day, partial_date
from index.pages.line_reader.denials import WRITING
from index.pages.line_reader.furniture import furniture_kind, vote_kind
from index.pages.line_reader.names import TITLE
from index.pages.line_reader.parts import BY, read_part
from index.pages.line_reader.specialties import is_medical

APART = re.compile(r"[|·•»›>/]|(?<=\s)[–—-](?=\s|$)")
"""What sets a piece of a line apart from the name behind it."""
TITLE_AT_END = re.compile(rf"(?:^|\s){TITLE.pattern}$")


def unknown_before(words: str) -> str | None:
    """What stands right before a name on its line, if nothing tells that it belongs to a byline of
    whoever wrote; None where something does, or no word stands there."""
    piece = APART.split(words)[-1].strip()
    told = TITLE_AT_END.sub("", piece).strip(" ,;([*“\"'")
    is_known = not any(map(str.isalpha, told)) or ends_a_sentence(told) or _is_known(told)
    return None if is_known else told


def _is_known(told: str) -> bool:
    """Whether it is what a byline has before a name."""
    date = without_verb(told)
    return (
        WRITING.fullmatch(told) is not None
        or BY.fullmatch(f"{told} ") is not None
        or read_part(told) is not None
        or is_medical(told.split())
        or only_day(date) is not None
        or partial_date(date) is not None
        or is_ago_in_english(date)
        or is_ago(date)
        or furniture_kind(told) is not None
        or vote_kind(told) is not None
    )
