"""What the console is let know of models and catalog: put up in the database after each change, since the gateway sees
neither, and may run on another machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.catalog.store import CatalogStore
from data.conversations.log import now
from data.steering import boards
from floorwalker.catalogs import names
from floorwalker.home import Home
from floorwalker.settings import Settings
from ranker.errors import ModelInvalid
from ranker.registry import Registry

if TYPE_CHECKING:
    from sqlalchemy import Engine

_REPORTS = ("retraining.md", "report.md")
"""Of a version's reports, the first that is there."""
_MOST_CHARACTERS = 40_000
_MOST_VERSIONS = 30


class Boards:
    """Keeps the boards as models and catalogs are. `refresh` is cheap where nothing changed."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._engine = engine
        self._stores = {name: CatalogStore(engine, name) for name in ("", *names(settings.catalogs))}
        self._registry = Registry(Home(settings.home).models)
        self._shown: tuple[object, object] = (None, None)

    def refresh(self) -> None:
        """Puts up what changed since the last time, and everything at the first."""
        models, catalog = self._state_of_models(), self._state_of_catalogs()
        if models != self._shown[0]:
            boards.put_up(self._engine, "models", models_board(self._registry), now())
        if catalog != self._shown[1]:
            for name, store in self._stores.items():
                boards.put_up(self._engine, "catalog", catalog_board(store), now(), name)
        self._shown = (models, catalog)

    def _state_of_models(self) -> object:
        registry = self._registry
        return registry.stamp(), registry.trial_stamp(), registry.versions()

    def _state_of_catalogs(self) -> object:
        active = (store.active() for store in self._stores.values())
        return [one.version if one else "none" for one in active]


def models_board(registry: Registry) -> dict[str, Any]:
    """Every version with its figures, gate and report, the newest first; which one serves, what is on trial, and what a
    rollback would bring back."""
    problem, history = "", tuple[str, ...]()
    try:
        history = registry.history()
    except ModelInvalid as error:
        problem = str(error)
    plan = registry.trial()
    readable = registry.list()[:_MOST_VERSIONS]
    names = {manifest.version for manifest in registry.list()}
    return {
        "promoted": history[-1] if history else None,
        "before": history[-2] if len(history) > 1 else None,
        "trial": plan.model_dump(mode="json") if plan else None,
        "problem": problem,
        "broken": [_broken(registry, version) for version in registry.versions() if version not in names],
        "models": [
            {
                "version": one.version,
                "created_at": one.created_at.isoformat(),
                "kind": one.kind,
                "base_model": one.base_model,
                "catalog_version": one.catalog_version,
                "figures": one.metrics,
                "config": one.config,
                **_report(registry.folder(one.version) / "report"),
            }
            for one in readable
        ],
    }


def _broken(registry: Registry, version: str) -> dict[str, str]:
    try:
        registry.show(version)
    except ModelInvalid as error:
        return {"version": version, "problem": str(error)}
    return {"version": version, "problem": ""}


def _report(folder: Path) -> dict[str, Any]:
    """The report in Markdown, and the gate's lines in it."""
    for name in _REPORTS:
        try:
            text = (folder / name).read_text(encoding="utf-8")[:_MOST_CHARACTERS]
        except (OSError, UnicodeDecodeError):
            continue
        lines = [line[2:] for line in text.splitlines() if line.startswith(("- passes", "- fails"))]
        return {"report": text, "gate": [*lines, *_headline(folder)]}
    return {"report": "", "gate": []}


def _headline(folder: Path) -> list[str]:
    try:
        return [str(json.loads((folder / "retraining.json").read_text(encoding="utf-8"))["headline"])]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def catalog_board(store: CatalogStore) -> dict[str, Any]:
    """The current catalog, with the report of its import; empty before the first."""
    active, at = store.active(), store.imported_at()
    if active is None or at is None:
        return {}
    return {
        "version": active.version,
        "imported_at": at.isoformat() + "Z",
        "products": active.products,
        "report": dict(active.report),
    }
