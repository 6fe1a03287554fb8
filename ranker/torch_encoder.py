"""Texts to vectors at serving by torch: on a GPU, or for a model that is not exported."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer

from ranker.candidates import Vectors
from ranker.errors import ModelInvalid
from ranker.language import LanguageModel
from ranker.served_head import LANGUAGE


class TorchEncoder:
    """A language model in torch; on a GPU in bfloat16, or float16 where that is all it has. Raises ModelInvalid."""

    def __init__(self, folder: Path, device: str) -> None:
        try:
            limits = json.loads((folder / LANGUAGE / "limits.json").read_text(encoding="utf-8"))
            tokeniser = AutoTokenizer.from_pretrained(str(folder / LANGUAGE), local_files_only=True)
            model = AutoModel.from_pretrained(str(folder / LANGUAGE), local_files_only=True, dtype=precision(device))
        except (OSError, ValueError, KeyError) as error:
            raise ModelInvalid(f"{folder.name}: {LANGUAGE} cannot be loaded ({error}); train again") from error
        self._language = LanguageModel(model, tokeniser, limits["most_tokens"]).to(device).eval()
        self._tokenising = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32 of shape (texts, dimension)."""
        with self._tokenising:
            vectors: Vectors = self._language.encode(texts).numpy()
        return vectors


def precision(device: str) -> torch.dtype:
    """What a device computes in."""
    if not device.startswith("cuda"):
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
