"""Tunes the packaged language model to judge acts, and writes it as `bot.acts.transformer` reads it.

Needs torch, transformers and onnx; serving needs none of them.
"""

from __future__ import annotations

import gzip
import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from bot.acts.encoders import DIMENSION
from bot.acts.features import OF_SCENE, OF_WORDS, WIDTH
from bot.acts.lessons import Lesson, Table
from bot.acts.passages import MOST_BEFORE, MOST_TOKENS, Passage, marks, packaged, passage, sequence
from bot.acts.transformer import GRAPH, HEAD, SIGNALS
from language.acts import ACTS
from language.segmentation import has_han

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
_READING = OF_WORDS - 2 * DIMENSION
"""Where the reading begins in the signals."""
_SORTED = 16
"""Batches that are sorted by length together, so that little is padded."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """All that can be chosen; chosen on writers held out."""

    epochs: int = 6
    """Each is one of the draws of every message."""
    rate: float = 2e-4
    head_rate: float = 1e-3
    batch: int = 32
    hidden: int = 256
    decay: float = 0.05
    dropout: float = 0.3
    smoothing: float = 0.05
    scene_dropout: float = 0.1
    reading_dropout: float = 0.2
    token_dropout: float = 0.05
    """Share of tokens that are hidden from it."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Batch:
    """Messages as tensors; texts lie one after the other."""

    ids: torch.Tensor
    """(messages, tokens)."""
    mask: torch.Tensor
    pools: torch.Tensor
    """(texts, 2, tokens): the weights that give the mean of a text, and of its message."""
    message: torch.Tensor
    """(texts,): of which message each is."""
    scene: torch.Tensor
    signals: torch.Tensor
    rows: Rows
    """(texts,): of the table."""


