"""The proxies of docs/deployment.md, as they stand there, before a gateway: real ones, where they are installed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from getpass import getuser
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.asyncio.client import ClientConnection, connect

from data.peers import Hosts, Networks
from floorwalker.settings import ROOT
from gateway.app import create_app
from gateway.config import GatewayConfig
from gateway.edge.bounds import Bounds
from tests.gateway.conftest import SAY, SESSION, ScriptedRasa
from tests.gateway.console.conftest import PASSWORD, hire
from tests.gateway.console.conftest import quick_hashes as quick_hashes
from tests.serving import serving

pytestmark = pytest.mark.slow
NAME = "chat.shop.example"
PROXY, SHOPPER = "127.0.0.1", "127.0.0.2"
"""The proxy is trusted; who comes from another address of this host is anybody."""
PING = 0.4
"""Seconds between two pings of the gateway here, so that a stream outlives the proxy's patience soon."""
SESSIONS = "/v1/chat/sessions"
DOCUMENT = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")


def documented(proxy: str, **changes: str) -> str:
    """The configuration that stands behind a proxy's name, with some of its words replaced."""
    _, _, behind = DOCUMENT.partition(f"\n{proxy}")
    found = re.search(r"```\w*\n(.*?)```", behind, re.DOTALL)
    assert found
    text = found[1]
    for old, new in changes.items():
        assert old in text, f"{old} is not in what is documented of {proxy}"
        text = text.replace(old, new)
    return text


