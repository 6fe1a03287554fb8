"""Models come and go while requests are answered: none is dropped, and a broken one changes nothing but the reason."""

from __future__ import annotations

import asyncio
import gc
import json
import shutil
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np
import pytest

from data.catalog.constraints import Constraint, Preference
from data.catalog.products import Catalog
from ranker.candidates import Ranking, RankingRequest
from ranker.registry import FORMAT, MANIFEST, PROMOTIONS
from ranker.statistical import StatisticsRanker
from recommender.config import RecommenderConfig
from recommender.protocol.recommend import RecommendRequest
from recommender.protocol.understand import UnderstandRequest
from recommender.server.app import create_app
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish
from tests.recommender.fake_models import WEIGHTS, Service
from tests.recommender.waiting import readiness

STATISTICS = "statistics-1"


@pytest.fixture
def service(config: RecommenderConfig, small_catalog: Catalog, tmp_path: Path) -> Service:
    return Service(replace(config, models=tmp_path / "models", threads=3), lambda _version: small_catalog)


def remove_weights(folder: Path) -> None:
    (folder / WEIGHTS).unlink()


def change_weights(folder: Path) -> None:
    (folder / WEIGHTS).write_bytes(b"other weights")


def raise_format(folder: Path) -> None:
    path = folder / MANIFEST
    content = json.loads(path.read_text(encoding="utf-8")) | {"format": FORMAT + 1}
    path.write_text(json.dumps(content), encoding="utf-8")


def damage_promotions(folder: Path) -> None:
    (folder.parent / PROMOTIONS).write_text("{", encoding="utf-8")


DAMAGES = pytest.mark.parametrize(
    ("damage", "words"),
    [
        (remove_weights, "heads.bin is missing"),
        (change_weights, "heads.bin was changed"),
        (raise_format, f"has format {FORMAT + 1}, this program reads {FORMAT}"),
        (shutil.rmtree, "no model 'v2'; there are: "),
        (damage_promotions, "is damaged: remove it"),
    ],
)


def test_the_language_model_ranks_as_it_comes_until_a_model_is_promoted(service: Service) -> None:
    assert service.refresh() == STATISTICS
    assert service.reloader.reason is None
    assert service.counted("promoted_model_current") == 1


def test_a_promoted_model_is_taken_up_and_prepared_for_the_catalog(service: Service) -> None:
    service.refresh()
    service.promote("v1")

    assert service.refresh() == service.ask() == "v1"
    assert service.loader.told == ("auto", "cpu", 3)
    read = {category: {own.label: own for own in listed} for category, listed in service.loader.model.prepared}
    assert read["Laptop"]["Memory"].unit == "GB"
    assert set(read["Mouse"]["Colour"].values) == {"Black", "White", "Red"}
    assert 'products{catalog_version="test-1",model_version="v1"} 18.0' in service.metrics.exposition().decode()


def test_nothing_is_loaded_again_while_nothing_changes(service: Service) -> None:
    service.promote("v1")
    service.refresh()
    model = service.loader.model

    service.refresh()

    assert service.reloader.recommender.ranker is model


def test_a_rollback_is_taken_up_as_a_promotion_is(service: Service) -> None:
    for version in ("v1", "v2"):
        service.promote(version)
        assert service.refresh() == version

    service.registry.rollback()
    assert service.refresh() == service.ask() == "v1"
    service.registry.rollback()
    assert service.refresh() == service.ask() == STATISTICS
    assert service.reloader.reason is None


def test_a_request_in_flight_keeps_its_model_to_the_end(service: Service) -> None:
    service.promote("v1")
    service.refresh()
    old = service.loader.model
    old.released.clear()
    with ThreadPoolExecutor(1) as workers:
        in_flight = workers.submit(service.ask)
        assert old.asked.wait(10)

        service.promote("v2")
        service.refresh()
        meanwhile = service.ask()
        old.released.set()

        assert (in_flight.result(10), meanwhile) == ("v1", "v2")


def test_the_old_model_is_let_go(service: Service) -> None:
    service.promote("v1")
    service.refresh()
    old = weakref.ref(service.loader.model)

    service.promote("v2")
    service.refresh()

    assert old() is None


