"""An exported language model with other weights: in a second or two, where another export takes ten."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import numpy_helper

from ranker.errors import ModelInvalid
from ranker.language import LanguageModel, tokenised

_Array = npt.NDArray[Any]
_PROBE = "wireless noise-cancelling headphones, under 200"
_SAME = 0.9999


def reweighted(graph: Path, before: LanguageModel, after: LanguageModel, target: Path) -> None:
    """Writes `graph`, which is `before` as it was exported, with the weights of `after`; both of one architecture.

    An exporter renames matrices and turns them round: these are found by what they hold. Raises ModelInvalid if the
    outcome does not read as `after` does.
    """
    model = onnx.load(str(graph))
    old, new = _changed(before, after)
    found = {_content(own.T): (name, True) for name, own in old.items() if own.ndim == 2}
    found |= {_content(own): (name, False) for name, own in old.items() if own.ndim == 2}
    for held in model.graph.initializer:
        named = (held.name, False) if held.name in old else found.get(_content(numpy_helper.to_array(held)))
        if named is not None:
            name, is_turned = named
            weights = np.ascontiguousarray(new[name].T if is_turned else new[name])
            held.CopyFrom(numpy_helper.from_array(weights, held.name))
    content = model.SerializeToString()
    _check(content, after, graph)
    target.write_bytes(content)


def _changed(before: LanguageModel, after: LanguageModel) -> tuple[dict[str, _Array], dict[str, _Array]]:
    """The weights that differ, as they were and as they are."""
    others = dict(after.named_parameters())
    pairs = {name: (own.detach().numpy(), others[name].detach().numpy()) for name, own in before.named_parameters()}
    pairs = {name: pair for name, pair in pairs.items() if not np.array_equal(*pair)}
    return {name: old for name, (old, _) in pairs.items()}, {name: new for name, (_, new) in pairs.items()}


def _check(content: bytes, language: LanguageModel, graph: Path) -> None:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    tokens = tokenised(language.tokeniser, [_PROBE], language.most_tokens, "np")
    vector = session.run(None, {"ids": tokens["input_ids"], "mask": tokens["attention_mask"]})[0][0]
    if float(vector @ language.encode([_PROBE]).numpy()[0]) < _SAME:
        raise ModelInvalid(f"{graph} is of another model: remove it, and it is exported again")


def _content(array: _Array) -> tuple[tuple[int, ...], bytes]:
    return array.shape, hashlib.blake2b(np.ascontiguousarray(array).tobytes()).digest()
