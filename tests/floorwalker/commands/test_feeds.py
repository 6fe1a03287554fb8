"""`floorwalker feed`: of which catalog a feed is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.database import connect
from data.steering import feeds
from floorwalker.cli import app
from floorwalker.settings import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    monkeypatch.setenv("FLOORWALKER_FEED_HOSTS", '["127.0.0.1"]')


def run(*arguments: str) -> str:
    return CliRunner().invoke(app, ["feed", *arguments]).output


def test_is_of_the_main_catalog_or_of_one_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", "http://127.0.0.1/en.csv", "--name", "en")
    assert "catalog" not in run("list")

    monkeypatch.setenv("FLOORWALKER_CATALOGS", '{"demo": "german"}')
    assert "there is no catalog 'french'" in run(
        "add", "http://127.0.0.1/fr.csv", "--name", "fr", "--catalog", "french"
    )
    run("add", "http://127.0.0.1/de.csv", "--name", "de", "--catalog", "german")

    found = {feed.name: feed.catalog for feed in feeds.listed(connect(Settings().database))}
    assert found == {"en": "", "de": "german"}
    listed = [line.split() for line in run("list").splitlines()]
    assert {line[0]: line[-1] for line in listed if line} == {"feed": "catalog", "en": "main", "de": "german"}
