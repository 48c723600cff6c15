"""How well signs of danger are told in messages: `python bench/safety.py`.

The messages are those of tests/safety_messages.py; none of them stands in the rules, but they were
at hand when those were written, so that new messages fare less well. A message of danger counts as
found if anything from "urgent" up is said to it; a false alarm is the same said to any other.
"""

import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.safety.signs import signs_in
from tests.safety_messages import MESSAGES

DANGER: tuple[str, ...] = ("crisis", "emergency", "urgent")


def main() -> None:
    """Print a row a level, then recall, false alarms and the time that a message takes."""
    signs_in("read the rules")
    told: Counter[tuple[str, str]] = Counter()
    seconds = []
    for message in MESSAGES:
        begun = time.perf_counter()
        signs = signs_in(message.text)
        seconds.append(time.perf_counter() - begun)
        level: str = signs[0].level if signs else "none"
        told[message.level, level] += 1
        if "--wrong" in sys.argv and level != message.level:
            print(f"{message.level} told as {level}: {message.text} ({message.why})")
    levels: tuple[str, ...] = (*DANGER, "clinic", "none")
    print("| messages | " + " | ".join(f"told as {level}" for level in levels) + " |")
    print("|---|" + "---:|" * len(levels))
    for given in levels:
        row = [told[given, said] for said in levels]
        print(f"| {sum(row)} {given} | {' | '.join(map(str, row))} |")
    danger = sum(told[given, said] for given in DANGER for said in levels)
    found = sum(told[given, said] for given in DANGER for said in DANGER)
    harmless = len(MESSAGES) - danger
    false = sum(told[given, said] for given in ("clinic", "none") for said in DANGER)
    exact = sum(told[given, given] for given in levels)
    print(
        f"\nfound {found} of {danger} ({found / danger:.1%}); false alarms {false} of {harmless} "
        f"({false / harmless:.1%}); the very level {exact} of {len(MESSAGES)} "
        f"({exact / len(MESSAGES):.1%}); median {median(seconds) * 1000:.1f} ms, "
        f"longest {max(seconds) * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main()
