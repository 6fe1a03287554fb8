"""The language model once more, in ONNX, for one query at a time: the same vectors in less than half the time.

A query is a handful of words, and much of what torch spends on it is the way between its operations. Who writes the
file is not here (`floorwalker.steps.query_export`); that it is of the same model, `retrieval.search.encoder` makes
sure of.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from retrieval.errors import ModelNotFound

Vectors = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.int64]
IDS, MASK = "ids", "mask"
"""Its inputs, (texts, tokens) each; its only output are unit vectors."""

LEAST_TOKENS, MOST_TOKENS = 2, 256
"""Of a text: what the model is exported for."""


class QueryModel:
    """Token ids to a unit vector, on the CPU. Safe to call from several threads. Raises ModelNotFound."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors have no common class
            raise ModelNotFound(f"{path} cannot be loaded ({error}): remove it and run floorwalker index") from error

    def reads(self, tokens: Sequence[int]) -> bool:
        """Whether it takes so many tokens."""
        return LEAST_TOKENS <= len(tokens) <= MOST_TOKENS

    def vector(self, tokens: Sequence[int]) -> Vectors:
        """The unit vector of one text, (1, dimension)."""
        ids = np.asarray([tokens], np.int64)
        return self.vectors(ids, np.ones_like(ids))

    def vectors(self, ids: Matrix, mask: Matrix) -> Vectors:
        """Of several texts, filled up to the same length: (texts, dimension)."""
        vectors: Vectors = self._session.run(None, {IDS: ids, MASK: mask})[0]
        return vectors
