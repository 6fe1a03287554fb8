"""`floorwalker lessons` on a shop of backpacks, with a chat model on this machine that speaks OpenAI's protocol."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.catalog.store import CatalogStore
from data.database import connect, upgrade
from floorwalker.cli import app
from floorwalker.home import Home
from floorwalker.settings import Settings
from tests.recommender.lessons.bags import backpacks
from tests.recommender.lessons.teaching import Provider
from tests.serving import serving


@pytest.fixture(scope="module")
def prepared(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the backpacks, indexed; not to be changed."""
    folder = tmp_path_factory.mktemp("lessons")
    with pytest.MonkeyPatch.context() as patch:
        configure(patch, folder, tiny_model)
        database = Settings().database
        upgrade(database)
        engine, shop = connect(database), backpacks()
        CatalogStore(engine).save(shop.products, shop.attributes, source_fingerprint="1")
        engine.dispose()
        run("index")
    return folder


@pytest.fixture
def home(prepared: Path, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The same, to do with as a test likes."""
    configure(monkeypatch, Path(shutil.copytree(prepared, tmp_path / "home")), tiny_model)
    monkeypatch.setenv("COLUMNS", "200")
    return Home(tmp_path / "home")


def configure(patch: pytest.MonkeyPatch, home: Path, tiny_model: Path) -> None:
    for name, value in {"HOME": home, "LANGUAGE_MODEL": tiny_model, "DEVICE": "cpu"}.items():
        patch.setenv(f"FLOORWALKER_{name}", str(value))


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A chat model that is configured."""
    made = Provider()
    with serving(made.app) as url:
        for name, value in {"MODEL": "openai:m", "BASE_URL": f"{url}/v1", "API_KEY": "k"}.items():
            monkeypatch.setenv(f"FLOORWALKER_CHAT_{name}", value)
        yield made


def run(*arguments: str, fails: bool = False) -> str:
    done = CliRunner().invoke(app, [*arguments])
    assert done.exit_code == fails, done.output
    return " ".join(done.output.split())


@pytest.mark.usefixtures("home")
def test_shows_what_each_source_teaches() -> None:
    said = run("lessons", "show")

    for source in ("linked", "sentences", "teacher"):
        assert source in said
    assert "for long flights 32 of 96" in said
    assert "Material (+ Nylon, - Canvas)" in said


def test_tells_what_a_teacher_costs_and_spends_nothing(home: Home, provider: Provider) -> None:
    said = run("lessons", "teach", "--dry-run")

    assert "1 calls, at most 3," in said
    assert "The budget is 1,000,000 tokens" in said
    assert provider.asked == []
    assert not home.answers.exists()


def test_teaches_once(home: Home, provider: Provider) -> None:
    said = run("lessons", "teach")
    again = run("lessons", "teach")

    assert "1 answers with 1 needs, 900 tokens." in said
    assert "0 calls" in again
    assert "1 product types are taught already" in again
    assert len(provider.asked) == 1
    assert len(list(home.answers.iterdir())) == 1
    assert provider.asked[0]["max_completion_tokens"] == 3000


@pytest.mark.usefixtures("home")
def test_says_what_is_missing(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "1 product types are left" in run("lessons", "teach", "--tokens", "10")
    provider.mood = "babbling"
    assert "refused: 1 x not the JSON asked for" in run("lessons", "teach")
    provider.mood = "broken"
    said = run("lessons", "teach", fails=True)
    assert "the chat model does not answer" in said
    assert "-> check FLOORWALKER_CHAT_MODEL" in said
    monkeypatch.setenv("FLOORWALKER_CHAT_MODEL", "")
    assert "set FLOORWALKER_CHAT_MODEL" in run("lessons", "teach", fails=True)
    monkeypatch.setenv("FLOORWALKER_CHAT_MODEL", "nobody:m")
    assert "cannot be used" in run("lessons", "teach", fails=True)


def test_says_what_to_do_without_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))

    assert "floorwalker import" in run("lessons", "show", fails=True)
