"""Which words are current while the catalog changes."""

from __future__ import annotations

import json
import logging
import os
import time
from pathlib import Path
from typing import Any

import pytest

from bot.components import phrase_source
from bot.components.phrase_source import CatalogPhrases, PhraseSource


def vocabulary(version: str, *types: str) -> dict[str, Any]:
    phrases = [{"said": said, "value": said, "products": 1, "titles": 0} for said in types]
    return {"catalog_version": version, "product_types": phrases}


def write(path: Path, content: str, age: int) -> None:
    path.write_text(content, encoding="utf-8")
    os.utime(path, ns=(age, age))


def version_within_seconds(source: PhraseSource, wanted: str) -> str:
    deadline = time.monotonic() + 10
    while source.phrases().version != wanted and time.monotonic() < deadline:
        time.sleep(0.01)
    return source.phrases().version


@pytest.fixture(autouse=True)
def always_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase_source, "LOOK_SECONDS", 0.0)


def test_nothing_is_linked_until_there_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.json"
    source = PhraseSource((), file)
    assert not source.phrases().links("chair")

    write(file, json.dumps(vocabulary("file", "Chair")), 1)

    assert version_within_seconds(source, "file") == "file"
    assert source.phrases().links("chair")
    assert not PhraseSource(()).phrases().links("chair")


def test_a_newer_file_is_taken_up_while_it_runs(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.json"
    write(file, json.dumps(vocabulary("first", "Lamp")), 1)
    source = PhraseSource((), file)
    assert source.phrases().version == "first"

    write(file, json.dumps(vocabulary("second", "Chair")), 2)

    assert version_within_seconds(source, "second") == "second"


@pytest.mark.parametrize("content", ["no JSON", '{"product_types": [{"said": "x"}]}', "[1]"])
def test_a_broken_file_leaves_the_words_current_and_says_what_to_do(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "vocabulary.json"
    write(file, json.dumps(vocabulary("first", "Lamp")), 1)
    source = PhraseSource((), file)

    with caplog.at_level(logging.WARNING):
        write(file, content, 2)
        deadline = time.monotonic() + 10
        while not caplog.records and time.monotonic() < deadline:
            source.phrases()
            time.sleep(0.01)

    assert source.phrases().version == "first"
    assert "floorwalker index" in caplog.text


def test_each_catalog_has_words_of_its_own_and_none_those_of_another(tmp_path: Path) -> None:
    folder = tmp_path / "catalogs"
    assert len(CatalogPhrases((), folder).of("german").phrases()) == 0
    (folder / "german").mkdir(parents=True)
    write(folder / "german" / "vocabulary.json", json.dumps(vocabulary("v1", "Toaster")), 1)
    write(tmp_path / "vocabulary.json", json.dumps(vocabulary("main", "mouse")), 1)
    found = CatalogPhrases((), folder)
    (folder / "french").mkdir()  # it comes while the assistant runs
    write(folder / "french" / "vocabulary.json", json.dumps(vocabulary("v2", "souris")), 1)

    versions = {name: found.of(name).phrases().version for name in ("german", "french", "dutch", "..", "", "/")}

    assert versions == {"german": "v1", "french": "v2", "dutch": "", "..": "", "": "", "/": ""}
    assert [link.meaning.value for link in found.of("german").phrases().links("toaster or mouse")] == ["Toaster"]
