"""A real PostgreSQL for the tests of everything that is stored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.database import upgrade


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of its own, with the newest schema."""
    folder = tmp_path_factory.mktemp("postgresql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # at its import, pgserver warns if there is none
        from pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
        upgrade(server.get_uri())
        yield server.get_uri()
        server.cleanup()
