"""The manifest for Kubernetes names what there is: applications, arguments, versions."""

import tomllib
from importlib import import_module
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from bot.cluster.application import PAGE, PROGRAMS, page, programs
from bot.cluster.deployed import Deployed
from bot.web.api.scopes import OPENINGS
from bot.web.proxies import proxies_in
from bot.web.public_address import PublicAddress
from tests.conftest import SEEDS

ROOT = SEEDS.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MANIFESTS = list(yaml.safe_load_all((ROOT / "docs" / "kuberay.yaml").read_text(encoding="utf-8")))
SERVICE = next(one["spec"] for one in MANIFESTS if one["kind"] == "RayService")
SERVED = yaml.safe_load(SERVICE["serveConfigV2"])
GROUPS = [
    SERVICE["rayClusterConfig"]["headGroupSpec"],
    *SERVICE["rayClusterConfig"]["workerGroupSpecs"],
]


def application(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in SERVED["applications"] if one["name"] == name)
    return found


@pytest.mark.parametrize(
    ("name", "made", "route"), [(PAGE, page, "/"), (PROGRAMS, programs, "/api")]
)
def test_the_applications_are_those_that_serve_ray_deploys(
    name: str, made: object, route: str
) -> None:
    deployed = application(name)
    module, _, attribute = deployed["import_path"].partition(":")
    assert getattr(import_module(module), attribute) is made
    assert deployed["route_prefix"] == route
    assert len(SERVED["applications"]) == 2


@pytest.mark.parametrize("name", [PAGE, PROGRAMS])
def test_the_arguments_are_those_of_a_deployment(name: str) -> None:
    given = application(name)["args"]
    deployed = Deployed.of(given)
    least, most = deployed.replicas
    assert 1 <= least <= most
    assert deployed.api in OPENINGS
    assert deployed.public is not None and PublicAddress.read(deployed.public)
    assert proxies_in(deployed.proxies)
    mounts = {
        mount["mountPath"]
        for group in GROUPS
        for container in group["template"]["spec"]["containers"]
        for mount in container["volumeMounts"]
    }
    assert {str(deployed.folder)} == mounts
    with pytest.raises(TypeError):
        Deployed.of({**given, "replica": 1})


def test_the_versions_are_the_projects_and_one_of_rays_that_it_takes() -> None:
    images = {
        container["image"]
        for group in GROUPS
        for container in group["template"]["spec"]["containers"]
    }
    assert {image.rpartition(":")[2] for image in images} == {PROJECT["version"]}
    (ray,) = [Requirement(one) for one in PROJECT["optional-dependencies"]["ray"]]
    assert ray.specifier.contains(SERVICE["rayClusterConfig"]["rayVersion"])


def test_a_token_is_asked_for() -> None:
    assert SERVICE["rayClusterConfig"]["authOptions"] == {"mode": "token"}


def test_the_package_for_several_machines_builds_and_serves() -> None:
    (ray,) = [Requirement(one) for one in PROJECT["optional-dependencies"]["ray"]]
    assert (ray.name, ray.extras) == ("ray", {"data", "serve"})
    assert not ray.specifier.contains("2.59.9")
