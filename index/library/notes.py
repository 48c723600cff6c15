"""What is noted beside a library about its answers and pages, by their ids: it goes with what is
removed for good."""

from collections.abc import Callable, Collection
from pathlib import Path

from index.library.open import Library
from index.library.plan import Plan
from index.model import Page
from index.storage.examples import forget_examples
from index.storage.judgements import forget_marks
from index.storage.saved_searches import forget_seen

Forgetting = Callable[[Path, Callable[[str], bool]], None]
KEPT: tuple[Forgetting, ...] = (forget_marks, forget_seen)
"""What forgets answers that are gone, in each of the files that name some."""


def forget_removed(folder: Path, planned: Plan, previous: Library | None) -> None:
    """Forget, before a generation is served without them, the answers that were removed for good;
    and those that are not in the library, of which nothing tells any more whose they were."""
    gone = {*planned.taken_out, *planned.removed}
    for forget in KEPT:
        forget(folder, lambda answer_id: _is_gone(answer_id, gone, previous))
    forget_examples(folder, gone.__contains__)


def _is_gone(answer_id: str, gone: Collection[str], previous: Library | None) -> bool:
    if answer_id in gone or Page.id_of(answer_id) in gone:
        return True
    return previous is not None and not previous.seals([answer_id])
