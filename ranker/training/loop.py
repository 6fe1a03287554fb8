"""One training run by Hugging Face's Trainer: warm-up and decay, clipping, early stopping, checkpoints that resume.

What is trained and on which batches, `ranker.training.run` decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from torch import Tensor, nn
from transformers.trainer_utils import get_last_checkpoint

from ranker.errors import TrainingFailed
from ranker.evaluation.metrics import PRIMARY, ndcg
from ranker.language import LanguageModel
from ranker.network import Encoded, Head, masked
from ranker.training.config import TrainingConfig
from ranker.training.data import Collator, Prepared
from ranker.training.losses import LossFunction, serving

Progress = Callable[[int, int], None]
"""Told (steps done, steps in all)."""
Curve = list[dict[str, float]]
"""What was logged, in order: step, epoch, and loss, learning_rate or eval_ndcg@5."""


AFFINITY = 2.0
"""Of the loss of values, beside that of attributes."""


_MIXED = 4
"""Product types in a batch for a head alone; a language model, which must read all texts, has one."""


class TrainedNetwork(nn.Module):
    """A head, behind a language model if that is trained too; gives the loss of a batch and its scores."""

    def __init__(
        self, head: Head, loss: LossFunction, language: LanguageModel | None = None, anchor: float = 0.0
    ) -> None:
        """`anchor`: as `TrainingConfig.anchor`; what the head is held to is what it is now."""
        super().__init__()
        self.head = head
        self.language = language
        self._loss = loss
        self._anchor = anchor
        self._began = [own.detach().clone() for own in head.parameters()] if anchor else []

    def forward(
        self,
        query: Tensor,
        attributes: Tensor,
        values: Tensor,
        z: Tensor,
        mask: Tensor,
        value_mask: Tensor,
        relevance: Tensor,
        affinities: Tensor,
        vectors: Tensor | None = None,
        ids: Tensor | None = None,
        attention: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Texts come as `vectors`, or as `ids` with `attention`; the rest names them by number."""
        if self.language is not None and ids is not None and attention is not None:
            vectors = _by_length(self.language, ids, attention)
        if vectors is None:
            raise ValueError("vectors: a model without a language model needs them; give the texts encoded")
        found = self.head(Encoded(vectors, query, attributes, values, z))
        scores = found.language + found.adapter
        loss = self._loss(scores, relevance, mask) + AFFINITY * serving(found.affinity, affinities, value_mask)
        if self.training and self._began:
            loss = loss + self._anchor * self._moved()
        return {"loss": loss, "scores": masked(scores, mask)}

    def _moved(self) -> Tensor:
        """Squared distance of the head from where it began."""
        pairs = zip(self.head.parameters(), self._began, strict=True)
        return torch.stack([(own - began.to(own.device)).square().sum() for own, began in pairs]).sum()


