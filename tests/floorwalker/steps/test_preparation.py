"""What an import brings with it: the vocabulary file beside the catalog, and the demo's pages and orders."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from data.errors import ImportFailed
from floorwalker.cli import app
from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.settings import ROOT, Settings
from floorwalker.steps.catalog_imports import Source
from floorwalker.steps.day_one import RETRAINED
from floorwalker.steps.preparation import Preparation
from ranker.registry import Manifest, Registry
from retrieval.pages.passages import read_passages
from tests.floorwalker import plants


@pytest.fixture
def preparation(tmp_path: Path) -> Preparation:
    """The steps on an empty home, with the catalog of plants imported."""
    settings = Settings(home=tmp_path / "home", database_url="")
    preparation = Preparation(settings, track=lambda _title: lambda _done, _total: None)
    catalog, mapping = plants.write(tmp_path)
    preparation.import_catalog(Source(catalog, "csv", mapping))
    return preparation


def exported(tmp_path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((tmp_path / "home" / "vocabulary.json").read_text(encoding="utf-8"))
    return content


def said(content: dict[str, Any]) -> dict[str, str]:
    return {phrase["said"]: phrase["value"] for phrase in content["product_types"]}


def test_an_import_exports_the_catalogs_words(preparation: Preparation, tmp_path: Path) -> None:
    content = exported(tmp_path)
    active = preparation.store().active()

    assert active is not None
    assert content["catalog_version"] == active.version
    assert {"Roses", "Olive trees", "trees"} <= set(said(content))
    assert [phrase["value"] for phrase in content["brands"]] == ["Greenhollow", "Larkmead", "Thornbury", "Vandermeer"]


def test_another_catalog_takes_its_place(preparation: Preparation, tmp_path: Path) -> None:
    catalog, mapping = plants.write(tmp_path)
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("Hostas", "Plantain lilies"), encoding="utf-8")
    preparation.import_catalog(Source(catalog, "csv", mapping))

    assert "Plantain lilies" in said(exported(tmp_path))
    assert "Hostas" not in said(exported(tmp_path))


def test_it_is_made_again_for_new_synonyms_and_only_then(preparation: Preparation, tmp_path: Path) -> None:
    assert not preparation.export_vocabulary()

    (tmp_path / "home" / "rules.yaml").write_text("synonyms: {plantain lily: [hosta]}\n", encoding="utf-8")

    assert preparation.export_vocabulary()
    assert said(exported(tmp_path))["plantain lily"] == "Hostas"


def test_rules_that_cannot_be_used_are_no_reason_to_fail(preparation: Preparation, tmp_path: Path) -> None:
    (tmp_path / "home" / "rules.yaml").write_text("synonyms: 5\n", encoding="utf-8")

    preparation.export_vocabulary()

    assert "Roses" in said(exported(tmp_path))


@pytest.fixture
def shop(preparation: Preparation, tmp_path: Path) -> Home:
    """The home after an import of the demo; plants serve as well as its many products."""
    home = Home(tmp_path / "home")
    home.demo.mkdir()
    catalog, mapping = plants.write(home.demo)
    home.demo_stock.mkdir()
    (home.demo_stock / "types.json").write_text("[]", encoding="utf-8")
    preparation.import_catalog(Source(catalog, "csv", mapping))
    return home


def titles(home: Home) -> set[str]:
    return {passage.title for passage in read_passages(home.pages)}


def test_the_demo_comes_with_its_pages_and_orders(shop: Home) -> None:
    assert shop.demo_shop.exists()
    assert "Delivery" in titles(shop)
    assert (shop.storefront / "types.json").exists()


def test_another_catalog_ends_the_demos_pages_and_orders(shop: Home, preparation: Preparation, tmp_path: Path) -> None:
    catalog, mapping = plants.write(tmp_path)
    preparation.import_catalog(Source(catalog, "csv", mapping))

    assert not shop.demo_shop.exists()
    assert not shop.pages.exists()
    assert not shop.storefront.exists()


def test_a_catalog_that_cannot_be_imported_ends_nothing(shop: Home, preparation: Preparation, tmp_path: Path) -> None:
    catalog, mapping = plants.write(tmp_path)
    catalog.write_text(catalog.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")

    with pytest.raises(ImportFailed):
        preparation.import_catalog(Source(catalog, "csv", mapping))

    assert shop.demo_shop.exists()
    assert "Delivery" in titles(shop)


def test_the_shops_own_pages_end_the_demos_orders_and_outlive_its_catalog(
    shop: Home, preparation: Preparation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(shop.root))
    own = ROOT / "data" / "demo" / "pages" / "returns.md"
    assert CliRunner().invoke(app, ["pages", "import", str(own)]).exit_code == 0
    assert not shop.demo_shop.exists()

    for folder in (shop.demo, tmp_path):
        catalog, mapping = plants.write(folder)
        preparation.import_catalog(Source(catalog, "csv", mapping))

    assert titles(shop) == {"Returns and refunds"}
    assert not shop.demo_shop.exists()


def test_what_learned_from_conversations_and_does_not_serve_keeps_no_ranker_from_being_fitted(
    preparation: Preparation, tmp_path: Path
) -> None:
    registry = Registry(Home(tmp_path / "home").models)
    taught = Manifest(
        version="retrained-1",
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
        kind=RETRAINED,
        base_model="tiny",
        base_model_hash="0",
        data_hash="0",
        catalog_version="older",
        config={"candidate": "experience"},
    )
    with registry.stage() as staged:
        registry.register(staged, taught)

    with pytest.raises(StepFailed, match="index"):  # it goes on to a training, for which nothing is indexed here
        preparation.train_ranker()
    registry.promote("retrained-1")
    assert preparation.train_ranker() == ""
