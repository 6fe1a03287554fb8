"""What is said of the catalogs of an installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalog.products import Attribute, Product
from data.catalog.store import CatalogStore
from data.database import connect, upgrade
from floorwalker.commands.doctor import examine
from floorwalker.settings import Settings


def test_looks_at_each_catalog_and_says_how_it_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    monkeypatch.setenv("FLOORWALKER_CATALOGS", '{"demo": "german"}')
    monkeypatch.setattr("floorwalker.commands.doctor.process_specs", lambda _settings: [])
    settings = Settings()
    upgrade(settings.database)
    price = {"price": Attribute("price", "Price", "numeric", "EUR")}
    CatalogStore(connect(settings.database)).save([Product("1", "Lamp")], price, source_fingerprint="m")

    before = {finding.subject: finding for finding in examine(settings)}
    CatalogStore(connect(settings.database), "german").save([Product("1", "L")], price, source_fingerprint="g")
    after = {finding.subject: finding for finding in examine(settings)}

    assert before["catalog"].is_well
    assert before["catalog german"].remedy == "run: floorwalker import FILE --catalog german"
    assert after["catalog german"].state.endswith("1 products")
    assert after["index german"].remedy == "run: floorwalker index --catalog german"
