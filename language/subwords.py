"""Texts as the ids of a language model's subwords, by its file `tokenizer.json`: what Hugging Face's library reads
too, which takes seconds to load."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

FILE, SETTINGS = "tokenizer.json", "tokenizer_config.json"
Ids = npt.NDArray[np.int64]


class Subwords:
    """Cuts texts off after `most` ids, those that mark beginning and end among them. Safe to call from several threads.

    `folder` is where Hugging Face's library saved the tokeniser. Raises OSError or ValueError if it cannot be read.
    """

    def __init__(self, folder: Path, most: int) -> None:
        text = (folder / FILE).read_text(encoding="utf-8")
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        try:
            self._tokeniser = Tokenizer.from_str(text)
        except Exception as error:  # the library's errors have no common class
            raise ValueError(f"{folder / FILE} is no tokeniser: {error}") from error
        self._tokeniser.no_padding()
        self._tokeniser.enable_truncation(most, direction=settings.get("truncation_side") or "right")
        self._padding = self._tokeniser.token_to_id(_token(settings.get("pad_token"))) or 0
        self._reading = threading.Lock()

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Of each text."""
        with self._reading:
            return [one.ids for one in self._tokeniser.encode_batch(list(texts))]

    def padded(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        """Ids and mask of texts, (texts, longest) each."""
        return self.filled_up(self.ids(texts))

    def filled_up(self, ids: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
        """Ids of different lengths as a matrix, and where they are not padding, (texts, longest) each."""
        shape = len(ids), max((len(own) for own in ids), default=0)
        matrix, mask = np.full(shape, self._padding, np.int64), np.zeros(shape, np.int64)
        for row, own in enumerate(ids):
            matrix[row, : len(own)] = own
            mask[row, : len(own)] = 1
        return matrix, mask


def _token(named: object) -> str:
    """A special token as the settings have it: its text, or that among more."""
    return str(named.get("content", "")) if isinstance(named, dict) else str(named or "")
