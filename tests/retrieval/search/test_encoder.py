from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval.errors import ModelNotFound
from retrieval.search.encoder import Encoder
from tests.tiny_model import save_tiny_model

TEXTS = ["a red mouse", "a laptop with 16 gb of memory and a bright display", "", "mouse " * 500, "x"]


def test_gives_unit_vectors_in_the_order_of_the_texts(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (5, encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(vectors, alone, atol=1e-2)


def test_is_not_changed_by_the_batch_size(encoder: Encoder) -> None:
    np.testing.assert_allclose(encoder.encode(TEXTS, batch_size=1), encoder.encode(TEXTS, batch_size=4), atol=1e-2)


def test_encodes_many_batches_side_by_side_and_leaves_the_threads_as_they_were(encoder: Encoder) -> None:
    before = torch.get_num_threads()
    texts = [f"mouse {number}" for number in range(40)]
    many = encoder.encode(texts, batch_size=2)
    assert torch.get_num_threads() == before
    np.testing.assert_allclose(many, encoder.encode(texts, batch_size=40), atol=1e-2)


def test_stops_soon_when_interrupted(encoder: Encoder) -> None:
    before = torch.get_num_threads()

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoder.encode(["mouse"] * 40, batch_size=2, progress=interrupt)
    assert torch.get_num_threads() == before


def test_gives_no_rows_for_no_texts(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("text", ["", "😀😀", "无线鼠标", "the of and", "\x00", "word " * 10_000], ids=repr)
def test_encodes_any_text(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_reports_progress_up_to_the_last_text(encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode(TEXTS, batch_size=2, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 5), (4, 5), (5, 5)]


def test_has_one_fingerprint_for_equal_weights_wherever_they_lie(encoder: Encoder, tmp_path: Path) -> None:
    assert Encoder(str(save_tiny_model(tmp_path / "copy", 0))).fingerprint == encoder.fingerprint


def test_has_another_fingerprint_when_weights_or_length_differ(encoder: Encoder, tmp_path: Path) -> None:
    other = Encoder(str(save_tiny_model(tmp_path / "other", 1)))
    shorter = Encoder(encoder.model, max_tokens=8)
    assert len({encoder.fingerprint, other.fingerprint, shorter.fingerprint}) == 3


def test_names_the_setting_and_the_remedy_when_the_model_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"language_model: cannot load .*nowhere.*name a folder"):
        Encoder(str(tmp_path / "nowhere"))


def test_encodes_the_same_from_several_threads(encoder: Encoder) -> None:
    expected = encoder.encode(["a red mouse"])
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: encoder.encode(["a red mouse"]), range(40)))
    for result in results:
        np.testing.assert_allclose(result, expected, atol=1e-5)


@pytest.mark.slow
def test_packaged_model_knows_what_belongs_together() -> None:
    encoder = Encoder()
    query, mouse, toner = encoder.encode(["cordless pointing device", "wireless mouse", "toner cartridge"])
    assert encoder.dimension == 384
    assert query @ mouse > query @ toner + 0.2
