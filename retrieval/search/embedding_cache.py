"""Embeddings kept on disk, so that a text is encoded once and never again by the same encoder.

Keyed by the encoder's fingerprint and the text's hash; knows nothing of products. One SQLite file, which
several processes may use.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from retrieval.search.encoder import Progress, Vectors

_SCHEMA = """
create table if not exists embedding (
    encoder text not null, text blob not null, vector blob not null, primary key (encoder, text)
) without rowid
"""
_FEW = 512
"""Texts that are looked up one by one."""
_CHUNK = 1024
"""Texts encoded between two commits: what an interrupted run has done is kept."""


class TextEncoder(Protocol):
    """What the cache needs of `retrieval.search.encoder.Encoder`."""

    fingerprint: str
    dimension: int

    def encode(self, texts: Sequence[str], batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        """Unit vectors, one a text."""


class EmbeddingCache:
    """The cache in the file `path`; use it as a context manager, from one thread.

    Vectors are kept in half precision (cosines differ by less than 0.001), which halves the file.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=30)
        self._connection.execute("pragma journal_mode=wal")
        self._connection.execute(_SCHEMA)

    def __enter__(self) -> EmbeddingCache:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._connection.close()

    def encode(self, encoder: TextEncoder, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One vector a text, float32 (texts, dimension), encoding only those never seen; equal texts once.

        `progress` is called with (texts done, texts in all); cached and repeated ones count as done.
        """
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16] for text in texts]
        known = self._known(encoder, keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        done = len(texts) - len(missing)
        if progress:
            progress(done, len(texts))
        # Longest first overall, so that chunks stay even inside and no batch pads much.
        todo = sorted(missing.items(), key=lambda item: -len(item[1]))
        for start in range(0, len(todo), _CHUNK):
            chunk = todo[start : start + _CHUNK]
            shifted = _shifted(progress, done + start, len(texts))
            vectors = encoder.encode([text for _, text in chunk], progress=shifted).astype(np.float16)
            fresh = [(key, vector.tobytes()) for (key, _), vector in zip(chunk, vectors, strict=True)]
            self._keep(encoder, fresh)
            known.update(fresh)
        if not texts:
            return np.empty((0, encoder.dimension), np.float32)
        joined = np.frombuffer(b"".join(known[key] for key in keys), np.float16)
        return joined.reshape(len(texts), encoder.dimension).astype(np.float32)

    def _known(self, encoder: TextEncoder, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The vectors of `keys`, as far as they are known; of many, all that are known, which is quicker."""
        query, given = "select text, vector from embedding where encoder = ?", [encoder.fingerprint]
        some = keys if len(keys) <= _FEW else ()
        if some:
            query += f" and text in ({', '.join('?' * len(some))})"
        rows = self._connection.execute(query, [*given, *some])
        size = 2 * encoder.dimension
        return {text: vector for text, vector in rows if len(vector) == size}

    def _keep(self, encoder: TextEncoder, fresh: list[tuple[bytes, bytes]]) -> None:
        with self._connection as connection:
            connection.executemany(
                "insert or replace into embedding values (?, ?, ?)",
                ((encoder.fingerprint, key, vector) for key, vector in fresh),
            )


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    report = progress
    return lambda done, _chunk: report(before + done, total)
