"""The recommender as actions call it, in this process; Rasa in its own environment, and a model trained there."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import run
from bot.dialogue.services import Services
from data.catalog.products import Catalog
from data.catalog.vocabulary_file import VocabularyFile
from floorwalker.environments import QUIET, RASA_PYTHON
from floorwalker.settings import ROOT
from recommender.client import RecommenderClient
from recommender.config import RecommenderConfig
from recommender.server.app import create_app
from retrieval.pages.passages import read_page, write_passages
from retrieval.search.encoder import Encoder, packaged_model
from retrieval.search.index import ProductIndex, publish
from tests.serving import serving, until_success

Serve = Callable[..., AbstractContextManager[str]]


class Conversation:
    """A conversation over the real recommender: what one action sets, the next one finds."""

    def __init__(self, client: RecommenderClient, **slots: Any) -> None:
        self.client = client
        self.slots: dict[str, Any] = slots
        self.messages: list[dict[str, Any]] = []

    async def hear(self, action: str, message: dict[str, Any]) -> list[str]:
        """The names of the responses to a message."""
        dispatcher = CollectingDispatcher()
        state = Tracker("s", self.slots, message, [], False, None, {}, "action_listen")
        for event in await run(action, Services(self.client), dispatcher, state, {}):
            self.slots[event["name"]] = event["value"]
        self.messages = dispatcher.messages
        return [m["response"] for m in self.messages]


@contextmanager
def recommender(catalog: Catalog, indexes: Path, pages: Path | None = None) -> Iterator[str]:
    """The URL of a service over the catalog, whose index is in the folder, with the pages of a file."""
    config = RecommenderConfig("sqlite://", indexes, pages=pages, device="cpu", workers=2)
    with serving(create_app(config, lambda _version: catalog)) as url:
        until_success(f"{url}/ready")
        yield url


@pytest.fixture(scope="session")
def serve(small_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Runs the service over the small catalog, with the pages of a file."""
    folder = tmp_path_factory.mktemp("bot-indexes")
    publish(ProductIndex.build(small_catalog, Encoder("", device="cpu"), folder))
    return partial(recommender, small_catalog, folder)


@pytest.fixture(scope="session")
def recommender_url(serve: Serve) -> Iterator[str]:
    """The service without pages."""
    with serve() as url:
        yield url


@pytest.fixture(scope="session")
def delivery_url(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service of a shop with the page on delivery."""
    pages = tmp_path_factory.mktemp("pages") / "pages.json"
    write_passages(read_page(ROOT / "data" / "demo" / "pages" / "delivery.md"), pages)
    with serve(pages) as url:
        yield url


@pytest.fixture
async def shop(recommender_url: str) -> AsyncIterator[RecommenderClient]:
    """A client of the service without pages."""
    async with RecommenderClient(recommender_url) as client:
        yield client


@pytest.fixture
async def delivery_shop(delivery_url: str) -> AsyncIterator[RecommenderClient]:
    """A client of the service with the page on delivery."""
    async with RecommenderClient(delivery_url) as client:
        yield client


def rasa_side(*arguments: object, **environment: str) -> dict[str, Any]:
    """What `rasa_side.py` answers to these arguments."""
    command = [str(RASA_PYTHON), str(Path(__file__).with_name("rasa_side.py")), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=QUIET | environment, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.fixture(scope="session")
def vocabulary(small_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small catalog's words."""
    path = tmp_path_factory.mktemp("vocabulary") / "vocabulary.json"
    VocabularyFile.from_catalog(small_catalog).write(path)
    return path


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assistant, trained as `floorwalker train-assistant` does it."""
    out = tmp_path_factory.mktemp("assistant") / "model.tar.gz"
    command = [str(RASA_PYTHON), str(ROOT / "bot" / "training" / "train.py"), "--out", str(out)]
    command += ["--tokeniser", str(packaged_model() / "tokenizer.json")]
    done = subprocess.run(command, capture_output=True, text=True, env=QUIET, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    warned = re.findall(r"UserWarning: (.+)", done.stderr)
    assert not any(line.startswith("Issue found") for line in warned), warned
    return out
