"""The transformer that judges acts: it reads the message once, and each text of it by its own words in that reading.

Serves from ONNX in int8; `bot.acts.tuning` makes it. English: it knows hardly any other words.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from bot.acts.encoders import DIMENSION
from bot.acts.features import OF_SCENE
from bot.acts.passages import Passage, sequence

Floats = npt.NDArray[np.float32]

GRAPH, HEAD = "transformer.onnx.gz", "transformer.npz"
SIGNALS = slice(OF_SCENE + 2 * DIMENSION, None)
"""Of a row of features, what the head sees beside the scene: what can be counted, places, and the reading."""


class Transformer:
    """Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Reads a folder. Raises OSError if it is not there."""
        with np.load(folder / HEAD, allow_pickle=False) as kept:
            self._head = {name: kept[name].astype(np.float32) for name in kept.files}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        graph = gzip.decompress((folder / GRAPH).read_bytes())
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def logits(self, found: Passage, rows: Floats) -> Floats:
        """(texts, acts), of the passage's texts; `rows` are their rows of `bot.acts.features`."""
        ids, start = sequence(found)
        states = self._session.run(None, {"ids": np.asarray([ids], np.int64)})[0][0][start : start + len(found.ids)]
        whole = states.mean(axis=0)
        own = np.stack([states[begin:end].mean(axis=0) for begin, end in found.spans])
        scene, head = rows[:, :OF_SCENE], self._head
        seen = np.concatenate([own, np.broadcast_to(whole, own.shape), scene, rows[:, SIGNALS]], axis=1)
        hidden = (seen @ head["inner"] + head["inner_bias"]) * (1 + scene @ head["gate"] + head["gate_bias"])
        logits: Floats = np.maximum(hidden, 0) @ head["outer"] + head["outer_bias"]
        return logits
