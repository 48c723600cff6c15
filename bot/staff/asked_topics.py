"""The topics that staff asked for last, found once: another page of the same list, in another order
or narrowed, takes milliseconds."""

import threading
from collections import OrderedDict
from weakref import ref

from bot.query.synonyms import Term
from bot.reply.doctors import OnTopic
from index.encoders.encoder import Encoder
from index.library.open import Library

KEPT = 16
"""Topics that are kept."""


class AskedTopics:
    """What was found of a topic. Threads may share it; nothing is kept of a library that is no
    longer served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: ref[Library] | None = None
        self._found: OrderedDict[tuple[str, tuple[Term, ...]], OnTopic] = OrderedDict()

    def find(
        self, topic: str, library: Library, encoder: Encoder, taught: tuple[Term, ...]
    ) -> OnTopic:
        """The answers on a topic.

        Raises:
            ValueError, DamagedLibrary, WrongEncoder: as `OnTopic`.
        """
        with self._lock:
            if self._of is None or self._of() is not library:
                self._of = ref(library)
                self._found.clear()
            known = self._found.get((topic, taught))
        found = known or OnTopic(topic, library, encoder, taught)
        with self._lock:
            if self._of() is library:
                self._found[topic, taught] = found
                self._found.move_to_end((topic, taught))
                while len(self._found) > KEPT:
                    self._found.popitem(last=False)
        return found
