"""The general ranker as files: layers in half precision on top of the packaged model, and a head."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from ranker.errors import ModelInvalid
from ranker.features import FEATURES
from ranker.general import LAYERS, fingerprint, general_head, general_language, write_general
from ranker.language import LanguageModel, tuned
from ranker.network import Head, HeadConfig
from ranker.served_head import HEAD
from tests.tiny_model import save_tiny_model


def moved(tiny_model: Path) -> LanguageModel:
    """The tiny model after a training of its layers."""
    language = tuned(LanguageModel.load(tiny_model, 48), "full")
    torch.manual_seed(0)
    with torch.no_grad():
        for weights in language.parameters():
            if weights.requires_grad:
                weights.add_(torch.randn_like(weights) * 0.1)
    return language


def test_reads_what_was_written(tiny_model: Path, tmp_path: Path) -> None:
    language, head = moved(tiny_model), Head(HeadConfig(32, len(FEATURES)))
    write_general(tmp_path, language, head)

    again = general_language(tiny_model, tmp_path)
    texts = ["mouse for shooters", "kettle"]
    torch.testing.assert_close(again.encode(texts), language.encode(texts), atol=2e-3, rtol=0)
    assert torch.equal(general_head(tmp_path).asking.weight, head.asking.weight)


def test_words_are_not_among_what_is_shipped(tiny_model: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    write_general(tmp_path, moved(tiny_model), Head(HeadConfig(32, len(FEATURES))))
    layers = load_file(str(tmp_path / LAYERS))

    assert not any("word_embeddings" in name for name in layers)
    assert {own.dtype for own in layers.values()} == {torch.float16}


def test_the_fingerprint_changes_with_the_model(tiny_model: Path, tmp_path: Path) -> None:
    assert fingerprint(tmp_path) is None
    language, head = moved(tiny_model), Head(HeadConfig(32, len(FEATURES)))
    write_general(tmp_path, language, head)
    first = fingerprint(tmp_path)
    with torch.no_grad():
        head.sharpness.add_(1)
    write_general(tmp_path, language, head)

    assert first is not None
    assert first.startswith("general-")
    assert fingerprint(tmp_path) != first


def test_another_base_or_a_broken_file_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    write_general(tmp_path / "general", moved(tiny_model), Head(HeadConfig(32, len(FEATURES))))
    short = save_tiny_model(tmp_path / "short")
    language = LanguageModel.load(short, 48, layers=1)
    language.save(tmp_path / "one")
    with pytest.raises(ModelInvalid, match="run: floorwalker teach"):
        general_language(tmp_path / "one", tmp_path / "general")

    (tmp_path / "general" / LAYERS).write_bytes(b"nothing")
    with pytest.raises(ModelInvalid, match="run: floorwalker teach"):
        general_language(tiny_model, tmp_path / "general")
    (tmp_path / "general" / HEAD).unlink()
    assert fingerprint(tmp_path / "general") is None
