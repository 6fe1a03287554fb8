"""Queries read by ONNX Runtime: the same vectors as torch's, or torch."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from floorwalker.steps.query_export import query_model, write_query_model
from retrieval.errors import ModelNotFound
from retrieval.search.encoder import Encoder
from retrieval.search.query_encoder import QueryModel
from tests.tiny_model import save_tiny_model

QUERIES = ["wireless mouse", "a laptop under 1000 with at least 16 gb", "x", "mouse " * 500, "😀"]


@pytest.fixture
def exported(query_file: Path) -> Path:
    """The file of the small model."""
    return query_file


def test_gives_the_vectors_of_torch(tiny_model: Path, exported: Path) -> None:
    torch, onnx = (Encoder(str(tiny_model), device="cpu") for _ in range(2))
    onnx.quicken(exported)

    for query in QUERIES:
        np.testing.assert_allclose(onnx.encode([query]), torch.encode([query]), atol=1e-5)
    assert onnx.encode([QUERIES[0]]).tobytes() != torch.encode([QUERIES[0]]).tobytes(), "torch read it again"
    assert onnx.encode(QUERIES[:2]).tobytes() == torch.encode(QUERIES[:2]).tobytes(), "several texts are torch's"


def test_is_written_once_and_found_by_the_model(tiny_model: Path, exported: Path) -> None:
    written = exported.stat().st_mtime_ns

    assert write_query_model(str(tiny_model), exported.parent) == exported == query_model(tiny_model, exported.parent)
    assert exported.stat().st_mtime_ns == written
    assert {path.name for path in exported.parent.iterdir()} == {exported.name, exported.stem}


def test_leaves_queries_to_torch_if_the_file_is_of_another_model(
    exported: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = Encoder(str(save_tiny_model(tmp_path / "other", 1)), device="cpu")
    before = other.encode([QUERIES[0]])

    with caplog.at_level(logging.WARNING):
        other.quicken(exported)

    assert other.encode([QUERIES[0]]).tobytes() == before.tobytes()
    assert "is of another model" in caplog.text


def test_leaves_queries_to_torch_if_the_file_is_damaged(
    tiny_model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(b"no model")
    encoder = Encoder(str(tiny_model), device="cpu")
    before = encoder.encode([QUERIES[0]])

    with caplog.at_level(logging.WARNING):
        encoder.quicken(damaged)

    assert encoder.encode([QUERIES[0]]).tobytes() == before.tobytes()
    assert "remove it and run floorwalker index" in caplog.text
    with pytest.raises(ModelNotFound, match=r"damaged\.onnx cannot be loaded"):
        QueryModel(damaged)


def test_writes_nothing_for_what_is_no_model(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert write_query_model(str(tmp_path / "nothing"), tmp_path / "queries") is None

    assert "queries are read by torch" in caplog.text
