"""The recommender as actions call it, in this process; Rasa in its own environment, and a model trained there."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.training.nlu import generate
from data.catalog.products import Catalog
from data.catalog.vocabulary import Vocabulary
from data.catalog.vocabulary_file import VocabularyFile
from floorwalker.environments import QUIET, RASA_PYTHON
from floorwalker.settings import ROOT
from floorwalker.steps.sentence_export import write_sentence_model
from recommender.client import RecommenderClient
from recommender.config import RecommenderConfig
from recommender.server.app import create_app
from retrieval.search.encoder import Encoder, packaged_model
from retrieval.search.index import ProductIndex, publish

Serve = Callable[[Path | None], AbstractAsyncContextManager[RecommenderClient]]


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[RecommenderClient]:
    """The app at work, as its client sees it."""
    async with (
        app.router.lifespan_context(app),
        RecommenderClient("http://recommender", transport=httpx.ASGITransport(app)) as client,
    ):
        async with asyncio.timeout(60):
            while not (await client.ready()).ready:  # noqa: ASYNC110 - it says so only when asked
                await asyncio.sleep(0.05)
        yield client


@pytest.fixture(scope="session")
def serve(small_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Runs the service over the small catalog, with the pages of a file."""
    folder = tmp_path_factory.mktemp("bot-indexes")
    publish(ProductIndex.build(small_catalog, Encoder.load("", device="cpu"), folder))

    def served(pages: Path | None) -> AbstractAsyncContextManager[RecommenderClient]:
        config = RecommenderConfig("sqlite://", folder, pages=pages, device="cpu", workers=2, poll_seconds=0.05)
        return serving(create_app(config, lambda _version: small_catalog))

    return served


@pytest.fixture
async def shop(serve: Serve) -> AsyncIterator[RecommenderClient]:
    """A client of the running service."""
    async with serve(None) as client:
        yield client


def rasa_side(*arguments: object, **environment: str) -> dict[str, Any]:
    """What `rasa_side.py` answers to these arguments."""
    command = [str(RASA_PYTHON), str(Path(__file__).with_name("rasa_side.py")), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=QUIET | environment, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.fixture(scope="session")
def examples(small_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of training data generated from the small catalog."""
    folder = tmp_path_factory.mktemp("examples")
    generate(Vocabulary.from_catalog(small_catalog), folder)
    return folder


@pytest.fixture(scope="session")
def model(examples: Path, small_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An assistant trained for the small catalog, as `floorwalker train-assistant` does it."""
    folder = tmp_path_factory.mktemp("assistant")
    VocabularyFile.from_catalog(small_catalog).write(folder / "vocabulary.json")
    command = [str(RASA_PYTHON), str(ROOT / "bot" / "training" / "train.py"), "--data", str(examples)]
    command += ["--out", str(folder / "model.tar.gz"), "--vocabulary", str(folder / "vocabulary.json")]
    command += ["--sentence-model", str(write_sentence_model(packaged_model(), folder / "sentence"))]
    done = subprocess.run(command, capture_output=True, text=True, env=QUIET, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "UserWarning: Issue found" not in done.stderr
    return folder / "model.tar.gz"
