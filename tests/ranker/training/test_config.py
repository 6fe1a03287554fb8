"""A setting that cannot be is named, with what it may be."""

from __future__ import annotations

import pytest

from ranker.errors import TrainingFailed
from ranker.training.config import TrainingConfig


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("method", "magic", "method must be one of adapter, full, lora, prefix, not 'magic'"),
        ("loss", "mse", "loss must be one of"),
        ("epochs", 0, "epochs must be at least 1, not 0"),
        ("learning_rate", 0.0, "learning_rate must be greater than 0"),
        ("warmup", 1.0, r"warmup must lie in \[0, 1\)"),
        ("layers", -1, "layers must not be below 0"),
    ],
)
def test_names_the_field(field: str, value: object, words: str) -> None:
    with pytest.raises(TrainingFailed, match=words):
        TrainingConfig(**{field: value})  # type: ignore[arg-type]


def test_knows_when_the_language_model_changes() -> None:
    assert not TrainingConfig().tunes_language
    assert TrainingConfig(method="lora").tunes_language
    assert TrainingConfig(layers=3).tunes_language
