"""A process that builds with a cluster, and prints what that did:
`python -m tests.cluster.building ADDRESS LIBRARY PAGES`, `slow` after it to take some time."""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

from index.cluster.build import build_on_cluster
from index.encoders.encoder import Vectors
from tests.cluster.machines import unheard
from tests.words_encoder import WordsEncoder


class SlowEncoder(WordsEncoder):
    """Slow enough to be killed."""

    def encode_document(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        time.sleep(0.3)
        return super().encode_document(texts)


if __name__ == "__main__":
    address, library, pages, *slow = sys.argv[1:]
    kind = SlowEncoder if slow else WordsEncoder
    with unheard():
        _, told = build_on_cluster(Path(library), [Path(pages)], kind(), address=address, load=kind)
    print(json.dumps(asdict(told)))
