"""The language model in torch: token ids to unit vectors, in batches. Its libraries take seconds to load.

Knows batching and pooling; tokenising and which texts are `retrieval.search.encoder`'s.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as hugging_face

from retrieval.errors import ModelNotFound

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
_MANY_TOKENS = 512


class TorchModel:
    """A Hugging Face encoder with mean pooling and L2 normalisation, and its tokeniser; safe to call from several
    threads.

    `threads` sets torch's number of CPU threads, for the whole process; 0 leaves it. Raises ModelNotFound.
    """

    def __init__(self, source: str, device: str, max_tokens: int, threads: int) -> None:
        hugging_face.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would write to the terminal of whoever loads a model
        try:
            self.tokeniser: Any = AutoTokenizer.from_pretrained(source, local_files_only=True)
            self._model: Any = AutoModel.from_pretrained(source, local_files_only=True, dtype=torch.float32)
        except (OSError, ValueError) as error:
            raise ModelNotFound(
                f"language_model: cannot load {source!r} from this machine ({str(error).splitlines()[0]}); "
                "name a folder with config.json, tokenizer and weights, or leave it empty for the packaged one"
            ) from error
        if threads:
            torch.set_num_threads(threads)
        self.device = torch.device(device)
        self._model.eval().to(self.device)
        self.longest = int(getattr(self._model.config, "max_position_embeddings", max_tokens))
        self.max_tokens = min(max_tokens, self.longest)
        self.dimension = int(self._model.config.hidden_size)
        self._bfloat16 = self.device.type == "cpu" and bool(torch.cpu.get_capabilities().get("avx512_bf16"))
        self._tokenising = threading.Lock()  # a fast tokeniser refuses two borrowers at once

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Of each text."""
        only_ids = {"return_attention_mask": False, "return_token_type_ids": False}
        with self._tokenising:
            encoded = self.tokeniser(list(texts), truncation=True, max_length=self.max_tokens, **only_ids)
        ids: list[list[int]] = encoded["input_ids"]
        return ids

    def vectors(self, tokens: Sequence[list[int]], batch_size: int, progress: Progress | None) -> Vectors:
        """One unit vector a text, (texts, dimension). Texts of like length share a batch, so that little is padded."""
        vectors = np.empty((len(tokens), self.dimension), np.float32)
        batches, done = list(_batches(tokens, batch_size)), 0
        with closing(self._forward_all([[tokens[i] for i in batch] for batch in batches])) as results:
            for batch, result in zip(batches, results, strict=True):
                vectors[batch] = result
                done += len(batch)
                if progress:
                    progress(done, len(tokens))
        return vectors

    def fingerprint(self) -> str:
        """Of all that decides a vector: weights, vocabulary, length. Equal for equal content, wherever it lies."""
        vocabulary = sorted(self.tokeniser.get_vocab().items())
        digest = hashlib.sha256(json.dumps(["mean-l2", self.max_tokens, vocabulary]).encode())
        for name, weights in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(weights.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().data)
        return digest.hexdigest()[:16]

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

    def _forward(self, batch: list[list[int]]) -> Vectors:
        longest = max(1, *(len(ids) for ids in batch))
        ids = torch.full((len(batch), longest), self.tokeniser.pad_token_id or 0, dtype=torch.long)
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


def _batches(tokens: Sequence[list[int]], size: int) -> Iterator[list[int]]:
    """Indices in batches, longest texts first: what does not fit into memory fails at once, not at the end."""
    order = sorted(range(len(tokens)), key=lambda i: -len(tokens[i]))
    return (order[start : start + size] for start in range(0, len(order), size))
