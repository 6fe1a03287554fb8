from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.search.embedding_cache import EmbeddingCache
from retrieval.search.encoder import Progress, Vectors


class LengthEncoder:
    """Encodes a text as its length, and remembers which texts it was given."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self.dimension = 2
        self.given: list[str] = []

    def encode(self, texts: Sequence[str], batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        self.given.extend(texts)
        for start in range(0, len(texts), batch_size):
            if progress:
                progress(min(len(texts), start + batch_size), len(texts))
        return np.array([[len(text), 1] for text in texts], np.float32)


def test_encodes_each_different_text_once(tmp_path: Path) -> None:
    encoder = LengthEncoder("a")
    with EmbeddingCache(tmp_path / "new" / "cache.db") as cache:
        vectors = cache.encode(encoder, ["mouse", "toner!", "mouse"])
    assert vectors.tolist() == [[5, 1], [6, 1], [5, 1]]
    assert sorted(encoder.given) == ["mouse", "toner!"]


def test_encodes_nothing_the_next_time_but_what_is_new(tmp_path: Path) -> None:
    with EmbeddingCache(tmp_path / "cache.db") as cache:
        cache.encode(LengthEncoder("a"), ["mouse", "toner!"])
    later = LengthEncoder("a")
    with EmbeddingCache(tmp_path / "cache.db") as cache:
        assert cache.encode(later, ["toner!", "mouse", "keyboard"]).tolist() == [[6, 1], [5, 1], [8, 1]]
    assert later.given == ["keyboard"]


def test_never_mixes_two_encoders(tmp_path: Path) -> None:
    other = LengthEncoder("b")
    with EmbeddingCache(tmp_path / "cache.db") as cache:
        cache.encode(LengthEncoder("a"), ["mouse"])
        cache.encode(other, ["mouse"])
    assert other.given == ["mouse"]


def test_counts_cached_texts_as_done(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with EmbeddingCache(tmp_path / "cache.db") as cache:
        cache.encode(LengthEncoder("a"), ["mouse"])
        cache.encode(LengthEncoder("a"), ["mouse", "toner!"], lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_keeps_what_was_encoded_before_an_interruption(tmp_path: Path) -> None:
    class Interrupted(LengthEncoder):
        def encode(self, texts: Sequence[str], batch_size: int = 32, progress: Progress | None = None) -> Vectors:
            if self.given:
                raise KeyboardInterrupt
            return super().encode(texts, batch_size, progress)

    texts = [f"{number:05}" for number in range(1500)]
    with EmbeddingCache(tmp_path / "cache.db") as cache, pytest.raises(KeyboardInterrupt):
        cache.encode(Interrupted("a"), texts)
    resumed = LengthEncoder("a")
    with EmbeddingCache(tmp_path / "cache.db") as cache:
        cache.encode(resumed, texts)
    assert 0 < len(resumed.given) < 1500


def test_gives_no_rows_for_no_texts(tmp_path: Path) -> None:
    with EmbeddingCache(tmp_path / "cache.db") as cache:
        assert cache.encode(LengthEncoder("a"), []).shape == (0, 2)
