"""The demo catalog, drawn up once."""

from __future__ import annotations

import pytest

from data.demo import DemoCatalog, generate


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoCatalog:
    """The generated files, which no test changes."""
    return generate(tmp_path_factory.mktemp("demo"))
