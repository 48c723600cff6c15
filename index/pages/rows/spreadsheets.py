"""What spreadsheets and their code pages do to the words of a table, told by evidence.

What stands here cannot be what a doctor wrote; whatever could be is left alone. Nothing is mended:
whoever has the original can save it again.
"""

import re

IDS = ("id", "question_id", "record_id")
NAMES = (
    "author",
    "author_credentials",
    "author_specialty",
    "author_place",
    "author_status",
    "byline",
)
CELL = 32_767
"""Characters of UTF-16 that a cell of Excel holds; what is longer is cut there."""
ERROR = re.compile(r"#(?:[¿¡]?[A-ZÀ-Þ][A-ZÀ-Þ0-9_/]*[!?]|DIV/0!|N/A|N/D|NV|#+)")
"""A whole cell that says what a formula failed at: "#NAME?", "#WERT!", "####"."""
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E[+-]\d{2,3}")
"""What Excel makes of a number with many digits."""
MONTH = (
    r"(?:jan|feb|fév|mar|mär|mrz|apr|abr|avr|may|mai|mag|jun|juin|giu|jul|juil|lug|aug|ago|août|"
    r"sep|sept|set|oct|okt|out|ott|nov|dec|dez|dic|déc|ene)\.?"
)
DATE = re.compile(
    rf"\d{{1,2}}(?:-|\. ?){MONTH}|{MONTH}-\d\d|(?:mrz|mai|okt|dez) \d\d", re.IGNORECASE
)
"""What Excel makes of "3-5" and "MAR1", in the languages of its users."""
LETTER = r"[^\W\d_]"
SHORTENED = r"(?:t|s|re|ve|ll|m|d)\b(?!-)"
"""What follows an apostrophe in English."""
ADDRESS = re.compile(r"\S*(?:://|www\.|\w\.[a-z]{2,4}/)\S*")
LOST_APOSTROPHE = re.compile(rf"{LETTER}+(?<=[a-zI])\?{SHORTENED}")
"""A question mark in the place of an apostrophe: "don?t"."""
LOST_LETTER = re.compile(rf"{LETTER}*[^\W\d_A-Z]\?{LETTER}+")
"""A question mark within a word: "inflamaci?n"; or two words without a blank, "right?yes"."""
LOST_IN_NAME = re.compile(rf"{LETTER}*\?{LETTER}+")
"""The same in a name, where no question is asked: "M?ller"."""
NAME = re.compile(r"[\w\s.,;:'’()&/|+?-]+")
"""What names, places and bylines are written with."""
PLAIN_MARK = re.compile(r"\?(?!\w)")
REMEDY = "save it again from where it came, as UTF-8, with no spreadsheet between"
FEWEST_LOST = 3
"""Question marks within words, and none elsewhere, that are no slip of the keyboard."""
MACINTOSH = re.compile(rf"{LETTER}+(?<=[a-zI])[Õí]{SHORTENED}(?<!ís)(?<!íd)|\b(?:it|that|what)ís\b")
"""An apostrophe that a Macintosh and Windows did not agree on: "donÕt", "donít"."""


def damage_by_spreadsheet(text: str, field: str, *, is_cell: bool) -> str | None:
    """What was seen in a field that a spreadsheet or a code page damaged, and what is needed; None
    where there is no evidence.

    Args:
        field: the name of Record's field.
        is_cell: whether it comes from a table, where a field is a cell.
    """
    seen = _seen_in_cell(text, field) if is_cell else None
    if seen is None and field not in IDS:
        seen = _lost_letters(text, field)
    if seen is None:
        return None
    return f"{seen}; {REMEDY}"


def zeros_lost(answer_id: str, page_id: str | None) -> bool:
    """Whether a page's id is a number that lost its first zeros: an answer's id still has them."""
    before = answer_id.rpartition("#")[0]
    return page_id is not None and page_id.isdecimal() and before.lstrip("0") == page_id != before


def _seen_in_cell(text: str, field: str) -> str | None:
    cell = text.strip()
    if ERROR.fullmatch(cell):
        return f"{cell[:20]!r}, what a spreadsheet says where a formula fails"
    if field in IDS and SCIENTIFIC.fullmatch(cell):
        return f"{cell!r}, a number that a spreadsheet shortened"
    if DATE.fullmatch(cell):
        return f"{cell!r}, a date that a spreadsheet made of something else"
    if len(text.encode("utf-16-le")) // 2 == CELL:
        return f"exactly {CELL:,} characters, where a spreadsheet cuts"
    if "_x000D_" in text:
        return "'_x000D_', what a spreadsheet makes of the end of a line"
    return None


def _lost_letters(text: str, field: str) -> str | None:
    if "\ufffd" in text:
        at = text.index("\ufffd")
        return f"{text[max(0, at - 10) : at + 10]!r}, with the sign for a letter that was lost"
    if "?" not in text and "Õ" not in text and "í" not in text:
        return None
    plain = ADDRESS.sub(" ", text)
    lost = [found[0] for found in LOST_APOSTROPHE.finditer(plain)]
    within = [found[0] for found in LOST_LETTER.finditer(plain)]
    if field in NAMES and NAME.fullmatch(plain):
        lost += [found[0] for found in LOST_IN_NAME.finditer(plain)]
    elif len(set(within)) >= FEWEST_LOST and not PLAIN_MARK.search(plain):
        lost += within
    if lost:
        return f"question marks where letters were ({_shown(lost)})"
    turned = [found[0] for found in MACINTOSH.finditer(plain)]
    return f"letters where apostrophes were ({_shown(turned)})" if turned else None


def _shown(pieces: list[str]) -> str:
    return ", ".join(repr(piece[-30:]) for piece in list(dict.fromkeys(pieces))[:3])