@DAMAGES
def test_a_broken_model_leaves_the_old_one_current(
    service: Service, damage: Callable[[Path], None], words: str
) -> None:
    service.promote("v1")
    service.refresh()
    service.promote("v2")
    damage(service.folder / "v2")

    assert service.refresh() == service.ask() == "v1"
    assert service.reloader.reason is not None
    assert service.reloader.reason.startswith("v1 ranks, since the promoted model cannot be loaded: ")
    assert words in service.reloader.reason
    assert service.counted('model_failures_total{step="load"}') == 1
    assert service.counted("promoted_model_current") == 0
    service.refresh()
    assert service.counted('model_failures_total{step="load"}') == 1  # not tried again until something is promoted


@DAMAGES
def test_statistics_rank_at_a_start_with_a_broken_model(
    service: Service, damage: Callable[[Path], None], words: str
) -> None:
    service.promote("v2")
    damage(service.folder / "v2")

    assert service.refresh() == service.ask() == STATISTICS
    assert words in (service.reloader.reason or "")
    assert service.counted("promoted_model_current") == 0


def test_a_model_that_its_loader_refuses_is_as_broken(service: Service) -> None:
    service.promote("v1", weights=b"unreadable")

    assert service.refresh() == STATISTICS
    assert "v1: heads.bin cannot be read; train again" in (service.reloader.reason or "")


def test_a_broken_model_does_not_replace_the_language_model(service: Service) -> None:
    service.refresh()
    service.promote("v1", weights=b"unreadable")

    assert service.refresh() == STATISTICS


def test_recovers_when_another_is_promoted_or_the_same_is_mended(service: Service) -> None:
    service.promote("v1")
    remove_weights(service.folder / "v1")
    assert service.refresh() == STATISTICS

    (service.folder / "v1" / WEIGHTS).write_bytes(b"weights")
    service.promote("v1")
    assert service.refresh() == "v1"
    service.promote("v2", weights=b"unreadable")
    assert service.refresh() == "v1"
    service.promote("v3")
    assert service.refresh() == "v3"
    assert service.reloader.reason is None
    assert service.counted("promoted_model_current") == 1


def fail(_request: RankingRequest) -> Ranking:
    raise ZeroDivisionError


def weigh_nothing(request: RankingRequest) -> Ranking:
    return Ranking(np.full(len(request.candidates), np.nan), {}, "v1")


def weigh_one(_request: RankingRequest) -> Ranking:
    return Ranking(np.ones(1), {}, "v1")


@pytest.mark.parametrize("rank_as", [fail, weigh_nothing, weigh_one])
def test_statistics_answer_where_the_model_fails_at_a_request(
    service: Service, rank_as: Callable[[RankingRequest], Ranking]
) -> None:
    service.promote("v1")
    service.refresh()
    service.loader.model.rank_as = rank_as

    assert [service.ask(), service.ask()] == [STATISTICS, STATISTICS]
    assert service.counted('model_failures_total{step="rank"}') == 2
    service.loader.model.rank_as = StatisticsRanker().rank
    assert service.ask() == "v1"


def test_a_new_catalog_has_its_attributes_prepared_too(
    service: Service, small_catalog: Catalog, encoder: Encoder, tmp_path: Path
) -> None:
    mice = [product for product in small_catalog.products if product.category == "Mouse"]
    stated = {name: a for name, a in small_catalog.attributes.items() if name not in ("memory", "touchscreen")}
    catalogs = {"all": replace(small_catalog, version="all"), "mice": Catalog("mice", tuple(mice), stated)}
    service.config = replace(service.config, indexes=tmp_path / "indexes")
    service.catalogs = catalogs.__getitem__
    service.start()
    service.promote("v1")
    labels = []
    for version in ("all", "mice"):
        publish(ProductIndex.build(catalogs[version], encoder, service.config.indexes))
        assert service.refresh() == "v1"
        assert service.reloader.recommender.snapshot.catalog.version == version
        labels.append({own.label for _, listed in service.loader.model.prepared for own in listed})

    assert {"Memory", "Touchscreen"} <= labels[0] - labels[1]


