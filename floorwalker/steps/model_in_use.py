"""The model that serves now, taken apart: what it ranks like with and without what it learned from conversations, and
how another is made of it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from floorwalker.errors import StepFailed
from floorwalker.settings import Settings
from floorwalker.steps.beginnings import Base
from floorwalker.steps.configuration import recommender_config
from floorwalker.steps.general_export import served_general
from learning.timeline import as_logged
from ranker.candidates import AttributeRanker, Encode
from ranker.encoding import Kept
from ranker.experience import EXPERIENCE, Experience, write_experience
from ranker.experienced import ExperiencedModel, ExperiencedRanker
from ranker.export import read_head, write_head
from ranker.network import Head
from ranker.registry import MANIFEST, Manifest, Registry
from ranker.served_head import HEAD, LANGUAGE, SHAPE
from ranker.serving import LearnedRanker
from recommender.live.rankers import Rankers, load_served
from recommender.metrics import Metrics

if TYPE_CHECKING:
    from recommender.engine.recommender import Recommender

REPORT = "report"


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """What serves, and the head, language model and experience that it is made of."""

    version: str
    folder: Path
    """Of its files: the promoted version, or the general ranker."""
    manifest: Manifest | None
    """None of the general ranker."""
    ranker: AttributeRanker
    """As it serves."""
    plain: LearnedRanker
    """Without what it learned from conversations."""
    encode: Encode
    base: Base

    @property
    def learned_until(self) -> datetime | None:
        """When the last conversation began that it learned from, in UTC without a zone, as the log has it."""
        learned = self.ranker.experience if isinstance(self.ranker, ExperiencedRanker) else None
        until = learned.until if learned else None
        return None if until is None else as_logged(until)

    def head(self) -> Head:
        """Its head, to be trained on."""
        return read_head(self.folder)

    def with_head(self, head: Head) -> LearnedRanker:
        """The model without experience, with another head."""
        return LearnedRanker(
            "tuned", head.served(), self.encode, shares_queries=False, fingerprint=self.plain.fingerprint
        )

    def write(self, staged: Path, experience: Experience, head: Head | None) -> None:
        """Writes a version made of it: with this experience, and with another head if one is given."""
        if self.manifest is None:
            for name in (HEAD, SHAPE):
                shutil.copy(self.folder / name, staged / name)
        else:
            leave = shutil.ignore_patterns(MANIFEST, EXPERIENCE, REPORT)
            shutil.copytree(self.folder, staged, ignore=leave, dirs_exist_ok=True)
        if head is not None:
            write_head(staged, head)
        write_experience(staged, experience)


def model_in_use(settings: Settings, recommender: Recommender, base: Base) -> ModelInUse:
    """What the service would load, prepared for the recommender's catalog. Raises StepFailed and RankerError."""
    config = replace(recommender_config(settings), threads=os.cpu_count() or 1)
    rankers = Rankers(config, load_served, Metrics())
    loaded = rankers.take_up(recommender)
    if rankers.reason is not None:
        raise StepFailed(f"the model in use cannot be loaded: {rankers.reason}", "floorwalker models rollback")
    if not isinstance(loaded, LearnedRanker | ExperiencedModel):
        raise StepFailed("no model ranks here, so there is none to go on from", "train one first: floorwalker train")
    registry = Registry(settings.rooms.models)
    folder = registry.current()
    manifest = registry.show(folder.name) if folder else None
    own = folder or served_general(settings)
    if own is None:
        raise StepFailed("no model ranks here, so there is none to go on from", "train one first: floorwalker train")
    encode: Encode = Kept(loaded.encode) if folder and (folder / LANGUAGE).exists() else base.encode
    ranker = loaded.reading(encode, loaded.version)
    plain = ranker.base if isinstance(ranker, ExperiencedModel) else ranker
    if not isinstance(plain, LearnedRanker):
        raise StepFailed(f"{loaded.version} has no head to go on from", "train one first: floorwalker train")
    return ModelInUse(loaded.version, own, manifest, ranker, plain, encode, base)
