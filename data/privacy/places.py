"""Where shoppers' data lies in the run-time folder, which `floorwalker.home` lays out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The run-time folder, and what of it holds what shoppers said or did."""

    home: Path
    tracker_url: str
    """SQLAlchemy URL of Rasa's conversations: a file in the home, or the shop's PostgreSQL."""

    @property
    def archive(self) -> Path:
        """Old conversations, one file a month (`data.conversations.archive`)."""
        return self.home / "archive"

    @property
    def training(self) -> Path:
        """What trainings made on their way: examples, checkpoints, curves. All of it can be made again."""
        return self.home / "training"

    @property
    def keys(self) -> Path:
        """Keys that nobody else may read."""
        return self.home / "keys"

    @property
    def erased(self) -> Path:
        """What was erased, as hashes: what a restored backup is held against."""
        return self.home / "erased.jsonl"

    @property
    def erasing(self) -> Path:
        """What erasures under way, or interrupted ones, are about."""
        return self.home / "erasing"

    @property
    def records(self) -> tuple[Path, ...]:
        """Folders of files about conversations: logs, reports, comparisons."""
        return tuple(self.home / name for name in ("logs", "report", "shadow", "retraining"))

    @property
    def aging(self) -> tuple[Path, ...]:
        """Folders whose files are kept no longer than conversations. Retraining clears up itself."""
        return self.training, *(folder for folder in self.records if folder.name != "retraining")

    def private(self) -> list[Path]:
        """Every file and folder there is that only its owner may read."""
        files = [self.erased, *self.home.glob("*.key"), *self._databases()]
        folders = [self.archive, self.training, self.keys, self.erasing, self.home / "bot", *self.records]
        inside = [path for folder in folders if folder.is_dir() for path in folder.rglob("*")]
        return [path for path in (*files, *folders, *inside) if path.exists() and not path.is_symlink()]

    def _databases(self) -> list[Path]:
        """SQLite files with what belongs to them, and copies that were made beside them."""
        return [path for path in self.home.glob("*.db*") if not path.name.startswith("embeddings")]
