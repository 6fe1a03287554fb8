"""Our parts of Rasa beside stock ones: the same answers; conversations are kept short, complete, and not for ever."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from data.database import connect
from floorwalker.environments import QUIET
from tests import needs
from tests.bot.conftest import rasa_side
from tests.floorwalker.running import free_ports
from tests.serving import until_success

TOKEN = "t" * 32

pytestmark = needs.RASA
SAID = (
    "/greet", "I need a wireless mouse", '/choose\t{"attribute": "colour", "value": "Red"}', "why these?", "cheaper",
    "show me more", "the second one", "what goes with it", "forget the colour", "thanks", "/restart", "a laptop",
    "no preference", "why do you ask", "compare the first two", "add the first one to my cart", "back to the mice",
    "where is my order", "‹order_1›, mail ‹email_1›", "yes", "no", "what is the weather in berlin", "asdf qwer",
    "how long does delivery take", "/choose", "you stupid piece of junk", "not the black one", "/show_more", "/compare",
    "我想要一个鼠标", "/human", "/nonsense", "hello", "goodbye", "help", "I need a red mouse", "16 GB laptop", "undo",
)  # fmt: skip
"""One of each flow and more, in one conversation that is several times as long as what is kept of it."""


def test_the_faster_parts_answer_as_stock_rasa_does() -> None:
    answers = rasa_side("performance")

    assert answers["ours"] == answers["stock"]
    assert answers["ours"][0][:2] == [True, True]
    assert len(answers["ours"][1]) > 20


def test_another_version_of_rasa_keeps_its_own_parts_and_says_so() -> None:
    found = rasa_side("version", "3.6.22")

    assert (found["other"], found["own"]) == ([False, True], [True, False])
    assert found["said"] == [
        "Rasa is 3.6.22, and only 3.6.21 has faster inner parts: it runs with its own, slower; run: make setup"
    ]


def test_a_copy_of_a_conversation_is_the_one_that_rasa_makes_and_keeps_slots_older_than_its_events() -> None:
    found = rasa_side("copies")

    assert len(found["copies"]) == 5
    for copied in found["copies"].values():
        assert copied["ours"] == copied["stock"]
        assert copied["untouched"]
    assert found["cut"] == "mouse"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database for Rasa's conversations."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/trackers.db"
    server: str = request.getfixturevalue("postgresql_url")
    name = f"trackers_{uuid.uuid4().hex}"  # apart from the tables that other tests compare
    engine = connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def test_a_long_conversation_is_kept_short_with_all_its_slots(url: str) -> None:
    kept = rasa_side("tracker_store", url)

    shown = {"type": "products", "products": ["x" * 1000]}
    assert kept["answers"] == [[{"text": "here", "custom": shown}], None, None]

    assert kept["events"] <= 60
    assert kept["said"] >= 6
    assert kept["begins_with"] == ["ActionExecuted", "action_listen"]
    assert kept["slots"] == {"query": "mouse", "offset": 199.0, "asked": None}
    assert kept["of_a_copy"] == "mouse"
    assert kept["latest"] == "it is •••"  # an order number that came in plain text
    assert "448123" not in kept["latest_stored"]
    assert "sealed" not in kept["latest_stored"]
    assert kept["keys"] == ["s"]
    assert kept["after_delete"] is None
    assert kept["unknown"] is None


def test_conversations_that_rested_longer_than_the_retention_are_forgotten(url: str) -> None:
    kept = rasa_side("retention", url)

    assert kept["for_ever"] == 260
    assert kept["at_start"] == [f"6-{n}" for n in range(10)]
    assert (kept["later"], kept["old"]) == (60, 0)


def test_conversations_are_kept_in_the_database_that_the_environment_names(tmp_path: Path) -> None:
    alone = rasa_side("store_of", tmp_path)
    shared = rasa_side("store_of", tmp_path, FLOORWALKER_DATABASE_URL="postgresql+psycopg://u:p@db/floorwalker")

    store = "bot.components.tracker_store.BoundedTrackerStore"
    assert alone == {"type": store, "days": 7, "url": f"sqlite:///{tmp_path}/conversations.db"}
    assert shared == {"type": store, "days": 7, "url": "postgresql+psycopg2://u:p@db/floorwalker"}


@pytest.fixture(scope="module")
def actions(recommender_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a real action server before a real recommender over the small catalog."""
    (port,) = free_ports(1)
    environment = {
        "FLOORWALKER_HOME": str(tmp_path_factory.mktemp("beside-stock")),
        "FLOORWALKER_ACTIONS_PORT": str(port),
        "FLOORWALKER_RECOMMENDER_URL": recommender_url,
        "FLOORWALKER_INNER_TOKEN": TOKEN,
    }
    command = [sys.executable, "-m", "floorwalker", "serve", "actions"]
    with subprocess.Popen(command, env=os.environ | QUIET | environment, stderr=subprocess.DEVNULL) as process:
        until_success(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def test_a_whole_conversation_is_answered_as_stock_rasa_does(
    model: Path, vocabulary: Path, actions: str, tmp_path: Path
) -> None:
    (tmp_path / "said.txt").write_text("\n".join(SAID), encoding="utf-8")

    stock, ours = (
        rasa_side(
            *("talk", model, actions, tmp_path / "said.txt", kind, tmp_path, vocabulary),
            PYTHONHASHSEED="0",
            FLOORWALKER_INNER_TOKEN=TOKEN,
        )
        for kind in ("stock", "ours")
    )

    assert len(ours["turns"]) == len(SAID)
    for one, other in zip(stock["turns"], ours["turns"], strict=True):
        assert _plain(one) == _plain(other)
    assert ours["slots"] == stock["slots"]
    assert any(ours["slots"].values())
    assert ours["events"] <= 60 < stock["events"]


def _plain(part: object) -> object:
    """Without the ids that are new at each search."""
    if isinstance(part, dict):
        return {name: _plain(value) for name, value in part.items() if name != "query_id"}
    return [_plain(value) for value in part] if isinstance(part, list) else part
