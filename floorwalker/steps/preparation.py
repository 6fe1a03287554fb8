"""What must be done before the assistant can run: demo catalog, import, index, training of the assistant.

Each step compares a fingerprint of what it is made from with the one of its last result, and is skipped when
nothing changed. A step that fails leaves the last good result in place.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from data.catalog.store import CatalogStore
from data.database import connect, upgrade
from floorwalker.bound import bound
from floorwalker.environments import QUIET, RASA_PYTHON
from floorwalker.errors import StepFailed
from floorwalker.settings import ROOT, Settings
from floorwalker.steps import Track
from floorwalker.steps.catalog_imports import CatalogImports, CatalogRead, Source

if TYPE_CHECKING:
    from data.catalog.changes import Change, ChangeLog
    from data.catalog.products import Catalog
    from data.catalog.reports import ImportReport
    from ranker.registry import Manifest, Registry

DEMO_SEED = 7
KEPT_MODELS = 5
_OF_RASA = ("components", "data/nlu", "dialogue", "domain", "responses", "training")
"""What the Rasa model is made of and read with, in the folder of the bot."""
_IMPORT = "run: floorwalker import FILE"


class Preparation:
    """The steps for one catalog, on one home folder and database."""

    def __init__(self, settings: Settings, track: Track) -> None:
        self._settings = settings
        self._track = track
        self._home = settings.rooms
        self._named = f" {settings.catalog}" if settings.catalog else ""
        self._option = f" --catalog{self._named}" if settings.catalog else ""

    def store(self) -> CatalogStore:
        """The catalog store, its schema brought up to date first."""
        for folder in (self._settings.home, self._home.vocabulary.parent):
            folder.mkdir(parents=True, exist_ok=True)
        upgrade(self._settings.database)
        return CatalogStore(connect(self._settings.database), self._settings.catalog)

    @property
    def name(self) -> str:
        """Of the catalog; empty: the main one."""
        return self._settings.catalog

    def refuse_missing(self) -> None:
        """Raises StepFailed where this is no main catalog, which the demo's stands in for, and was never imported."""
        if self.name and self.store().active() is None:
            raise StepFailed(f"nothing was imported as the catalog{self._named}", f"{_IMPORT}{self._option}")

    def demo(self) -> Source:
        """Draws up the demo catalog, unless it stands there as this version of the generator makes it."""
        from data.demo import generate

        folder = self._home.demo
        fingerprint = _fingerprint(sorted((ROOT / "data" / "demo").rglob("*.*")), extra=str(DEMO_SEED))
        if not _is_current(folder / "fingerprint", fingerprint):
            generate(folder, seed=DEMO_SEED)
            (folder / "fingerprint").write_text(fingerprint, encoding="utf-8")
        return Source(folder / "catalog.jsonl", "jsonl", folder / "mapping.yaml")

    def imports(self) -> CatalogImports:
        """What reads catalog files and makes them current, on the same home and database."""
        return CatalogImports(self._settings, self.store(), self._track)

    def import_catalog(self, source: Source) -> ImportReport:
        """Imports the source as the new active catalog; the report says so if it is the active one already."""
        imports = self.imports()
        return self.take(imports, imports.read(source))

    def take(self, imports: CatalogImports, read: CatalogRead) -> ImportReport:
        """Makes what was read the active catalog, with its words."""
        report = imports.take(read)
        self.export_vocabulary()
        return report

    def index(self, *, changes: bool = False) -> bool:
        """Builds and publishes the index of the active catalog; False if the published one is of it already.

        With `changes`, one that lacks changes made since the import is built again, with them.
        """
        from floorwalker.steps.general_export import write_general_served
        from floorwalker.steps.query_export import write_query_model
        from retrieval.search.encoder import packaged_model

        store = self.store()
        active = store.active()
        if active is None:
            raise StepFailed(f"there is no catalog{self._named} to index", f"{_IMPORT}{self._option}")
        write_query_model(self._settings.language_model or packaged_model(), self._home.query_models)
        write_general_served(self._settings)
        current = self._is_indexed(active.version, self._log().last(active.version) if changes else 0)
        if not current:
            self._build_index(store, self._log().since(active.version))
        self.export_vocabulary()  # synonyms may be newer than the index
        return not current

    def is_indexed(self) -> bool:
        """Whether the published index is of the active catalog; also if there is none to index."""
        active = self.store().active()
        return active is None or self._is_indexed(active.version, 0)

    def _log(self) -> ChangeLog:
        from data.catalog.changes import ChangeLog

        return ChangeLog(connect(self._settings.database))

    def export_vocabulary(self) -> bool:
        """Writes the words of the active catalog, with its changes and synonyms; False if they are there already."""
        from data.catalog.vocabulary_file import VocabularyFile

        store = self.store()
        active = store.active()
        if active is None:
            raise StepFailed(f"there is no catalog{self._named} whose words to export", f"{_IMPORT}{self._option}")
        synonyms = self._synonyms()
        made_from = [
            *(ROOT / "data" / "catalog" / name for name in ("vocabulary.py", "vocabulary_file.py")),
            ROOT / "language" / "words.py",
            *sorted((ROOT / "language" / "languages").iterdir()),
        ]
        state = json.dumps([active.version, self._log().last(active.version), synonyms])
        stamp, fingerprint = self._home.vocabulary.with_suffix(".fingerprint"), _fingerprint(made_from, extra=state)
        if self._home.vocabulary.exists() and _is_current(stamp, fingerprint):
            return False
        catalog = _folded(store.load(), self._log().since(active.version))
        VocabularyFile.from_catalog(catalog, synonyms).write(self._home.vocabulary)
        stamp.write_text(fingerprint, encoding="utf-8")
        return True

    def _synonyms(self) -> dict[str, tuple[str, ...]]:
        """The shop's own before the general ones; rules that cannot be used are the recommender's to refuse."""
        from language.lexicon import LEXICON
        from ranker.errors import RulesInvalid
        from ranker.rules_file import read_rules

        rules = self._settings.rules or self._home.rules
        try:
            own = read_rules(rules).synonyms if rules.exists() else {}
        except RulesInvalid:
            own = {}
        return {**LEXICON.things, **{word: tuple(equal) for word, equal in own.items()}}

    def _is_indexed(self, catalog_version: str, sequence: int) -> bool:
        from retrieval.errors import IndexNotReadable
        from retrieval.search.index import current, read_manifest

        published = current(self._home.indexes)
        if published is None:
            return False
        try:
            manifest = read_manifest(published)
        except IndexNotReadable:  # of an older version of the code, or broken
            return False
        wanted = catalog_version, self._settings.language_model
        return (manifest.catalog_version, manifest.language_model) == wanted and manifest.sequence >= sequence

    def _build_index(self, store: CatalogStore, changes: Sequence[Change]) -> None:
        from retrieval.search.embedding_cache import EmbeddingCache
        from retrieval.search.encoder import Encoder
        from retrieval.search.index import ProductIndex, publish

        encoder = Encoder(self._settings.language_model, device=self._settings.device)
        with EmbeddingCache(self._home.embeddings) as cache:
            folder = ProductIndex.build(
                _folded(store.load(), changes),
                encoder,
                self._home.indexes,
                cache=cache,
                progress=self._track("Embedding the products"),
                sequence=changes[-1].sequence if changes else 0,
            )
        publish(folder)

    def train_ranker(self) -> str:
        """Fits the general ranker to a catalog that has none of its own; says in a line what came of it.

        A model that the shop trained itself is never replaced. A catalog of which nothing can be learned is no failure:
        the general ranker serves it.
        """
        from floorwalker.steps.day_one import day_one
        from floorwalker.steps.training import QUICK, Order, Training
        from ranker.errors import RankerError
        from ranker.registry import Registry

        active, registry = self.store().active(), Registry(self._home.models)
        if active is None or not self._settings.train_ranker:
            return ""
        if any(self._is_fitted(other, active.version, asdict(QUICK)) for other in self._chosen(registry)):
            return ""
        try:
            outcome = Training(self._settings, self._track).run(Order(QUICK, full=False))
        except (RankerError, ImportError) as error:
            return f"The ranker was not fitted to the catalog, so the one before serves it: {error}"
        reference = day_one(registry)
        registry.prune(KEPT_MODELS, also=[reference] if reference else [])
        if not outcome.passes:
            failed = next(line for line in outcome.verdict if line.startswith("fails"))
            return f"{outcome.version} is not promoted, so the ranker before serves on ({failed})."
        registry.promote(outcome.version)
        return f"The ranker {outcome.version} is trained and promoted."

    def _chosen(self, registry: Registry) -> list[Manifest]:
        """The versions, without those that learned from conversations and do not serve: nobody decided on them."""
        from floorwalker.steps.day_one import RETRAINED

        current = registry.current()
        serving = current.name if current else None
        return [one for one in registry.list() if one.kind != RETRAINED or one.version == serving]

    def _is_fitted(self, model: Manifest, catalog: str, quick: dict[str, object]) -> bool:
        """Whether a model is of the catalog and the general ranker that are here, or the shop's own choice."""
        from floorwalker.steps.general_export import served_general

        general = served_general(self._settings)
        if quick | model.config != quick:  # an older version may lack what a training can be told by now
            return True
        return model.catalog_version == catalog and (general is None or model.base_model_hash == general.name)

    def train_assistant(self) -> bool:
        """Trains the Rasa model, which holds for any catalog; False if the one there is of this code already."""
        home = self._home
        folders = [ROOT / "language", *(ROOT / "bot" / name for name in _OF_RASA)]
        files = [ROOT / "bot" / "config.yml", *(file for folder in folders for file in folder.rglob("*"))]
        made_from = sorted(file for file in files if file.suffix in {".yml", ".yaml", ".py"} and file.is_file())
        stamp, fingerprint = home.assistant.with_suffix(".fingerprint"), _fingerprint(made_from)
        if home.assistant.exists() and _is_current(stamp, fingerprint):
            return False
        if not RASA_PYTHON.exists():
            raise StepFailed("the environment of Rasa (.venv-rasa) is missing", "run: make setup")
        self._train()
        stamp.write_text(fingerprint, encoding="utf-8")
        return True

    def _train(self) -> None:
        from retrieval.search.encoder import packaged_model

        home = self._home
        home.logs.mkdir(parents=True, exist_ok=True)
        log = home.logs / "train-assistant.log"
        command: list[str | Path] = [RASA_PYTHON, ROOT / "bot" / "training" / "train.py", "--out", home.assistant]
        command += ["--tokeniser", packaged_model() / "tokenizer.json"]
        with log.open("wb") as output:
            done = subprocess.run(
                bound(command), stdout=output, stderr=output, env={**os.environ, **QUIET}, check=False
            )
        if done.returncode != 0:
            tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])
            raise StepFailed(f"the assistant could not be trained:\n{tail}", f"read {log}; run: floorwalker doctor")


def _folded(catalog: Catalog, changes: Sequence[Change]) -> Catalog:
    """The catalog after changes; without any, nothing heavy is imported."""
    if not changes:
        return catalog
    from recommender.engine.snapshot import folded

    return folded(catalog, changes)[0]


def _fingerprint(files: Iterable[Path], extra: str = "") -> str:
    digest = hashlib.sha256(extra.encode())
    for file in files:
        if "__pycache__" not in file.parts:
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_current(stamp: Path, fingerprint: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint
