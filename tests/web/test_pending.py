"""What waits for readers: of so many windows, and never at the cost of one that is served."""

from asyncio import Queue

from bot.web.pending import MOST, Pending


def test_the_oldest_window_for_which_nothing_is_done_goes() -> None:
    events: dict[str, set[str]] = {f"w{n}": {f"e{n}"} for n in range(MOST + 5)}
    live = {"e0", "e1", f"e{MOST + 4}"}
    pending = Pending(events, live)
    for n in range(MOST + 5):
        pending[f"w{n}"] = Queue()
    assert len(pending) == MOST
    assert {"w0", "w1", "w7"} <= set(pending) and not {"w2", "w3", "w6"} & set(pending)
    assert set(events) == set(pending)


def test_a_window_that_comes_again_takes_no_others_place() -> None:
    pending = Pending({}, ())
    for n in range(MOST):
        pending[f"w{n}"] = Queue()
    again: Queue[str] = Queue()
    pending["w5"] = again
    assert len(pending) == MOST and pending["w5"] is again


def test_what_is_written_to_a_forgotten_window_stops_nothing() -> None:
    pending = Pending({}, ())
    pending["gone"].put_nowait("words")
    assert "gone" not in pending


def test_what_was_written_before_a_removal_is_told_to_nobody_after_it() -> None:
    events: dict[str, set[str]] = {"late": {"e1"}, "waits": {"e2"}}
    listed = 0
    pending = Pending(events, {"e2"}, lambda: listed)
    for window in events:
        pending[window] = Queue()
        pending[window].put_nowait("words")
    assert "late" in pending and "waits" in pending
    listed = 1
    assert "late" not in pending
    assert "waits" in pending  # its answer is made after the removal
    pending["waits"].put_nowait("answer")
    events["waits"] = set()
    assert "waits" in pending
    again: Queue[str] = Queue()
    pending["late"] = again
    assert pending["late"] is again and "late" not in events
