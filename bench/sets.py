"""Small sets of questions of our own, asked of the seeds: doctors by name, follow-ups, and bands.

They stand in tests/, and were written by us: they show what became worse, not how good it is.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.query.correct import Spelling  # noqa: E402
from bot.query.follow_up import follow_up  # noqa: E402
from bot.reply.reply import reply_to  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402
from index.library.build import build  # noqa: E402
from index.library.open import Library  # noqa: E402
from tests.band_questions import LONGER_NEAR_MISSES, ODD_WORDS, SHORT_NEAR_MISSES  # noqa: E402
from tests.follow_ups import LEANING, STANDING_ALONE, Pair  # noqa: E402
from tests.name_questions import NAMING, NAMING_NOBODY  # noqa: E402
from tests.seed_questions import ADDRESSED, ELSEWHERE  # noqa: E402


def names(library: Library) -> dict[str, float]:
    """Of the questions that name a doctor, how many are headed by an answer of that doctor; and of
    the others, for how many a doctor is taken to be named."""
    encoder = library.encoder()
    right, taken = 0, 0
    for question, name in NAMING:
        cards = reply_to(question, library, encoder).cards
        if cards:
            doctor = cards[0].answer.doctor
            right += ", ".join(filter(None, (doctor.name, doctor.credentials))) == name
    for question in NAMING_NOBODY:
        parts = reply_to(question, library, encoder).parts
        taken += any(part.asked.named for part in parts)
    return {
        "right doctor first": right / len(NAMING),
        "somebody named where nobody is": taken / len(NAMING_NOBODY),
    }


def follow_ups(_library: Library) -> dict[str, float]:
    """How often what is searched after another question is what should be."""

    def right(pairs: Sequence[Pair]) -> float:
        searched = [follow_up(one.question, one.before).searched for one in pairs]
        wanted = [one.searched for one in pairs]
        return sum(map(str.__eq__, searched, wanted)) / len(pairs)

    return {
        "leaning, searched rightly": right(LEANING),
        "alone, searched rightly": right(STANDING_ALONE),
    }


def bands(library: Library) -> dict[str, float]:
    """How the questions to the seeds are told; no weight was fitted on those in odd words and on
    the near misses, but thresholds were moved with them in view."""
    encoder, spelling = library.encoder(), Spelling.of(library)
    found = {}
    for name, questions in (
        ("fitted: addressed", ADDRESSED),
        ("fitted: elsewhere", ELSEWHERE),
        ("no weight fitted: odd words", ODD_WORDS),
        ("no weight fitted: short near misses", SHORT_NEAR_MISSES),
        ("no weight fitted: longer near misses", LONGER_NEAR_MISSES),
    ):
        told = [reply_to(one, library, encoder, spelling=spelling).band for one in questions]
        for band in ("answered", "nothing"):
            found[f"{name}, {band}"] = told.count(band) / len(told)
    return found


SETS: Mapping[str, Callable[[Library], dict[str, float]]] = MappingProxyType(
    {"names": names, "follow_ups": follow_ups, "bands": bands}
)


def set_part(name: str, cache: Path, encoder: SentenceEncoder) -> dict[str, float]:
    """The figures of one set, on a library of the seeds."""
    build(cache / "library-seeds", [ROOT / "seeds"], encoder)
    return SETS[name](Library.open(cache / "library-seeds"))
