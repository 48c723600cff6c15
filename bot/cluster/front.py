"""The web application of a front: what `bot.web.serve` serves, without a desk, over shards that are
asked."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from bot.cluster.asked_shards import AskedShards
from bot.cluster.deployed import Deployed
from bot.cluster.service import ScatteredService
from bot.web.logs import configure_logging
from index.cluster.router import Router

PATIENCE = 60.0
"""Seconds that a shard has to open a generation: it reads its files, to check their hashes."""
Application = Callable[..., Any]
"""An application of ASGI."""


def front_of(deployed: Deployed, tells: Sequence[Any]) -> Application:
    """The application, ready to answer once its encoder is loaded.

    Args:
        tells: the handles of each shard's `ShardReplica.tell`.

    Raises:
        LibraryError: as `Router.open`.
    """
    configure_logging(deployed.log_format, deployed.log_level)
    router = Router(AskedShards(tells, deployed.deadline), AskedShards(tells, PATIENCE))
    service = ScatteredService.over(deployed.folder, router, deployed.rerank, deployed.load)
    service.load()
    from bot.web.serve import import_gradio, is_loopback

    import_gradio()
    from bot.web.api.access import Access
    from bot.web.api.keys import ApiKeys
    from bot.web.app import make_app
    from bot.web.backpressure import guarded
    from bot.web.metrics import Responses
    from bot.web.proxies import proxies_in
    from bot.web.public_address import PublicAddress

    public = PublicAddress.read(deployed.public) if deployed.public else None
    proxies = proxies_in(deployed.proxies)
    is_local = is_loopback(deployed.host) and public is None and not proxies
    access = Access(
        ApiKeys(deployed.folder),
        deployed.api,
        is_local=is_local,
        names=frozenset({deployed.host}),
        origins=frozenset(deployed.origins),
    )
    responses: Responses = Counter()
    app = make_app(
        service,
        number=deployed.number,
        access=access,
        address="" if public is None else str(public),
        embedding=deployed.embedding,
        responses=responses,
        with_metrics=deployed.with_metrics,
    )
    return _at_root(guarded(app, proxies, public, responses)[0])


def _at_root(app: Application) -> Application:
    """An application whose paths are whole, wherever Serve routes it from."""

    async def at_root(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        await app({**scope, "root_path": ""}, receive, send)

    return at_root
