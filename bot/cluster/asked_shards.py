"""Asks the deployments of shards, each call with its deadline."""

import time
from collections.abc import Sequence
from typing import Any

from index.cluster.shard import Told, WantedShard

RETRIED = 0.05
"""Seconds until another replica is asked instead of one that died."""


class AskedShards:
    """Handles of the deployments of shards. Where the replica that was asked died, another is asked
    within the deadline: reading twice changes nothing."""

    def __init__(self, handles: Sequence[Any], deadline: float) -> None:
        """Keep handles of `ShardReplica.tell`.

        Args:
            deadline: seconds for a call.
        """
        self._handles = handles
        self._deadline = deadline

    def __call__(
        self, wanted: WantedShard, part: str, name: str, arguments: tuple[Any, ...]
    ) -> Told:
        """What a shard says.

        Raises:
            TimeoutError: it does not answer in time.
        """
        from ray.exceptions import RayError, RayTaskError
        from ray.serve.exceptions import RayServeException

        handle = self._handles[wanted.number % len(self._handles)]
        end, why = time.monotonic() + self._deadline, ""
        while (left := end - time.monotonic()) > 0:
            response = handle.remote(wanted, part, name, arguments)
            try:
                told: Told = response.result(timeout_s=left)
            except TimeoutError:
                response.cancel()
            except RayTaskError:
                raise
            except (RayError, RayServeException) as error:
                why = type(error).__name__
                time.sleep(RETRIED)
            else:
                return told
        raise TimeoutError(why or f"not within {self._deadline:g} s")
