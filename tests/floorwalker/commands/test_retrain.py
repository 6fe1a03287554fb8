"""`floorwalker retrain`, from conversations to a promoted model, on the demo catalog's first products."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from sqlalchemy import Engine, delete
from typer.testing import CliRunner

from data.conversations.log import ConversationLog
from data.conversations.sessions import Deed, Session, ShownList, ShownProduct, Verdict
from data.conversations.tables import ConversationRow
from data.conversations.verdict_uses import uses_of
from data.conversations.verdicts import Stored, put
from data.database import connect
from data.demo import generate
from data.privacy.erased import restamp
from floorwalker.cli import app
from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.settings import Settings
from floorwalker.steps.retraining import Retraining, RetrainOrder
from floorwalker.steps.training import Training
from ranker.registry import Registry
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest

RUN = CliRunner()
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
SHOWN = 10


def quietly(_title: str) -> Callable[[int, int], None]:
    return lambda _done, _total: None


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A home folder with a small part of the demo catalog, indexed."""
    folder = tmp_path_factory.mktemp("retraining")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLOORWALKER_HOME", str(folder / "home"))
        patch.setenv("COLUMNS", "200")
        generate(folder / "demo", seed=7)
        lines = (folder / "demo" / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
        part = folder / "demo" / "part.jsonl"
        part.write_text("\n".join(line for line in lines[::3] if '"Mouse"' in line or '"Kettle"' in line), "utf-8")
        mapping = str(folder / "demo" / "mapping.yaml")
        for command in (["import", str(part), "--format", "jsonl", "--mapping", mapping], ["index"]):
            done = RUN.invoke(app, command)
            assert done.exit_code == 0, done.output
        yield Settings()


def conversations(recommender: Recommender, number: int, began: datetime = BEGAN) -> list[Session]:
    """Shoppers who want cheap ones, whatever is said of them, and look at all that they are shown."""
    random = np.random.default_rng(0)
    found = []
    for n in range(number):
        request = {"query": ("mouse", "kettle")[n % 2], "limit": 50}
        response = recommender.recommend(RecommendRequest.model_validate(request))
        shown = [response.products[place] for place in random.permutation(len(response.products))[:SHOWN]]
        at = began + timedelta(hours=n)
        own = ShownList(
            message_id=f"list-{n}",
            at=at,
            query_id=f"list-{n}",
            query=str(request["query"]),
            category=response.trace.category if response.trace else "",
            purpose=None,
            constraints=[],
            model_version="",
            catalog_version=response.catalog_version,
            total=response.total,
            policy={"model_version": "", "role": "current"},
            request=request,
            propensity=1.0,
            best=[],
            products=[ShownProduct(product.id, place, 1.0, 1.0) for place, product in enumerate(shown)],
            attributes=[],
        )
        taken = min(shown, key=lambda product: product.price or 0.0)
        click = Deed("product_click", at + timedelta(seconds=20 + 5 * random.random()), taken.id, own.message_id)
        ended = at + timedelta(minutes=1)
        found.append(Session(f"s-{n}", f"p-{n}", "assistant", "en", "closed", at, ended, lists=[own], deeds=[click]))
    return found


async def said_of(settings: Settings, session: Session) -> tuple[Engine, Verdict]:
    """A verdict on the list of a conversation, and the database that has it."""
    engine = connect(settings.database)
    log = ConversationLog(engine)
    opened = await log.open(token_hash="t", site_key="demo", shopper_id=None, locale="en", analytics=True)
    log.close()
    [shown] = session.lists
    payload = {"product_id": shown.products[0].id, "right": True}
    stored = put(engine, Stored(opened.id, None, "product", payload, "ann"))
    return engine, Verdict("product", shown.message_id, payload, "ann", shown.at, stored.id)


@pytest.mark.slow
def test_learns_what_shoppers_want_and_registers_it_whole(settings: Settings) -> None:
    home = Home(settings.home)
    sessions = conversations(Training(settings, quietly).recommender(), 400)
    engine, verdict = asyncio.run(said_of(settings, sessions[7]))
    sessions[7] = replace(sessions[7], verdicts=[verdict])
    order = RetrainOrder(sessions=sessions, tune_head=False, now=BEGAN + timedelta(days=40))
    there = Registry(home.models).versions()
    dry = Retraining(settings, quietly).run(replace(order, dry_run=True))
    assert (dry.version, dry.promoted) == (None, False)
    assert Registry(home.models).versions() == there

    outcome = Retraining(settings, quietly).run(order)
    registry = Registry(home.models)
    assert outcome.version is not None, outcome.lines
    manifest = registry.verify(outcome.version)
    assert manifest.kind == "retrained"
    assert {"experience.json", "head.safetensors", "report/retraining.md"} <= set(manifest.files)
    assert max(outcome.figures[name] for name in outcome.figures if name.endswith(", low")) > 0, outcome.lines
    assert outcome.promoted == (not any(line.startswith("fails") for line in outcome.lines))
    assert outcome.promoted == (registry.current() == home.models / outcome.version)
    said = json.loads((home.models / outcome.version / "report" / "retraining.json").read_text(encoding="utf-8"))
    assert said["promoted"] == outcome.promoted
    assert said["data card"]["conversations"] == 400
    [use] = uses_of(engine, [verdict.id])[verdict.id]
    with engine.begin() as database:
        database.execute(delete(ConversationRow))  # the home's log is empty for whichever test is next
    engine.dispose()
    assert (use.version, use.outcome) == (outcome.version, "used" if outcome.promoted else "kept")
    assert use.before is not None
    assert use.after is not None
    assert use.detail["name"] == verdict.payload["product_id"]

    before = registry.current()
    few = Retraining(settings, quietly).run(replace(order, sessions=sessions[:20]))
    assert not few.learned
    assert "about 80 more" in few.lines[-1]
    assert registry.current() == before


@pytest.mark.slow
def test_begins_again_if_somebody_is_erased_meanwhile_and_gives_up_the_second_time(settings: Settings) -> None:
    later = BEGAN + timedelta(days=60)  # than what the model in use may have learned from
    sessions = conversations(Training(settings, quietly).recommender(), 120, later)
    before = Registry(Home(settings.home).models).versions()

    def erasing(title: str) -> Callable[[int, int], None]:
        if title.startswith("Evaluating"):
            restamp(settings.home)
        return quietly(title)

    with pytest.raises(StepFailed, match="erased"):
        Retraining(settings, erasing).run(RetrainOrder(sessions=sessions, tune_head=False))
    assert Registry(Home(settings.home).models).versions() == before


@pytest.mark.slow
def test_where_nobody_takes_anything_it_says_so(settings: Settings) -> None:
    later = BEGAN + timedelta(days=60)
    sessions = [replace(one, deeds=[]) for one in conversations(Training(settings, quietly).recommender(), 120, later)]
    outcome = Retraining(settings, quietly).run(RetrainOrder(sessions=sessions, tune_head=False))

    assert not outcome.promoted
    assert not any("inf" in line.split() for line in outcome.lines)


@pytest.mark.slow
def test_an_empty_log_and_a_second_retraining_change_nothing_and_say_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(settings.home))
    empty = RUN.invoke(app, ["retrain", "--json"])
    assert empty.exit_code == 3, empty.output
    assert "no conversations" in json.loads(empty.stdout)["lines"][-1]

    with FileLock(Home(settings.home).retraining / ".lock"):
        second = RUN.invoke(app, ["retrain"])
    assert second.exit_code == 4
    assert "another retraining runs" in second.output


@pytest.mark.parametrize("since", ["yesterday", "2999-01-01"])
def test_a_bad_day_is_named(since: str) -> None:
    refused = RUN.invoke(app, ["retrain", "--since", since])

    assert refused.exit_code == 2
    assert since in refused.output


def test_a_canary_that_nobody_gets_is_refused() -> None:
    refused = RUN.invoke(app, ["retrain", "--canary", "0.1", "--no-promote"])

    assert refused.exit_code == 2
    assert "leave one out" in refused.output


def test_says_what_to_do_without_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    done = RUN.invoke(app, ["retrain"])

    assert done.exit_code == 1
    assert "floorwalker import" in done.output