def _by_length(language: LanguageModel, ids: Tensor, attention: Tensor) -> Tensor:
    """Vectors of texts, the shorter half read apart: values are a few tokens, requests many, and padding costs as much
    as words."""
    lengths = attention.sum(1)
    order = lengths.argsort()
    read = []
    for part in order.tensor_split(2):
        if len(part):
            longest = int(lengths[part].max())
            read.append(language(ids[part, :longest], attention[part, :longest]))
    return torch.cat(read)[order.argsort()]


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where a run tells how it goes."""

    folder: Path
    """Checkpoints and TensorBoard files."""
    progress: Progress
    weights_and_biases: bool = False


def fit(
    network: TrainedNetwork,
    train: Sequence[Prepared],
    dev: Sequence[Prepared],
    collators: tuple[Collator, Collator],
    config: TrainingConfig,
    reporting: Reporting,
) -> Curve:
    """Trains `network` in place, to its best epoch on `dev`; continues from a checkpoint in the reporting's folder.

    Raises TrainingFailed if the loss is no number any more.
    """
    if reporting.weights_and_biases and find_spec("wandb") is None:
        raise TrainingFailed("wandb is not installed: run .venv/bin/pip install wandb, or leave out --wandb")
    transformers.set_seed(config.seed)
    folder = reporting.folder
    arguments = _arguments(config, folder, reporting, tunes=network.language is not None)
    trainer = _RankerTrainer(
        model=network,
        args=arguments,
        train_dataset=list(train),
        eval_dataset=list(dev),
        data_collator=collators[0],
        compute_metrics=_metrics,
        callbacks=[transformers.EarlyStoppingCallback(config.patience), _Told(reporting.progress)],
        optimizers=(_optimiser(network, config), None),
        dev_collator=collators[1],
        epsilon=config.adversarial if network.language is not None else 0.0,
    )
    trainer.remove_callback(transformers.PrinterCallback)
    checkpoint: str | None = get_last_checkpoint(str(folder)) if folder.is_dir() else None  # type: ignore[no-untyped-call]
    with _felt(network if config.adversarial else None), _threads(None if network.language else 1):
        trainer.train(resume_from_checkpoint=checkpoint)
    curve: Curve = [dict(entry) for entry in trainer.state.log_history]
    if any(not np.isfinite(entry["loss"]) for entry in curve if "loss" in entry):
        raise TrainingFailed("the loss is no number any more; lower the learning rate")
    return curve


@contextmanager
def _felt(network: TrainedNetwork | None) -> Iterator[None]:
    """Gives word embeddings a gradient, by which they are perturbed; they are not trained."""
    if network is None or network.language is None:
        yield
        return
    embeddings = network.language.model.get_input_embeddings().weight
    embeddings.requires_grad_(requires_grad=True)
    try:
        yield
    finally:
        embeddings.requires_grad_(requires_grad=False)


@contextmanager
def _threads(number: int | None) -> Iterator[None]:
    """As many of torch for a while: steps of a head alone are so short that several threads mostly wait for each other,
    fifty times as long where other processes want the cores."""
    before = torch.get_num_threads()
    torch.set_num_threads(number or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _arguments(
    config: TrainingConfig, folder: Path, reporting: Reporting, *, tunes: bool
) -> transformers.TrainingArguments:
    gpu = torch.cuda.is_available()
    half = torch.cuda.is_bf16_supported() if gpu else bool(torch.cpu.get_capabilities().get("avx512_bf16"))
    return transformers.TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=config.batch_size,
        gradient_accumulation_steps=config.accumulation,
        warmup_steps=config.warmup,
        lr_scheduler_type="linear",
        max_grad_norm=config.clip,
        bf16=half and tunes,
        fp16=gpu and not half,
        use_cpu=not gpu and not torch.backends.mps.is_available(),
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model=PRIMARY,
        greater_is_better=True,
        logging_steps=20,
        logging_nan_inf_filter=False,
        label_names=["relevance"],
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        report_to=["tensorboard", *(["wandb"] if reporting.weights_and_biases else [])],
        disable_tqdm=True,
        seed=config.seed,
        data_seed=config.seed,
    )


def _optimiser(network: TrainedNetwork, config: TrainingConfig) -> torch.optim.Optimizer:
    """AdamW with a rate for the language model and one for the rest; biases and norms do not decay."""
    rate = config.language_rate * (1 if config.method == "full" else 10)
    groups: dict[tuple[bool, bool], list[Tensor]] = {(a, b): [] for a in (True, False) for b in (True, False)}
    for name, weights in network.named_parameters():
        if weights.requires_grad:
            groups[name.startswith("language."), weights.ndim > 1].append(weights)
    rates, decays = {True: rate, False: config.learning_rate}, {True: config.weight_decay, False: 0.0}
    return torch.optim.AdamW(
        [{"params": own, "lr": rates[a], "weight_decay": decays[b]} for (a, b), own in groups.items() if own]
    )


class _RankerTrainer(transformers.Trainer):
    """Reads the dev split whole, and can perturb word embeddings against the gradient (FGM)."""

    def __init__(self, *args: Any, dev_collator: Collator, epsilon: float, **named: Any) -> None:
        super().__init__(*args, **named)
        self._dev_collator = dev_collator
        self._epsilon = epsilon

    def get_eval_dataloader(self, eval_dataset: Any = None) -> Any:
        """Batches of the dev split, read by its own collator."""
        chosen: Any = eval_dataset if eval_dataset is not None else self.eval_dataset
        size = self.args.per_device_eval_batch_size
        return torch.utils.data.DataLoader(chosen, batch_size=size, collate_fn=self._dev_collator)

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:  # noqa: ARG002
        block = self.args.per_device_train_batch_size
        if self.model.language is None:  # type: ignore[union-attr]
            block = max(1, block // _MIXED)
        return _Alike(self.train_dataset, block, self.args.seed)  # type: ignore[arg-type]

    def training_step(self, model: Any, inputs: dict[str, Any], num_items_in_batch: Any = None) -> Tensor:
        """A step; with `epsilon`, its gradient is summed with that at the worst near word embeddings."""
        loss: Tensor = super().training_step(model, inputs, num_items_in_batch)
        if self._epsilon:
            embeddings = model.language.model.get_input_embeddings().weight
            shift = self._epsilon * embeddings.grad / embeddings.grad.norm().clamp(min=1e-12)
            embeddings.data.add_(shift)
            super().training_step(model, inputs, num_items_in_batch)
            embeddings.data.sub_(shift)
        return loss


class _Alike(torch.utils.data.Sampler[int]):
    """Examples in random order, but `block` of those about the same attributes together: a batch has a fraction of the
    texts."""

    def __init__(self, examples: Sequence[Prepared], block: int, seed: int) -> None:
        listed: dict[int, list[int]] = {}
        for number, example in enumerate(examples):
            listed.setdefault(id(example.listed), []).append(number)
        self._alike = [np.asarray(numbers) for numbers in listed.values()]
        self._block = block
        self._random = np.random.default_rng(seed)

    def __len__(self) -> int:
        return sum(map(len, self._alike))

    def __iter__(self) -> Iterator[int]:
        drawn = [self._random.permutation(numbers) for numbers in self._alike]
        blocks = [part for own in drawn for part in np.array_split(own, range(self._block, len(own), self._block))]
        for place in self._random.permutation(len(blocks)):
            yield from blocks[place].tolist()


class _Told(transformers.TrainerCallback):
    """Passes the Trainer's steps on to a progress bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Another step is done."""
        self._progress(state.global_step, state.max_steps)

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """All steps are done, or early stopping left some out."""
        self._progress(state.max_steps, state.max_steps)


def _metrics(prediction: transformers.EvalPrediction) -> Mapping[str, float]:
    """Of padded rows: padding has the lowest score and no relevance."""
    scores: Any = prediction.predictions
    relevance: Any = prediction.label_ids
    orders = np.argsort(-scores, axis=1, kind="stable")
    grades = np.maximum(relevance, 0)
    return {PRIMARY: float(np.mean([ndcg(own[order], own) for own, order in zip(grades, orders, strict=True)]))}
