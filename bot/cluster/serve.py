"""Deploys a library on a Ray cluster: `doctor-answers serve --ray`."""

import logging
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

from bot.cluster.application import PAGE, PROGRAMS, logging_of, page_of, programs_of
from bot.cluster.deployed import Deployed
from bot.web.logs import configure_logging
from index.cluster.connect import LOCAL, SERVING, connected
from index.errors import NotServed

logger = logging.getLogger(__name__)


def serve_on_cluster(deployed: Deployed, address: str, port: int) -> None:
    """Deploy a library, or deploy it again; on a cluster that was there before it is served from
    then on, and on one of this machine alone until this is interrupted.

    Args:
        address: that of a cluster, "auto" for the one that this machine is part of, or `LOCAL`.

    Raises:
        NoRay: it, or its Serve, is not installed.
        NoCluster: there is no such cluster, or it does not know this token.
        NotServed: it could not deploy the library.
        LibraryError: as `Deployed.shard_names`.
    """
    configure_logging(deployed.log_format, deployed.log_level)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    deployed.shard_names()  # a library that cannot be read is told before a cluster is begun
    with connected(address, SERVING):
        deploy(deployed, port)
        logger.info("Doctor Answers is at http://%s:%d", deployed.host, port)
        if address != LOCAL:
            logger.info("It is served by the cluster from now on; end it with: serve shutdown")
            return
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            logger.info("stopped")


def deploy(deployed: Deployed, port: int) -> None:
    """Deploy a library on the cluster that this process is connected to, and wait until it answers.

    Raises:
        NotServed: it does not.
    """
    from ray import serve
    from ray.exceptions import RayError
    from ray.serve.exceptions import RayServeException

    _log_as_others()
    deployed = _absolute(deployed)
    try:
        serve.start(
            proxy_location="EveryNode",
            http_options={"host": deployed.host, "port": port},
            logging_config=logging_of(deployed),
        )
        serve.run(page_of(deployed), name=PAGE, route_prefix="/")
        serve.run(programs_of(deployed), name=PROGRAMS, route_prefix="/api")
    except (RayError, RayServeException, RuntimeError, TimeoutError) as error:
        raise NotServed(_why_not(error)) from error


def _log_as_others() -> None:
    """Have Serve's own records of this process written as those of any other package are, and not
    beside the log in a form of their own."""
    own = logging.getLogger("ray.serve")
    own.handlers = []
    own.propagate = True
    own.setLevel(logging.WARNING)


def _why_not(error: Exception) -> str:
    """What Serve says of the deployments that do not run; else what was raised."""
    from ray import serve

    told = [
        f"{name}: {one.message.strip().rpartition(chr(10))[2]}"
        for application in serve.status().applications.values()
        for name, one in application.deployments.items()
        if one.message
    ]
    return "; ".join(told) or str(error).strip().rpartition("\n")[2]


def _absolute(deployed: Deployed) -> Deployed:
    return replace(deployed, folder=Path(os.path.abspath(deployed.folder)))
