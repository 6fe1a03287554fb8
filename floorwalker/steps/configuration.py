"""How the recommender is configured in a home: for the service, and for what judges a ranker before it serves."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from floorwalker.home import Home
from floorwalker.settings import Settings

if TYPE_CHECKING:
    from recommender.config import RecommenderConfig


def recommender_config(settings: Settings) -> RecommenderConfig:
    """The configuration, with what the preparation has written."""
    from floorwalker.steps.general_export import served_general
    from floorwalker.steps.query_export import query_model
    from recommender.config import RecommenderConfig
    from recommender.engine.exploration import Exploration
    from retrieval.search.encoder import packaged_model

    home = Home(settings.home)
    quick = query_model(settings.language_model or packaged_model(), home.query_models)
    general = served_general(settings)
    return RecommenderConfig(
        database_url=settings.database,
        indexes=home.indexes,
        language_model=settings.language_model,
        query_model=quick if quick.is_file() else None,
        models=home.models,
        general=general if general and general.is_dir() else None,
        ranker_variant=settings.ranker_variant,
        rules=settings.rules or home.rules,
        knowledge=settings.knowledge or home.knowledge,
        pages=home.pages,
        demand=settings.demand,
        demand_half_life_days=settings.demand_half_life_days,
        exploration=Exploration(settings.exploration, settings.exploration_share, settings.exploration_question_share),
        shadow=home.shadow,
        device=settings.device,
    )


def assignment_key(settings: Settings) -> bytes:
    """The key by which shoppers fall into shares: the settings', or the home's, made at the first call."""
    if named := settings.assignment_key.get_secret_value():
        return named.encode("utf-8")
    path = Home(settings.home).assignment_key
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, made = tempfile.mkstemp(dir=path.parent)  # only its owner may read it
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was first
            os.link(made, path)
        Path(made).unlink()
    return path.read_bytes()
