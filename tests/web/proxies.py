"""Real proxies, configured as docs/hosting.md says, before a program that serves."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

import httpx2
import pytest

from tests.conftest import SEEDS
from tests.faults.visitors import PATIENCE

HOSTING = SEEDS.parent / "docs" / "hosting.md"
Proxy: TypeAlias = Literal["nginx", "caddy"]
BELOW = "/doctors"
NGINX = """
daemon off;
pid {folder}/pid;
error_log stderr error;
events {{}}
http {{
access_log off;
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi;
{server}
}}
"""
"""What Debian's own nginx.conf has around a site, for whoever is not root."""
CADDY = "{{\n\tadmin off\n\tauto_https off\n\tskip_install_trust\n}}\n{server}"


def block(language: str) -> str:
    """The one block of the document in that language."""
    found = re.findall(rf"^```{language}\n(.*?)^```", HOSTING.read_text("utf-8"), re.M | re.S)
    assert len(found) == 1, language
    return str(found[0])


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, signed by nobody, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl: apt-get install openssl")
    found = folder / "own.pem", folder / "own.key"
    own = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-out", str(found[0]), "-keyout", str(found[1]), "-days", "2"]
    subprocess.run([openssl, *own, *names, *files], check=True, capture_output=True)
    return found


def configuration(proxy: Proxy, folder: Path, port: int, behind: int, *, strips: bool) -> str:
    """What the document says, with this machine's ports and certificate."""
    pem, key = certificate(folder)
    said = block(proxy).replace("127.0.0.1:7860", f"127.0.0.1:{behind}")
    if proxy == "nginx":
        said = said.replace("listen 443", f"listen 127.0.0.1:{port}")
        said = said.replace("/etc/ssl/example.org.pem", str(pem))
        said = said.replace("/etc/ssl/example.org.key", str(key))
        if strips:
            said = said.replace(f"{behind};", f"{behind}/;")
        return NGINX.format(folder=folder, server=said)
    said = said.replace("example.org {", f"https://127.0.0.1:{port} {{\n\ttls {pem} {key}")
    if strips:
        said = said.replace(f"handle {BELOW}/*", f"handle_path {BELOW}/*")
    return CADDY.format(server=said)


@contextmanager
def before(
    behind: int, proxy: Proxy, folder: Path, port: int, *, strips: bool = False
) -> Iterator[str]:
    """A proxy at a port of this machine, before another; the address of what is below its path."""
    program = shutil.which(proxy) or shutil.which(f"/usr/sbin/{proxy}")
    if program is None:
        pytest.skip(f"no {proxy}: apt-get install {proxy}")
    file = folder / f"{proxy}.conf"
    file.write_text(configuration(proxy, folder, port, behind, strips=strips), encoding="utf-8")
    options = {
        "nginx": ["-c", str(file), "-p", str(folder), "-e", "stderr"],
        "caddy": ["run", "--config", str(file), "--adapter", "caddyfile"],
    }[proxy]
    environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "log").open("w") as log:
        running = subprocess.Popen([program, *options], env=environment, stderr=log, stdout=log)
    address = public_address(port)
    try:
        _until_there(running, f"{address}/healthz", folder / "log")
        yield address
    finally:
        running.terminate()
        running.wait(PATIENCE)


def public_address(port: int) -> str:
    """Where readers find what is behind a proxy."""
    return f"https://127.0.0.1:{port}{BELOW}"


def _until_there(running: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert running.poll() is None, log.read_text(encoding="utf-8")
        try:
            httpx2.get(address, verify=False)
            return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))
