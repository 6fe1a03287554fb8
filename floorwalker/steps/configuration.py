"""How the recommender is configured in a home: for the service, and for what judges a ranker before it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from floorwalker.catalogs import sites_of
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

    home = settings.rooms
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
        kept_knowledge=home.kept_knowledge,
        pages=home.pages,
        sites=sites_of(settings),
        demand=settings.demand,
        demand_half_life_days=settings.demand_half_life_days,
        exploration=Exploration(settings.exploration, settings.exploration_share, settings.exploration_question_share),
        shadow=home.shadow,
        device=settings.device,
    )
