"""The language model as a module that can be trained, exported and saved: token ids to unit vectors.

The same pooling as the retrieval's encoder (mean, L2), so that a model that was not tuned gives the same vectors.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from ranker.errors import TrainingFailed

_LOW_RANK, _LOW_RANK_SCALE, _PREFIX_TOKENS = 16, 32, 8


class LanguageModel(nn.Module):
    """An encoder with its tokeniser; `model` may be wrapped for parameter-efficient tuning."""

    def __init__(self, model: Any, tokeniser: Any, most_tokens: int) -> None:
        super().__init__()
        self.model = model
        self.tokeniser = tokeniser
        self.most_tokens = min(most_tokens, getattr(model.config, "max_position_embeddings", most_tokens))

    @classmethod
    def load(cls, source: str | Path, most_tokens: int, layers: int = 0) -> LanguageModel:
        """Loads a folder or a cached model, with evenly spaced `layers` of it. Raises TrainingFailed."""
        try:
            tokeniser = AutoTokenizer.from_pretrained(str(source), local_files_only=True)
            model = AutoModel.from_pretrained(
                str(source), local_files_only=True, dtype=torch.float32, attn_implementation="eager"
            )
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise TrainingFailed(f"language_model: cannot load {source} ({reason}); name a folder on disk") from error
        if layers:
            _keep_layers(model, layers)
        return cls(model, tokeniser, most_tokens)

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return int(self.model.config.hidden_size)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Unit vectors, (texts, dimension)."""
        states = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1)
        return nn.functional.normalize(mean, dim=1)

    @torch.inference_mode()
    def encode(self, texts: Sequence[str], batch_size: int = 64) -> Tensor:
        """Unit vectors without gradients, (texts, dimension) on the CPU, in the order given."""
        self.eval()
        device = next(self.parameters()).device
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = torch.empty(len(texts), self.dimension)
        for start in range(0, len(order), batch_size):
            part = order[start : start + batch_size]
            tokens = tokenised(self.tokeniser, [texts[i] for i in part], self.most_tokens, "pt").to(device)
            vectors[part] = self(tokens["input_ids"], tokens["attention_mask"]).float().cpu()
        return vectors

    def save(self, folder: Path) -> None:
        """Writes weights and tokeniser as Hugging Face does; low-rank updates are merged."""
        model = self.model.merge_and_unload() if hasattr(self.model, "merge_and_unload") else self.model
        model.save_pretrained(str(folder))
        self.tokeniser.save_pretrained(str(folder))


def tokenised(tokeniser: Any, texts: Sequence[str], most_tokens: int, tensors: Literal["np", "pt"]) -> Any:
    """`input_ids` and `attention_mask` of texts, (texts, longest) each."""
    limits = {"truncation": True, "max_length": most_tokens, "padding": True}
    return tokeniser(list(texts), **limits, return_tensors=tensors, return_token_type_ids=False)


def tuned(language: LanguageModel, method: str) -> LanguageModel:
    """The model prepared for the method: all weights, low-rank updates, or a prefix are trainable."""
    from peft import LoraConfig, PrefixTuningConfig, TaskType, get_peft_model

    task = TaskType.FEATURE_EXTRACTION
    warnings.filterwarnings("ignore", "`is_gradient_checkpointing`", FutureWarning)  # peft asks transformers for it
    if method == "lora":
        low_rank = LoraConfig(
            task_type=task, r=_LOW_RANK, lora_alpha=_LOW_RANK_SCALE, lora_dropout=0.05, target_modules="all-linear"
        )
        language.model = get_peft_model(language.model, low_rank)
    elif method == "prefix":
        prefix = PrefixTuningConfig(task_type=task, num_virtual_tokens=_PREFIX_TOKENS)
        language.model = get_peft_model(language.model, prefix)
        # A second name for the model's own, which a prefix does not use, and which a checkpoint would refuse.
        del language.model.word_embeddings
    elif method == "full":
        # Words stay where they are: what is learned of some must not move them away from those like them.
        language.model.get_input_embeddings().weight.requires_grad_(requires_grad=False)
    return language


def _keep_layers(model: Any, count: int) -> None:
    """Keeps `count` of the layers, evenly spaced, the last among them. Raises TrainingFailed."""
    encoder: Any = getattr(model, "encoder", None)
    layers = getattr(encoder, "layer", None)
    if layers is None or not 1 <= count <= len(layers):
        have = len(layers) if layers is not None else "no known"
        raise TrainingFailed(f"layers must lie between 1 and the model's own ({have}), not {count}")
    kept = torch.linspace(0, len(layers) - 1, count).round().int().tolist() if count > 1 else [len(layers) - 1]
    encoder.layer = nn.ModuleList(layers[i] for i in kept)
    model.config.num_hidden_layers = count