def test_an_old_catalog_is_freed_at_once_when_a_new_one_takes_its_place(
    service: Service, small_catalog: Catalog, encoder: Encoder, tmp_path: Path
) -> None:
    # Without demand, of which there is no log: pytest keeps its warning with all that was on the stack.
    service.config = replace(service.config, indexes=tmp_path / "indexes", demand=False)
    service.catalogs = lambda version: replace(small_catalog, version=version)
    service.start()
    publish(ProductIndex.build(service.catalogs("old"), encoder, service.config.indexes))
    service.refresh()
    old = service.reloader.recommender
    cheapest = Preference(attribute="price", direction="low", sorts=True)
    light = Constraint(attribute="weight", op="lt", value=100)
    old.recommend(RecommendRequest(query="mouse", constraints=[light], preferences=[cheapest], group=True, limit=60))
    old.understand(UnderstandRequest(text="the cheapest mouse under 100 g, not red"))
    snapshot = old.snapshot
    parts = [old, old.view, old.lookups, old._variants, snapshot, snapshot.table.entry_row, snapshot.linker]
    watched = [weakref.ref(part) for part in parts]
    del old, snapshot, parts

    gc.collect()
    gc.disable()  # reference counting alone frees it
    try:
        publish(ProductIndex.build(service.catalogs("new"), encoder, service.config.indexes))
        service.refresh()

        assert service.reloader.recommender.snapshot.catalog.version == "new"
        assert [part() for part in watched] == [None] * len(watched)
    finally:
        gc.enable()


async def test_no_request_is_dropped_while_models_change(service: Service) -> None:
    app = create_app(replace(service.config, poll_seconds=0.01), service.catalogs, service.loader)
    service.promote("v1")
    answered: list[tuple[int, str]] = []
    changing = True

    async def shop(http: httpx.AsyncClient) -> None:
        while changing:
            response = await http.post("/v1/recommend", json={"query": "mouse"})
            answered.append((response.status_code, response.json()["model_version"]))

    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://r") as http,
    ):
        await readiness(http, lambda body: body["model_version"] == "v1")
        shoppers = [asyncio.create_task(shop(http)) for _ in range(4)]
        for version in ("v2", "v3", "v4"):
            await asyncio.to_thread(service.promote, version)
            await readiness(http, lambda body, wanted=version: body["model_version"] == wanted)  # type: ignore[misc]
        await asyncio.to_thread(service.promote, "v5", b"unreadable")
        told = await readiness(http, lambda body: body["reason"] is not None)
        changing = False
        await asyncio.gather(*shoppers)

    assert (told["ready"], told["model_version"]) == (True, "v4")
    assert "v5: heads.bin cannot be read" in told["reason"]
    assert {status for status, _ in answered} == {200}
    assert {version for _, version in answered} == {"v1", "v2", "v3", "v4"}


def test_a_trial_is_taken_up_and_ended_while_the_current_model_stays(service: Service) -> None:
    service.promote("v2")
    service.promote("v1")
    assert service.refresh() == "v1"
    current = service.reloader.recommender.ranker

    service.registry.try_out("canary", "v2", 0.25)
    assert service.refresh() == "v1"
    trial = service.reloader.recommender.trial
    assert trial is not None
    assert (trial.kind, trial.share, trial.ranker.version) == ("canary", 0.25, "v2")
    assert service.reloader.recommender.ranker is current
    assert service.counted("trial{") == 0.25

    service.registry.end_trial()
    service.refresh()
    assert service.reloader.recommender.trial is None


def test_a_rollback_ends_a_trial(service: Service) -> None:
    service.promote("v2")
    service.promote("v1")
    service.registry.try_out("interleave", "v2", 0.5)
    service.refresh()

    service.registry.rollback()

    assert service.refresh() == "v2"
    assert service.reloader.recommender.trial is None


def test_a_model_that_cannot_be_loaded_is_on_no_trial(service: Service) -> None:
    service.promote("v2")
    service.promote("v1")
    service.registry.try_out("canary", "v2", 1.0)
    change_weights(service.folder / "v2")

    assert service.refresh() == "v1"
    assert service.reloader.recommender.trial is None
    assert "the model on trial cannot be loaded: v2: heads.bin was changed" in (service.reloader.reason or "")
    assert service.counted('model_failures_total{step="load"}') == 1

    service.registry.end_trial()
    service.refresh()
    assert service.reloader.reason is None
