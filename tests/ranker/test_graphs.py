"""An exported model with other weights reads as an export of these would."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from ranker.errors import ModelInvalid
from ranker.export import write_onnx
from ranker.graphs import reweighted
from ranker.language import LanguageModel, tokenised
from tests.tiny_model import save_tiny_model

TEXTS = ["mouse for shooters", "kettle for green tea"]


@pytest.fixture(scope="module")
def graph(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model as it is exported."""
    path = tmp_path_factory.mktemp("graphs") / "tiny.onnx"
    write_onnx(LanguageModel.load(tiny_model, 48), path)
    return path


def test_reads_as_the_other_model(tiny_model: Path, graph: Path, tmp_path: Path) -> None:
    before = LanguageModel.load(tiny_model, 48)
    after = LanguageModel.load(save_tiny_model(tmp_path / "other", seed=1), 48)
    reweighted(graph, before, after, tmp_path / "new.onnx")

    session = onnxruntime.InferenceSession(str(tmp_path / "new.onnx"), providers=["CPUExecutionProvider"])
    tokens = tokenised(after.tokeniser, TEXTS, 48, "np")
    found = session.run(None, {"ids": tokens["input_ids"], "mask": tokens["attention_mask"]})[0]
    np.testing.assert_allclose(found, after.encode(TEXTS).numpy(), atol=1e-4)


def test_a_graph_of_another_model_is_refused(graph: Path, tmp_path: Path) -> None:
    one, other = (LanguageModel.load(save_tiny_model(tmp_path / str(seed), seed=seed), 48) for seed in (2, 3))

    with pytest.raises(ModelInvalid, match="is of another model: remove it"):
        reweighted(graph, one, other, tmp_path / "new.onnx")
    assert not (tmp_path / "new.onnx").exists()
