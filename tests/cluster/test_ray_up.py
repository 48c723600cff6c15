"""The cluster for `ray up` is the one that is begun by hand: by its token, with the dashboard on
loopback, and as Ray reads such a file."""

from typing import Any

import pytest
import yaml

from tests.conftest import SEEDS

FILE = SEEDS.parent / "docs" / "ray-up.yaml"
CLUSTER: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STARTED = [CLUSTER[f"{kind}_start_ray_commands"][-1] for kind in ("head", "worker")]


@pytest.mark.parametrize("command", STARTED)
def test_a_token_is_asked_for_and_goes_along(command: str) -> None:
    assert "RAY_AUTH_MODE=token" in command.split("/opt", maxsplit=1)[0]
    assert CLUSTER["file_mounts"] == {"~/.ray/auth_token": "~/.ray/auth_token"}


def test_one_machine_begins_and_the_others_join_it() -> None:
    begun, joined = (command.split() for command in STARTED)
    first = CLUSTER["provider"]["head_ip"]
    assert {f"--node-ip-address={first}", "--port=6379", "--head"} <= {*begun}
    assert "--dashboard-host=127.0.0.1" in begun
    assert f"--address={first}:6379" in joined
    assert CLUSTER["min_workers"] == len(CLUSTER["provider"]["worker_ips"])


def test_ray_reads_it() -> None:
    util = pytest.importorskip(
        "ray.autoscaler._private.util", reason="Ray is not installed: it reads such a file"
    )
    util.validate_config(util.prepare_config(CLUSTER))
    with pytest.raises(Exception, match="machines"):
        util.validate_config(util.prepare_config({**CLUSTER, "machines": 2}))
