"""What is deployed: a library, and how it is served."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.cluster.service import Loading
from bot.safety.alerts import AMERICAN
from bot.web.api.scopes import Opening
from bot.web.logs import LogFormat, LogLevel
from index.errors import DamagedLibrary
from index.library.open import Library
from index.storage.current import Current
from index.storage.manifest import Manifest

DEADLINE = 2.0
"""Seconds that a shard has to answer a call."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A library's folder, which is at the same place on every machine, and how it is served.

    `replicas` are those of each shard and of what answers programs: at least, and at most. A shard
    has `deadline` seconds to answer. `load` loads a library's encoder. The rest is as for
    `bot.web.serve.serve`.
    """

    folder: Path
    replicas: tuple[int, int] = (1, 4)
    deadline: float = DEADLINE
    rerank: str | None = None
    number: str = AMERICAN
    api: Opening | None = None
    origins: tuple[str, ...] = ()
    embedding: tuple[str, ...] = ()
    proxies: str = ""
    public: str | None = None
    host: str = "127.0.0.1"
    with_metrics: bool = False
    log_format: LogFormat = "text"
    log_level: LogLevel = "info"
    load: Loading = Library.encoder

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> "Deployed":
        """As a configuration of Serve says it: the names above, and `folder` as text.

        Raises:
            KeyError, TypeError: there is no `folder`, or one of the names is none of the above.
        """
        made: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in arguments.items()
        }
        return cls(**{**made, "folder": Path(arguments["folder"])})

    def shard_names(self) -> list[str]:
        """The deployments for the shards that the library has now, or had before where it is
        damaged. A later generation may have more: they are spread over these.

        Raises:
            NoLibrary, DamagedLibrary, WrongFormat: as `Library.open`.
        """
        current = Current.read(self.folder)
        try:
            generation = current.served.checked()
        except DamagedLibrary:
            if current.fallback is None:
                raise
            generation = current.fallback.checked()
        shards = Manifest.read(generation).inverted_files
        return [f"shard-{number + 1:04d}" for number in range(len(shards))]
