"""Texts to vectors at serving on a CPU, by ONNX Runtime, several requests in one batch (torch: `ranker.torch_encoder`).

Vectors are the language model's own (unit length); what is kept of them, and what they are for, `ranker.serving` says.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime

from language.subwords import FILE, Ids, Subwords
from ranker.candidates import Vectors
from ranker.errors import ModelInvalid
from ranker.served_head import LANGUAGE, ONNX

_BATCH = 32


class OnnxEncoder:
    """A language model in ONNX, float32 or int8. Raises ModelInvalid if its files cannot be used.

    Batches are shared among `threads`, each computing on one: texts are too short to share.
    """

    def __init__(self, folder: Path, variant: str, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            limits = json.loads((folder / LANGUAGE / "limits.json").read_text(encoding="utf-8"))
            self._padded = _padding(folder / LANGUAGE, limits["most_tokens"])
            self._session = onnxruntime.InferenceSession(
                str(folder / ONNX[variant]), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors have no common class
            raise ModelInvalid(f"{folder.name}: {ONNX[variant]} cannot be loaded ({error}); train again") from error
        self._dimension: int = limits["dimension"]
        self._threads = threads

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32 of shape (texts, dimension)."""
        vectors = np.empty((len(texts), self._dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        parts = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        batches = [[texts[i] for i in part] for part in parts]
        if self._threads == 1 or len(batches) == 1:
            read = [self._read(batch) for batch in batches]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                read = list(pool.map(self._read, batches))
        for part, own in zip(parts, read, strict=True):
            vectors[part] = own
        return vectors

    def _read(self, texts: Sequence[str]) -> Vectors:
        ids, mask = self._padded(texts)
        vectors: Vectors = self._session.run(None, {"ids": ids, "mask": mask})[0]
        return vectors


def _padding(folder: Path, most_tokens: int) -> Callable[[Sequence[str]], tuple[Ids, Ids]]:
    """What reads texts as ids and mask, (texts, longest) each, by the tokeniser in a folder."""
    if (folder / FILE).exists():
        return Subwords(folder, most_tokens).padded
    from transformers import AutoTokenizer  # which takes a second, and reads tokenisers of any kind

    from ranker.language import tokenised

    tokeniser, reading = AutoTokenizer.from_pretrained(str(folder), local_files_only=True), threading.Lock()

    def padded(texts: Sequence[str]) -> tuple[Ids, Ids]:
        with reading:
            tokens = tokenised(tokeniser, texts, most_tokens, "np")
        return tokens["input_ids"], tokens["attention_mask"]

    return padded


class Kept:
    """An encoder that reads a text once, however often it is asked."""

    def __init__(self, encode: Callable[[Sequence[str]], Vectors]) -> None:
        self._encode = encode
        self._vectors: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, those that are new read together."""
        missing = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        if missing:
            self._vectors.update(zip(missing, self._encode(missing), strict=True))
        return np.stack([self._vectors[text] for text in texts])


class Batcher:
    """Joins what several threads want encoded at the same time into one call.

    Whoever comes while nobody encodes does so at once, so that a single request waits for nothing; whoever comes
    meanwhile is served with everybody else who waits, by the first of them.
    """

    def __init__(self, encode: Callable[[Sequence[str]], Vectors], most: int = 256) -> None:
        self._encode = encode
        self._most = most
        self._waiting: list[tuple[Sequence[str], Future[Vectors]]] = []
        self._guard, self._turn = threading.Lock(), threading.Lock()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`; raises what the encoder raises."""
        mine: Future[Vectors] = Future()
        with self._guard:
            self._waiting.append((texts, mine))
        with self._turn:
            if not mine.done():
                self._serve(self._taken())
        return mine.result()

    def _taken(self) -> list[tuple[Sequence[str], Future[Vectors]]]:
        """Those who wait, the first of them and as many more as fit."""
        with self._guard:
            count, size = 0, 0
            for texts, _ in self._waiting:
                size += len(texts)
                if count and size > self._most:
                    break
                count += 1
            taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def _serve(self, requests: Sequence[tuple[Sequence[str], Future[Vectors]]]) -> None:
        try:
            vectors = self._encode([text for texts, _ in requests for text in texts])
        except Exception as error:  # whoever waits must be told, whatever it is
            for _, future in requests:
                future.set_exception(error)
            return
        start = 0
        for texts, future in requests:
            future.set_result(vectors[start : start + len(texts)])
            start += len(texts)
