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
from bot.components.phrase_source import PhraseSource


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
