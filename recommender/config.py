"""What the recommender is told at its start; reads nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from data.conversations.sites import ALL, Sites
from data.peers import Hosts
from recommender.engine.exploration import NEVER, Exploration


@dataclass(frozen=True, slots=True)
class RecommenderConfig:
    """Raises ValueError, naming the field, for a number out of range."""

    database_url: str
    """Where the catalog is (`data.catalog.store`)."""
    indexes: Path
    """The folder of all product indexes; its file CURRENT names the current one."""
    language_model: str = ""
    """Hugging Face encoder by name or path; empty: the packaged one. Must be the index's own."""
    query_model: Path | None = None
    """The same model in ONNX, for queries (`retrieval.search.query_encoder`); None: torch reads them too."""
    models: Path | None = None
    """The registry of trained models (`ranker.registry`); None: only the language model as it comes."""
    general: Path | None = None
    """The general ranker as it serves (`ranker.general`): what ranks where no model is promoted, and the language model
    of those that a shop's import adapted. None: statistics alone rank until one is promoted."""
    ranker_variant: str = "auto"
    """How the promoted model runs (`ranker.serving`)."""
    rules: Path | None = None
    """The shop's rules (`ranker.rules_file`); a file that is not there has none."""
    knowledge: Path | None = None
    """The shop's own buying knowledge (`ranker.knowledge.files`), behind ours; a file that is not there adds none."""
    kept_knowledge: Path | None = None
    """A file for our buying knowledge as it was read, which makes starts quicker (`ranker.knowledge.kept`)."""
    pages: Path | None = None
    """The passages of the shop's pages (`retrieval.pages.passages`); a file that is not there has none."""
    token: str = ""
    """What it is to be shown (`recommender.server.guard`); empty: nothing, as in tests."""
    needs_token_to_read: bool = True
    """Whether it is to be shown for what changes nothing too: where others than this host's processes reach it."""
    hosts: Hosts = field(default_factory=Hosts)
    """By which names it is asked, besides addresses and names of this host or its network."""
    demand: bool = True
    """Whether recent demand moves the orders (`recommender.engine.demand_signal`)."""
    sites: Sites = ALL
    """Those that have this catalog: whose demand it is."""
    demand_half_life_days: float = 7.0
    """After so many days, what was asked, clicked or bought counts half."""
    exploration: Exploration = NEVER
    """How often something else than the best is shown or asked, and how far from it."""
    shadow: Path | None = None
    """The folder for what a model in the shadow would have answered; None: it is counted only."""
    device: str = "auto"
    """torch device of the language model."""
    threads: int = 1
    """CPU threads of one forward pass; a query is too short to gain from more."""
    workers: int = 2
    """Requests computed at the same time; more than there are cores only makes each slower."""
    poll_seconds: float = 1.0
    """How often CURRENT is looked at for a new index, and the change log for changes of other processes."""

    def __post_init__(self) -> None:
        for name in ("threads", "workers", "poll_seconds", "demand_half_life_days"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be greater than 0, not {getattr(self, name)}")
