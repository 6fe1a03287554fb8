"""The head of a trained ranker as it serves: the arithmetic of `ranker.network.Head` in numpy, so that nobody who only
answers loads torch; and how the files of a model folder are called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file

from ranker.candidates import Floats, Vectors
from ranker.errors import ModelInvalid
from ranker.features import FEATURES

HEAD, SHAPE, LANGUAGE = "head.safetensors", "head.json", "language"
ONNX = {"onnx": "language.onnx", "int8": "language.int8.onnx"}
Array = npt.NDArray[np.float32]
_TINY = 1e-12
"""Length below which a vector is not made a unit one, as torch has it."""
_MOST_DEVIATIONS = 4


@dataclass(frozen=True, slots=True)
class Linear:
    """x W^T + b."""

    weight: Array
    """(outputs, inputs)"""
    bias: Array | None = None

    def __call__(self, rows: Array) -> Array:
        """(rows, inputs) to (rows, outputs)."""
        turned: Array = rows @ self.weight.T
        if self.bias is not None:
            turned += self.bias
        return turned

    def unit(self, rows: Vectors) -> Vectors:
        """The same as unit vectors."""
        turned = self(rows)
        turned /= np.maximum(np.linalg.norm(turned, axis=-1, keepdims=True), _TINY)
        return turned


@dataclass(frozen=True, slots=True)
class ServedHead:
    """What `Head` learned; its parts are explained there."""

    asking: Linear
    asked: Linear
    wishing: Linear
    offered: Linear
    prior: Linear
    adapter: Linear
    sharpness: float
    steepness: float
    mean: Array
    deviation: Array

    @classmethod
    def of(cls, weights: Mapping[str, Array]) -> ServedHead:
        """From the weights by name. Raises KeyError or ValueError if they are not a head's."""
        return cls(
            asking=Linear(weights["asking.weight"]),
            asked=Linear(weights["asked.weight"]),
            wishing=Linear(weights["wishing.weight"]),
            offered=Linear(weights["offered.weight"]),
            prior=Linear(weights["prior.weight"], weights["prior.bias"]),
            adapter=Linear(weights["adapter.weight"], weights["adapter.bias"]),
            sharpness=float(weights["sharpness"]),
            steepness=float(weights["steepness"]),
            mean=weights["mean"],
            deviation=weights["deviation"],
        )

    @property
    def dimension(self) -> int:
        """Of the language model's encodings."""
        return int(self.asking.weight.shape[1])

    def adapted(self, features: Array) -> Floats:
        """adapter(z) of (candidates, features): (candidates,)."""
        z = np.clip((features - self.mean) / self.deviation, -_MOST_DEVIATIONS, _MOST_DEVIATIONS)
        return self.adapter(z)[:, 0].astype(np.float64)


def read_shape(folder: Path) -> Mapping[str, int]:
    """The head's configuration. Raises ModelInvalid for another version's, OSError, KeyError or ValueError."""
    shape = json.loads((folder / SHAPE).read_text(encoding="utf-8"))
    if shape["features"] != list(FEATURES):
        raise ModelInvalid(f"{folder.name}: the model reads other statistics than this version gives; train again")
    config: Mapping[str, int] = shape["config"]
    return config


def read_served_head(folder: Path) -> ServedHead:
    """Reads what `ranker.export.write_head` wrote. Raises ModelInvalid naming what is wrong."""
    try:
        config = read_shape(folder)
        head = ServedHead.of(load_file(str(folder / HEAD)))
        size, features = config["dimension"], config["features"]
        turns = {own.weight.shape for own in (head.asking, head.asked, head.wishing, head.offered)}
        rated = head.prior.weight.shape, head.adapter.weight.shape, head.mean.shape, head.deviation.shape
        if turns != {(size, size)} or rated != ((1, size), (1, features), (features,), (features,)):
            raise ValueError("its weights have another shape")
    except (OSError, KeyError, TypeError, ValueError, SafetensorError) as error:
        raise ModelInvalid(f"{folder.name}: {HEAD} or {SHAPE} cannot be read ({error}); train again") from error
    return head
