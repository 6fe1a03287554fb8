from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.acts.classifier import FOLDER
from bot.acts.features import WIDTH
from bot.acts.passages import passage
from bot.acts.scene import Scene
from bot.acts.transformer import Transformer
from language.acts import ACTS


@pytest.fixture(scope="module")
def transformer() -> Transformer:
    return Transformer(FOLDER)


def likeliest(transformer: Transformer, texts: list[str], scene: Scene) -> list[str]:
    logits = transformer.logits(passage(" ".join(texts), texts, scene), np.zeros((len(texts), WIDTH), np.float32))
    return [ACTS[int(row.argmax())] for row in logits]


def test_each_text_is_judged_by_its_own_words(transformer: Transformer) -> None:
    assert likeliest(transformer, ["thank you so much.", "where is my parcel?"], Scene()) == ["thank", "order_status"]


def test_the_scene_decides_what_words_mean(transformer: Transformer) -> None:
    assert likeliest(transformer, ["no preference"], Scene("question", "colour")) == ["release"]


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="transformer"):
        Transformer(tmp_path)
