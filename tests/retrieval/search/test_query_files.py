"""An encoder that reads by the model's copy alone: the same vectors, and torch only for many texts."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import numpy as np
import pytest

from floorwalker.steps.query_export import write_query_model
from retrieval.search import encoder as encoders
from retrieval.search.encoder import Encoder
from retrieval.search.query_files import folder_of, model_folder
from tests.tiny_model import save_tiny_model

TEXTS = ["wireless mouse", "a laptop under 1000", "x", "mouse " * 500, ""]


@pytest.fixture
def model(tiny_model: Path) -> Path:
    """The language model."""
    return tiny_model


@pytest.fixture
def exported(query_file: Path, tmp_path: Path) -> Path:
    """Its copy with what stands beside it, to be changed."""
    shutil.copytree(query_file.parent, tmp_path / "queries")
    return tmp_path / "queries" / query_file.name


def test_reads_as_the_whole_model_does_without_loading_it(
    model: Path, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Encoder(str(model), device="cpu")
    monkeypatch.setattr(Encoder, "_whole", lambda _self: pytest.fail("torch was loaded"))
    alone = Encoder(str(model), device="cpu", exported=exported)
    monkeypatch.undo()

    facts = [(one.fingerprint, one.dimension, one.max_tokens) for one in (alone, whole)]
    assert facts[0] == facts[1]
    np.testing.assert_allclose(alone.encode(TEXTS), whole.encode(TEXTS), atol=1e-2)
    assert alone.encode([]).shape == (0, whole.dimension)


def test_loads_the_whole_model_for_many_texts(model: Path, exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, whole = Encoder(str(model), device="cpu", exported=exported), Encoder(str(model), device="cpu")
    monkeypatch.setattr(encoders, "FEW", len(TEXTS) - 1)

    assert alone.encode(TEXTS).tobytes() == whole.encode(TEXTS).tobytes()


@pytest.mark.parametrize("change", ["weights", "length", "tokeniser", "facts", "copy", "nothing"])
def test_believes_nothing_that_may_be_of_another_model(
    model: Path, exported: Path, tmp_path: Path, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    source, most = model, 96
    if change == "weights":  # of the same size, so that the copy is not known by its name
        source = save_tiny_model(tmp_path / "other", 8)
    elif change == "length":
        most = 16
    elif change == "copy":
        exported.write_bytes(b"no model")
    elif change in ("tokeniser", "facts"):
        name = {"tokeniser": "tokenizer.json", "facts": "facts.json"}[change]
        (folder_of(exported) / name).write_text('{"no": 1}')
    whole = Encoder(str(source), device="cpu", max_tokens=most)

    with caplog.at_level(logging.WARNING):
        found = Encoder(str(source), device="cpu", max_tokens=most, exported=exported)

    assert (found._torch is None) == (change == "nothing")
    assert found.fingerprint == whole.fingerprint
    np.testing.assert_allclose(found.encode(TEXTS[:1]), whole.encode(TEXTS[:1]), atol=1e-5)
    assert bool(caplog.text) == (change in ("weights", "tokeniser", "facts", "copy"))


def test_what_is_missing_beside_a_copy_is_written_again(model: Path, exported: Path) -> None:
    shutil.rmtree(folder_of(exported))

    assert write_query_model(str(model), exported.parent) == exported
    assert Encoder(str(model), device="cpu", exported=exported)._torch is None


def test_a_name_that_no_model_has_is_told() -> None:
    with pytest.raises(FileNotFoundError, match="there is no model nobody/nothing on this machine"):
        model_folder("nobody/nothing")
