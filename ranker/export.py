"""A trained model as files that serve: head, language model for torch, and ONNX in float32 and int8 for CPUs.

A folder needs no training library to be read; `ranker.serving` does.
"""

from __future__ import annotations

import json
import logging
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from data.files import replacing
from ranker.errors import ModelInvalid
from ranker.features import FEATURES
from ranker.language import LanguageModel
from ranker.network import Head, HeadConfig
from ranker.served_head import HEAD, LANGUAGE, ONNX, SHAPE, read_shape

_BATCH, _LONGEST = 512, 256


def write_head(folder: Path, head: Head) -> None:
    """Writes weights and shape."""
    save_file(head.state_dict(), str(folder / HEAD))
    (folder / HEAD).chmod(0o644)  # its writer keeps files to itself, and the service may run as another user
    shape = {"features": list(FEATURES), "config": asdict(head.config)}
    (folder / SHAPE).write_text(json.dumps(shape, indent=1), encoding="utf-8")


def read_head(folder: Path) -> Head:
    """Reads what `write_head` wrote. Raises ModelInvalid naming what is wrong."""
    try:
        head = Head(HeadConfig(**read_shape(folder)))
        head.load_state_dict(load_file(str(folder / HEAD)))
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelInvalid(f"{folder.name}: {HEAD} or {SHAPE} cannot be read ({error}); train again") from error
    return head.eval()


def write_language(folder: Path, language: LanguageModel) -> None:
    """Writes the language model for torch, and as ONNX in float32 and int8.

    A model with a prefix has no plain weights that torch could load again: it is written as ONNX alone.
    """
    write_onnx(language, folder / ONNX["onnx"])
    quantise(folder / ONNX["onnx"], folder / ONNX["int8"])
    if hasattr(language.model, "prompt_encoder"):
        language.tokeniser.save_pretrained(str(folder / LANGUAGE))
    else:
        language.save(folder / LANGUAGE)
    _write_limits(folder, language)


def write_served(folder: Path, language: LanguageModel, head: Head, graph: Path | None = None) -> None:
    """Writes only what a CPU serves with: the head, the language model as ONNX in int8, and its tokeniser.

    `graph`: the language model in float32 as it is exported already, to save the exporting.
    """
    if graph is None:
        write_int8(language, folder / ONNX["int8"])
    else:
        quantise(graph, folder / ONNX["int8"])
    language.tokeniser.save_pretrained(str(folder / LANGUAGE))
    _write_limits(folder, language)
    write_head(folder, head)


def _write_limits(folder: Path, language: LanguageModel) -> None:
    limits = {"most_tokens": language.most_tokens, "dimension": language.dimension}
    (folder / LANGUAGE / "limits.json").write_text(json.dumps(limits), encoding="utf-8")


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the exporters' hints at other tools, and at names of axes that nothing relies on."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


def write_float32(language: LanguageModel, path: Path) -> None:
    """Writes the language model alone, as ONNX in float32; the file is complete or not there."""
    with replacing(path) as unfinished:
        write_onnx(language, unfinished)


def write_int8(language: LanguageModel, path: Path) -> None:
    """Writes the language model alone, as ONNX in int8."""
    full = path.with_suffix(".float32")
    try:
        write_onnx(language, full)
        quantise(full, path)
    finally:
        full.unlink(missing_ok=True)


def write_onnx(language: LanguageModel, path: Path) -> None:
    """Any number of texts up to 512, of 2 to 256 tokens, to unit vectors."""
    texts, tokens = torch.export.Dim("texts", max=_BATCH), torch.export.Dim("tokens", min=2, max=_LONGEST)
    ids = torch.ones(3, 7, dtype=torch.long)
    with _quietly():
        torch.onnx.export(
            language.cpu().eval(),
            (ids, torch.ones_like(ids)),  # two tensors: one given twice would become one input
            str(path),
            input_names=["ids", "mask"],
            output_names=["vectors"],
            dynamo=True,
            external_data=False,
            verbose=False,
            dynamic_shapes=({0: texts, 1: tokens}, {0: texts, 1: tokens}),
        )


def quantise(source: Path, target: Path) -> None:
    """Weights of matrix products as int8, a scale for each channel; activations are scaled as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    work = target.with_suffix(".work")
    shutil.copy(source, work)
    try:
        kinds = ["MatMul", "Gemm", "Gather"]
        with _quietly():
            quantize_dynamic(work, target, kinds, per_channel=True, weight_type=QuantType.QInt8)
    finally:
        work.unlink()
