"""The queue of questions: places are answered by turns, and each has a share of it."""

from types import SimpleNamespace

from bot.web.chat_queue import ByTurns
from tests.faults.tally import Tally


def question(place: str, words: str) -> SimpleNamespace:
    request = SimpleNamespace(client=SimpleNamespace(host=place))
    return SimpleNamespace(request=request, words=words)


def test_the_first_questions_of_all_places_are_answered_before_the_second_ones(
    tally: Tally,
) -> None:
    waiting = ByTurns()
    many, network = "198.51.100.1", "2001:db8::{}"
    for n in range(1, 4):
        waiting.append(question(many, f"many {n}"))
    waiting.append(question("198.51.100.2", "other 1"))
    waiting.append(question(network.format(1), "network 1"))
    waiting.append(question(network.format(2), "network 2"))  # the same /64
    waiting.append(question("198.51.100.2", "other 2"))
    assert [one.words for one in waiting] == [
        "many 1", "other 1", "network 1", "many 2", "network 2", "other 2", "many 3"
    ]  # fmt: skip
    del waiting[0]
    waiting.append(question("198.51.100.3", "late 1"))
    assert [one.words for one in waiting][:4] == ["other 1", "network 1", "many 2", "late 1"]
    tally.record(34, tries=8)
