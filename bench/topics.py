"""Which doctors addressed a topic: how many of those who say it are listed, and who else is.

    python bench/topics.py LIBRARY TOPICS.jsonl

Each line of the file is a topic with the ids of the answers that say it, by reading:
`{"topic": "hot tub sauna", "said": ["page#7"], "near": []}`. `near`, which may be left out, are
answers that say nothing of it and are to the point all the same. Printed are, for each topic, the
answers listed of each kind and those missed; then the share of `said` that is listed, and of those
listed as near the share that is to the point.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.query.taught_synonyms import taught_in  # noqa: E402  the checkout's own code
from bot.reply.choices import ADDRESSED, Addressed  # noqa: E402
from bot.reply.doctors import doctors_on  # noqa: E402
from index.library.open import Library  # noqa: E402


def main() -> int:
    """Measure the topics of one file in one library."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("library", type=Path)
    options.add_argument("topics", type=Path)
    given = options.parse_args()
    library, taught = Library.open(given.library), taught_in(given.library)
    encoder = library.encoder()
    said = found = near = to_the_point = 0
    for line in given.topics.read_text(encoding="utf-8").splitlines():
        asked: dict[str, Any] = json.loads(line)
        reply = doctors_on(asked["topic"], library, encoder, taught=taught)
        listed = {one: saying.addressed for one, saying in reply.sayings.items()}
        missed = sorted(set(asked["said"]) - listed.keys())
        only_near = [one for one, how in listed.items() if how == "near"]
        print(f"{asked['topic']}: {_counts(listed)}; missed {len(missed)}", *missed[:5])
        said += len(asked["said"])
        found += len(asked["said"]) - len(missed)
        near += len(only_near)
        to_the_point += len(set(only_near) & {*asked["said"], *asked.get("near", [])})
    print(f"listed of what is said: {found} of {said}, {found / max(said, 1):.1%}")
    print(f"to the point of what is near: {to_the_point} of {near}")
    return 0


def _counts(listed: Mapping[str, Addressed]) -> str:
    return ", ".join(f"{sum(how == one for how in listed.values())} {one}" for one in ADDRESSED)


if __name__ == "__main__":
    sys.exit(main())
