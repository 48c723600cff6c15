"""The applications of Serve: a deployment for each shard, and before them the page and the API.

A front keeps nothing: it reads what belongs to the whole library, asks the shards, and has no desk.
Serve sends each call to the less busy of two replicas, starts those again that die, and adds some
while calls wait. It has no hedged reads: a slow shard is silent once its deadline is over.
"""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.cluster.deployed import Deployed
from bot.web.logs import LogFormat, LogLevel, configure_logging
from index.cluster.shard import OpenShards, Told, WantedShard

PAGE, PROGRAMS = "doctor-answers", "doctor-answers-api"
"""The applications: the page with all that belongs to it, and what programs ask."""
BUSY, ASKING = 4, 8
"""Calls of a shard, and questions of programs, that a replica has at once before another is
added."""
MOST_AT_ONCE = 200
"""Calls that a replica takes at once."""
SHARE = 0.2
"""Of a processor, that Ray reserves for a replica; it takes more where there is more."""
LOOKED_AT, ANSWERS = 2.0, 10.0
"""Seconds between two looks at a replica, and those that it has to answer."""


class ShardReplica:
    """A replica of a deployment that answers for one shard, or several."""

    def __init__(self, folder: str, log_format: LogFormat, log_level: LogLevel) -> None:
        """Open nothing yet: each call says which generation it reads."""
        configure_logging(log_format, log_level)
        self._shards = OpenShards(Path(folder))

    async def tell(
        self, wanted: WantedShard, part: str, name: str, arguments: tuple[Any, ...]
    ) -> Told:
        """What a shard says, read in a thread, so that calls do not wait for each other."""
        return await asyncio.to_thread(self._shards.tell, wanted, part, name, arguments)


def page(arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """The application with the shards, and with all that readers use.

    It has one front: a talk of the chat page is kept by the process that it began with.

    Args:
        arguments: as `Deployed.of`.
    """
    return page_of(Deployed.of(arguments))


def programs(arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """The application at /api, which finds the shards in that of the page.

    Args:
        arguments: as `Deployed.of`.
    """
    return programs_of(Deployed.of(arguments))


def page_of(deployed: Deployed) -> Any:  # noqa: ANN401
    """As `page`."""
    names = deployed.shard_names()
    given = (str(deployed.folder), deployed.log_format, deployed.log_level)
    shards = [
        _deployment(ShardReplica, name, deployed, deployed.replicas, BUSY).bind(*given)
        for name in names
    ]
    front = _deployment(_front(), "page", deployed, (1, 1), MOST_AT_ONCE)
    return front.bind(deployed, names, *shards)


def programs_of(deployed: Deployed) -> Any:  # noqa: ANN401
    """As `programs`."""
    front = _deployment(_front(), "api", deployed, deployed.replicas, ASKING)
    return front.bind(deployed, deployed.shard_names())


def logging_of(deployed: Deployed) -> dict[str, Any]:
    """How Serve logs what is its own: in the same form, and never who asks what."""
    encoding, level = deployed.log_format.upper(), deployed.log_level.upper()
    return {"encoding": encoding, "log_level": level, "enable_access_log": False}


def _deployment(
    kind: type, name: str, deployed: Deployed, replicas: tuple[int, int], busy: int
) -> Any:  # noqa: ANN401
    """A deployment that has more replicas while calls wait."""
    from ray import serve

    least, most = replicas
    return serve.deployment(
        kind,
        name=name,
        ray_actor_options={"num_cpus": SHARE},
        max_ongoing_requests=MOST_AT_ONCE,
        autoscaling_config={
            "min_replicas": least,
            "max_replicas": max(least, most),
            "target_ongoing_requests": busy,
        },
        health_check_period_s=LOOKED_AT,
        health_check_timeout_s=ANSWERS,
        logging_config=logging_of(deployed),
    )


def _front() -> type:
    """The class of a front, whose application Serve asks for once it is made."""
    from ray import serve

    class Front:
        """The web application, in a replica."""

        def __init__(self, deployed: Deployed, names: Sequence[str], *shards: Any) -> None:  # noqa: ANN401
            handles = shards or [serve.get_deployment_handle(one, app_name=PAGE) for one in names]
            self._tells = [one.options(method_name="tell") for one in handles]
            self._deployed = deployed

        async def __serve_build_asgi_app__(self) -> Any:  # noqa: ANN401
            from bot.cluster.front import front_of

            return await asyncio.to_thread(front_of, self._deployed, self._tells)

    made: type = serve.ingress()(Front)
    return made
