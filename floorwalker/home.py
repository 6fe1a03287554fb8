"""Where everything made at run time lives: one folder, whose rooms are named here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The run-time folder. Only the trained models are precious, and the database, which may live elsewhere."""

    root: Path

    @property
    def demo(self) -> Path:
        """The generated demo catalog: its lines, mapping and pictures."""
        return self.root / "demo"

    @property
    def demo_shop(self) -> Path:
        """Stands there while the current pages are the demo's: then its made-up orders are current too."""
        return self.demo / "current"

    @property
    def indexes(self) -> Path:
        """Versioned product indexes, and the pointer to the current one."""
        return self.root / "index"

    @property
    def models(self) -> Path:
        """Trained rankers by version, and which of them is promoted."""
        return self.root / "models"

    @property
    def rules(self) -> Path:
        """The shop's rules on attributes, where no other file is named."""
        return self.root / "rules.yaml"

    @property
    def pages(self) -> Path:
        """The passages of the shop's own pages."""
        return self.root / "pages.json"

    @property
    def training(self) -> Path:
        """Checkpoints and curves of trainings; can be removed when none runs."""
        return self.root / "training"

    @property
    def examples(self) -> Path:
        """The examples of the last training."""
        return self.training / "examples.jsonl.gz"

    @property
    def embeddings(self) -> Path:
        """The cache of product embeddings, by model and text."""
        return self.root / "embeddings.db"

    @property
    def nlu(self) -> Path:
        """Training data of the assistant, generated from the catalog."""
        return self.root / "bot" / "generated"

    @property
    def vocabulary(self) -> Path:
        """The catalog's words, as the assistant links them."""
        return self.root / "vocabulary.json"

    @property
    def sentence_models(self) -> Path:
        """The language model as Rasa's environment runs it."""
        return self.root / "bot" / "sentence"

    @property
    def query_models(self) -> Path:
        """The language model in ONNX, as the recommender reads queries with it."""
        return self.root / "queries"

    @property
    def assistant(self) -> Path:
        """The trained Rasa model."""
        return self.root / "bot" / "assistant.tar.gz"

    @property
    def tracker(self) -> Path:
        """Where Rasa keeps its conversations."""
        return self.root / "bot"

    @property
    def logs(self) -> Path:
        """One log file a process."""
        return self.root / "logs"