def certified(folder: Path) -> tuple[Path, Path]:
    """The files of a certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "chat.pem", folder / "chat.key"
    encoding = serialization.Encoding.PEM
    public.write_bytes(certificate.public_bytes(encoding))
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(encoding, form, secret))
    return public, private


def nginx(program: str, folder: Path, gateway: str, port: int, files: tuple[Path, Path]) -> list[str]:
    changes = {
        "127.0.0.1:8000": gateway,
        "listen 443 ssl": f"listen {PROXY}:{port} ssl",
        "/etc/ssl/chat.shop.example.pem": str(files[0]),
        "/etc/ssl/chat.shop.example.key": str(files[1]),
        "proxy_read_timeout 75s": "proxy_read_timeout 1s",
    }
    own = "".join(
        f"{part}_temp_path {folder / part};\n" for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = f"daemon off; user {getuser()}; pid {folder / 'pid'}; error_log stderr;\n"
    text += "events {}\nhttp {\naccess_log off;\n"
    configuration = folder / "nginx.conf"
    configuration.write_text(text + own + documented("nginx", **changes) + "}\n", encoding="utf-8")
    return [program, "-e", "stderr", "-p", str(folder), "-c", str(configuration)]


def caddy(program: str, folder: Path, gateway: str, port: int, files: tuple[Path, Path]) -> list[str]:
    changes = {
        f"{NAME} {{": f"https://{NAME}:{port} {{\n    bind {PROXY}\n    tls {files[0]} {files[1]}",
        "127.0.0.1:8000": gateway,
    }
    configuration = folder / "Caddyfile"
    own = "{\n    admin off\n    auto_https disable_redirects\n}\n"
    configuration.write_text(own + documented("Caddy", **changes), encoding="utf-8")
    return [program, "run", "--config", str(configuration), "--adapter", "caddyfile"]


PROXIES = {"nginx": nginx, "caddy": caddy}


@dataclass
class Before:
    """A gateway behind a proxy, which `url` reaches."""

    url: str
    trust: ssl.SSLContext
    gateway: str
    config: GatewayConfig

    @property
    def port(self) -> int:
        return httpx.URL(self.url).port or 0

    def client(self, address: str = SHOPPER) -> httpx.Client:
        """Somebody who comes from an address, and finds the name where the proxy is."""

        def named(request: httpx.Request) -> None:
            request.extensions["sni_hostname"] = NAME

        return httpx.Client(
            base_url=self.url,
            headers={"Host": NAME},
            event_hooks={"request": [named]},
            transport=httpx.HTTPTransport(verify=self.trust, local_address=address),
        )

    async def stream(self) -> ClientConnection:
        return await connect(
            f"wss://{NAME}:{self.port}/v1/chat/stream",
            ssl=self.trust,
            host=PROXY,
            port=self.port,
            local_addr=(SHOPPER, 0),
            ping_interval=None,
            proxy=None,
        )


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """A proxy that listens. What it says stands in the failure, if it does not."""
    environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said").open("wb") as said, subprocess.Popen(command, stderr=said, env=environment) as process:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection((PROXY, port), 1).close()
                break
            except OSError:
                text = (folder / "said").read_text(encoding="utf-8")
                assert process.poll() is None, text
                assert time.monotonic() < deadline, text
                time.sleep(0.05)
        try:
            yield
        finally:
            process.terminate()


@pytest.fixture(params=sorted(PROXIES))
def before(request: pytest.FixtureRequest, config: GatewayConfig, tmp_path: Path) -> Iterator[Before]:
    program = shutil.which(request.param, path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip(f"{request.param} is not installed; install it to test what is documented of it")
    folder = tmp_path / "proxy"
    folder.mkdir()
    files = certified(folder)
    with socket.create_server((PROXY, 0)) as listener:
        port = listener.getsockname()[1]
    bounds = Bounds(proxies=Networks([PROXY]), ping_seconds=PING)
    config = replace(
        config, bounds=bounds, hosts=Hosts([NAME]), is_tls=True, secure_cookies=None, sessions_per_address="3/minute"
    )
    with serving(create_app(config), bounds=bounds) as url:
        command = PROXIES[request.param](program, folder, url.removeprefix("http://"), port, files)
        trust = ssl.create_default_context(cafile=str(files[0]))
        with running(command, port, folder):
            yield Before(f"https://{PROXY}:{port}", trust, url, config)


def test_what_is_documented_serves_shoppers_and_agents_and_hides_what_is_inside(
    before: Before, rasa: ScriptedRasa
) -> None:
    hire(before.config, "anna", "admin")
    with before.client() as shopper:
        opened = shopper.post(SESSIONS, json=SESSION)
        token = {"Authorization": f"Bearer {opened.json()['token']}"}
        assert opened.status_code == 201
        assert "max-age" in opened.headers["strict-transport-security"]
        assert "x-powered-by" not in opened.headers
        assert shopper.post(SAY, json={"text": "a mouse"}, headers=token).status_code == 200
        assert len([one for one in rasa.asked if one["message"] == "a mouse"]) == 1

        too_long = shopper.post(SAY, content=b"x" * 100_000, headers=token)
        assert (too_long.status_code, too_long.json()["error"]) == (413, "too_large")

        inner = ["/metrics", "/ready", "/docs", "/docs/oauth2-redirect", "/openapi.json"]
        inner += ["/%6detrics", "//metrics", "/widget/../metrics", "/metrics/", "/ready/", "/openapi.json/"]
        shown = {path: shopper.get(path) for path in inner}
        assert {path: answer.status_code for path, answer in shown.items()} == dict.fromkeys(inner, 404)

        # By another name nothing of the gateway is answered: nginx asks it all the same, Caddy says nothing.
        assert "Floorwalker" not in shopper.get("/", headers={"Host": "evil.example"}).text

        signed = shopper.post("/v1/agent/login", json={"name": "anna", "password": PASSWORD})
        assert signed.status_code == 200, signed.text
        assert all(word in signed.headers["set-cookie"].lower() for word in ("secure", "httponly", "samesite=strict"))
        # Beyond the 1 MB that nginx takes by itself.
        proof = {"X-CSRF-Token": signed.json()["csrf"], "Origin": f"https://{NAME}"}
        file = b"id,title\n" + b"1,mouse\n" * 400_000
        given = shopper.post(
            "/v1/agent/steering/imports", params={"name": "shop.csv"}, content=file, headers=proof, timeout=60
        )
        assert (given.status_code, given.json().get("size")) == (201, len(file)), given.text


def test_shoppers_are_counted_each_for_themselves_whatever_they_claim(before: Before) -> None:
    def opened(client: httpx.Client, number: int) -> int:
        claims = {"X-Forwarded-For": f"203.0.113.{number}", "X-Forwarded-Proto": "http", "X-Real-IP": "203.0.113.9"}
        return client.post(SESSIONS, json=SESSION, headers=claims).status_code

    with before.client() as forger, before.client("127.0.0.3") as other, httpx.Client(base_url=before.gateway) as local:
        assert [opened(forger, number) for number in range(4)] == [201, 201, 201, 429]
        assert opened(other, 0) == 201
        assert opened(local, 0) == 201  # the proxy itself is believed: nobody else has its address


def test_a_stream_outlives_the_proxys_patience(before: Before, rasa: ScriptedRasa) -> None:
    rasa.items = [{"text": "Here", "custom": {"type": "text"}}]
    assert f"proxy_read_timeout {75}s" in DOCUMENT
    assert 2 * Bounds().ping_seconds < 75  # seconds; here it is one, and the pings as much more often

    async def talk(token: str) -> list[str]:
        stream = await before.stream()
        async with stream:
            await stream.send(json.dumps({"token": token}))
            await asyncio.sleep(1 + 3 * PING)
            await stream.send(json.dumps({"text": "still there?"}))
            heard: list[str] = []
            async with asyncio.timeout(20):
                while "Here" not in "".join(heard):
                    heard.append(str(await stream.recv()))
            return heard

    with before.client() as shopper:
        token = shopper.post(SESSIONS, json=SESSION).json()["token"]
    assert asyncio.run(talk(token))