class Reader(nn.Module):
    """The language model, and a head over a text's tokens, its message's, the scene and the signals."""

    def __init__(self, config: Tuning) -> None:
        from transformers import AutoModel
        from transformers.utils import logging as hugging_face

        super().__init__()
        hugging_face.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would write to the terminal
        self.body: Any = AutoModel.from_pretrained(str(packaged()), local_files_only=True, dtype=torch.float32)
        self.body.pooler = None
        # Words stay where they are: what is learned of some must not move them away from those like them.
        self.body.embeddings.requires_grad_(requires_grad=False)
        width = 2 * self.body.config.hidden_size + WIDTH - 2 * DIMENSION
        self.inner, self.outer = nn.Linear(width, config.hidden), nn.Linear(config.hidden, len(ACTS))
        self.gate = nn.Linear(OF_SCENE, config.hidden)
        nn.init.zeros_(self.gate.weight)
        nn.init.zeros_(self.gate.bias)
        self.seen_dropout, self.dropout = nn.Dropout(0.1), nn.Dropout(config.dropout)

    def forward(self, batch: _Batch) -> torch.Tensor:
        """(texts, acts), logits."""
        with torch.autocast("cpu", torch.bfloat16):
            states = self.body(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state
        pooled = torch.bmm(batch.pools, states.float()[batch.message]).flatten(1)
        seen = self.seen_dropout(torch.cat([pooled, batch.scene, batch.signals], dim=1))
        hidden = self.inner(seen) * (1 + self.gate(batch.scene))
        logits: torch.Tensor = self.outer(self.dropout(torch.relu(hidden)))
        return logits


class _Lines:
    """The English messages of a table, to be drawn from in batches."""

    def __init__(self, lessons: Sequence[Lesson], table: Table, config: Tuning, choice: np.random.Generator) -> None:
        self._table, self._config, self._choice = table, config, choice
        self._passages: list[Passage] = []
        self._rows: list[Rows] = []
        starts = np.flatnonzero(table.whole)
        for begin, end in zip(starts, [*starts[1:], len(table.whole)], strict=True):
            lesson = lessons[table.lesson[begin]]
            message = lesson.example.message
            texts = [text for text, _ in lesson.example.judged()]
            self._passages.append(passage(message, texts, lesson.scene))
            self._rows.append(np.arange(begin, end))
        self._english = np.asarray([not has_han(lessons[table.lesson[begin]].example.message) for begin in starts])

    def among(self, rows: Rows) -> Rows:
        """The numbers of the English messages whose rows are among these."""
        wanted = np.isin([own[0] for own in self._rows], rows)
        return np.flatnonzero(wanted & self._english)

    def rows(self, numbers: Rows) -> Rows:
        """Of the table, of messages."""
        return np.concatenate([self._rows[number] for number in numbers])

    def batches(self, numbers: Rows, size: int) -> Iterator[_Batch]:
        """All the messages once, in random order, those of like length together."""
        numbers = self._choice.permutation(numbers)
        found: list[Rows] = []
        for start in range(0, len(numbers), size * _SORTED):
            chunk = numbers[start : start + size * _SORTED]
            chunk = chunk[np.argsort([len(self._passages[number].ids) for number in chunk], kind="stable")]
            found += [chunk[place : place + size] for place in range(0, len(chunk), size)]
        for number in self._choice.permutation(len(found)):
            yield self._batch(found[number])

    def _batch(self, numbers: Rows) -> _Batch:
        hidden = self._choice.random(len(numbers)) < self._config.scene_dropout
        read = [
            sequence(self._noisy(self._passages[number], hide)) for number, hide in zip(numbers, hidden, strict=True)
        ]
        width = max(len(ids) for ids, _ in read)
        ids = np.full((len(read), width), marks().padding)
        mask = np.zeros((len(read), width), np.int64)
        pools, message = [], []
        for place, (number, (own, start)) in enumerate(zip(numbers, read, strict=True)):
            ids[place, : len(own)], mask[place, : len(own)] = own, 1
            pools += _pools(self._passages[number], start, width)
            message += [place] * len(self._rows[number])
        rows = self.rows(numbers)
        features = self._table.found.rows[rows]
        scene, signals = features[:, :OF_SCENE].copy(), features[:, SIGNALS].copy()
        scene[hidden[message]] = 0
        signals[self._choice.random(len(rows)) < self._config.reading_dropout, _READING:] = 0
        return _Batch(
            ids=torch.from_numpy(ids),
            mask=torch.from_numpy(mask),
            pools=torch.from_numpy(np.stack(pools)),
            message=torch.tensor(message),
            scene=torch.from_numpy(scene),
            signals=torch.from_numpy(signals),
            rows=rows,
        )

    def _noisy(self, found: Passage, hide: np.bool_) -> Passage:
        """A passage with some of its tokens hidden, and maybe its scene."""
        kept = self._choice.random(len(found.ids)) >= self._config.token_dropout
        ids = tuple(own if keep else marks().unknown for own, keep in zip(found.ids, kept, strict=True))
        return Passage(() if hide else found.before, ids, found.spans)


def _pools(found: Passage, start: int, width: int) -> list[Floats]:
    pools = []
    for begin, end in found.spans:
        pool = np.zeros((2, width), np.float32)
        pool[0, start + begin : start + end] = 1 / (end - begin)
        pool[1, start : start + len(found.ids)] = 1 / len(found.ids)
        pools.append(pool)
    return pools


def tuned(
    lessons: Sequence[Lesson],
    table: Table,
    rows: Rows,
    config: Tuning,
    progress: Callable[[int, int], None] | None = None,
) -> Reader:
    """Tuned on some rows of the table of the lessons; each message's draws take turns. Some minutes on one core."""
    torch.manual_seed(config.seed)
    reader, lines = Reader(config), _Lines(lessons, table, config, np.random.default_rng(config.seed))
    numbers = lines.among(rows)
    weights = np.zeros(len(table.targets), np.float32)
    learned = lines.rows(numbers)
    weights[learned] = table.weights(learned)
    draws = [numbers[numbers % 2 == 0], numbers[numbers % 2 == 1]]
    steps = sum(-(-len(draws[epoch % 2]) // config.batch) for epoch in range(config.epochs))
    body = [weight for weight in reader.body.parameters() if weight.requires_grad]
    head = [weight for name, weight in reader.named_parameters() if not name.startswith("body.")]
    groups = [{"params": body, "lr": config.rate}, {"params": head, "lr": config.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=config.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [config.rate, config.head_rate], steps, pct_start=0.1)
    step = 0
    for epoch in range(config.epochs):
        for batch in lines.batches(draws[epoch % 2], config.batch):
            optimiser.zero_grad()
            _loss(reader.train(), batch, table, weights, config).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if progress:
                progress(step, steps)
    return reader.eval()


def _loss(reader: Reader, batch: _Batch, table: Table, weights: Floats, config: Tuning) -> torch.Tensor:
    """Cross entropy with the shares of the acts."""
    likely = torch.log_softmax(reader(batch), dim=1)
    wanted = table.targets[batch.rows] * (1 - config.smoothing) + config.smoothing / len(ACTS)
    losses = -(torch.from_numpy(wanted) * likely).sum(dim=1)
    return (losses * torch.from_numpy(weights[batch.rows])).mean()


def write(folder: Path, reader: Reader) -> None:
    """Writes the graph in int8 and the head in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    head: dict[str, Any] = {}
    for name in ("inner", "gate", "outer"):
        layer: nn.Linear = getattr(reader, name)
        head[name] = layer.weight.detach().numpy().T.astype(np.float16)
        head[f"{name}_bias"] = layer.bias.detach().numpy().astype(np.float16)
    np.savez_compressed(folder / HEAD, allow_pickle=False, **head)
    with tempfile.TemporaryDirectory() as work:
        full, small = Path(work) / "float32.onnx", Path(work) / "int8.onnx"
        with _quietly():
            _export(reader, full)
            _quantise(full, small)
        (folder / GRAPH).write_bytes(gzip.compress(small.read_bytes(), mtime=0))


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the exporters' hints at other tools."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


class _States(nn.Module):
    def __init__(self, body: Any) -> None:
        super().__init__()
        self.body = body

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """(1, tokens) to (1, tokens, width)."""
        states: torch.Tensor = self.body(input_ids=ids).last_hidden_state
        return states


def _export(reader: Reader, path: Path) -> None:
    longest = MOST_TOKENS + MOST_BEFORE + 3
    tokens = torch.export.Dim("tokens", min=3, max=longest)
    torch.onnx.export(
        _States(reader.body).eval(),
        (torch.ones(1, 7, dtype=torch.long),),
        str(path),
        input_names=["ids"],
        output_names=["states"],
        dynamo=True,
        external_data=False,
        verbose=False,
        dynamic_shapes=({1: tokens},),
    )


def _quantise(source: Path, target: Path) -> None:
    """Weights as int8, a scale for each channel; activations are scaled as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(source, target, ["MatMul", "Gemm", "Gather"], per_channel=True, weight_type=QuantType.QInt8)
