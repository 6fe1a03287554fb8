"""The general ranker, written for serving once a home."""

from __future__ import annotations

from pathlib import Path

import pytest

from floorwalker.home import Home
from floorwalker.settings import Settings
from floorwalker.steps import general_export
from floorwalker.steps.general_export import served_general, write_general_served
from floorwalker.steps.query_export import write_query_model
from ranker.features import FEATURES
from ranker.general import general_language, write_general
from ranker.language import LanguageModel, tuned
from ranker.network import Head, HeadConfig
from ranker.serving import load_ranker


@pytest.fixture
def settings(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty home; the tiny model stands for the packaged one."""
    monkeypatch.setattr(general_export, "packaged_model", lambda: tiny_model)
    return Settings(home=tmp_path / "home", language_model="", _env_file=None)


@pytest.fixture
def source(tiny_model: Path, tmp_path: Path) -> Path:
    """A general ranker as it ships."""
    language = tuned(LanguageModel.load(tiny_model, 48), "full")
    write_general(tmp_path / "general", language, Head(HeadConfig(32, len(FEATURES))))
    return tmp_path / "general"


@pytest.mark.parametrize("exported", [True, False])
def test_serves_as_it_ships(settings: Settings, source: Path, tiny_model: Path, exported: bool) -> None:
    if exported:
        write_query_model(tiny_model, Home(settings.home).query_models)
    folder = write_general_served(settings, source)

    assert folder is not None
    assert folder == served_general(settings, source)
    texts = ["mouse for shooters", "kettle"]
    vectors = load_ranker(folder, folder).encode(texts)
    assert ((vectors * general_language(tiny_model, source).encode(texts).numpy()).sum(1) > 0.99).all()


def test_is_written_once_and_takes_the_place_of_an_older_one(settings: Settings, source: Path) -> None:
    older = Home(settings.home).general / "general-older"
    older.mkdir(parents=True)
    folder = write_general_served(settings, source)
    assert folder is not None
    written = (folder / "head.json").stat().st_mtime_ns

    assert write_general_served(settings, source) == folder
    assert (folder / "head.json").stat().st_mtime_ns == written
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_none_fits_another_language_model_and_none_is_made_of_nothing(settings: Settings, tmp_path: Path) -> None:
    other = settings.model_copy(update={"language_model": "another"})

    assert write_general_served(other) is None
    assert write_general_served(settings, tmp_path / "nothing") is None
