"""A language model small enough to make in a moment: two layers, random weights, every letter a token."""

from __future__ import annotations

import string
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel, BertTokenizer

from data.catalog.products import Catalog
from retrieval.attribute_table import AttributeTable
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex


def _save_tiny_model(folder: Path, seed: int) -> Path:
    """Writes the model's folder; another seed gives other weights."""
    folder.mkdir(parents=True)
    letters = string.ascii_lowercase + string.digits
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    tokeniser = BertTokenizer(vocab={token: i for i, token in enumerate(vocabulary)})
    tokeniser.save_pretrained(str(folder))
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(str(folder))
    return folder


@pytest.fixture(scope="session")
def save_tiny_model() -> Callable[[Path, int], Path]:
    """Writes a small model of given seed into a new folder."""
    return _save_tiny_model


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small model."""
    return _save_tiny_model(tmp_path_factory.mktemp("models") / "tiny", 0)


@pytest.fixture(scope="session")
def encoder(tiny_model: Path) -> Encoder:
    """The small model, loaded."""
    return Encoder.load(str(tiny_model), device="cpu")


@pytest.fixture(scope="session")
def table(small_catalog: Catalog) -> AttributeTable:
    """The shared small catalog as columns."""
    return AttributeTable.from_catalog(small_catalog)


@pytest.fixture(scope="session")
def small_index(small_catalog: Catalog, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> ProductIndex:
    """The shared small catalog, indexed with the small model."""
    folder = ProductIndex.build(small_catalog, encoder, tmp_path_factory.mktemp("indexes"))
    return ProductIndex.load(folder, encoder)
