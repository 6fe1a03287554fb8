"""A gateway in its own server on a real socket, with short times."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.app import create_app
from gateway.config import GatewayConfig
from gateway.edge.bounds import Bounds
from tests.gateway.conftest import ScriptedRasa
from tests.serving import serving

BOUNDS = Bounds(
    connections=40,
    connections_per_address=30,
    head_seconds=0.4,
    body_seconds=0.4,
    body_bytes_per_second=20_000,
    linger_seconds=0.2,
    stall_seconds=0.5,
    idle_seconds=1,
    ping_seconds=1.5,
)
LARGE = "large.bin"
"""A file that is larger than what the system keeps of it for a peer."""


@pytest.fixture(scope="session")
def edge(tmp_path_factory: pytest.TempPathFactory, _empty_database: Path, rasa_server: ScriptedRasa) -> Iterator[str]:
    """Its base URL."""
    folder = tmp_path_factory.mktemp("edge")
    (folder / LARGE).write_bytes(b"x" * 30_000_000)
    config = GatewayConfig(
        database_url=f"sqlite:///{shutil.copy(_empty_database, folder / 'floorwalker.db')}",
        rasa_url=rasa_server.url,
        recommender_url="http://127.0.0.1:9",
        web=folder,
        sign_in_timeout=1.0,
    )
    with serving(create_app(config), bounds=BOUNDS) as url:
        yield url
