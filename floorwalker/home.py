"""Where everything made at run time lives: one folder, whose rooms are named here and nowhere else."""

from __future__ import annotations

from pathlib import Path

GAUGES = "floorwalker.prom"
"""The report's gauges for Prometheus, in its folder."""

DASHBOARDS = "dashboards.json"
"""What the console shows of the report, in its folder."""


class Home:
    """The run-time folder. Only the trained models are precious, and the database, which may live elsewhere.

    `catalog`: which of several catalogs the rooms are of that each has for itself; empty: the main one.
    """

    def __init__(self, root: Path, catalog: str = "") -> None:
        self.root = root
        self.is_main = not catalog
        self.catalogs = root / "catalogs"
        """The rooms of catalogs besides the main one, a folder each."""
        own = self.catalogs / catalog if catalog else root
        self.indexes = own / "index"
        """Versioned product indexes, and the pointer to the current one."""
        self.models = own / "models"
        """Trained rankers by version, and which of them is promoted."""
        self.rules = own / "rules.yaml"
        """The shop's rules on attributes, where no other file is named."""
        self.knowledge = own / "knowledge.yaml"
        """The shop's own buying knowledge, where it has any."""
        self.pages = own / "pages.json"
        """The passages of the shop's own pages."""
        self.training = own / "training"
        """Checkpoints and curves of trainings; can be removed when none runs."""
        self.examples = self.training / "examples.jsonl.gz"
        """The examples of the last training."""
        self.vocabulary = own / "vocabulary.json"
        """The catalog's words, as the assistant links them."""
        self.shadow = own / "shadow"
        """What models in the shadow would have answered, a file a version."""
        self.demo = root / "demo"
        """The generated demo catalog: its lines, mapping, pictures and stock."""
        self.demo_shop = self.demo / "current"
        """Stands there while the current pages are the demo's: then its made-up orders are current too."""
        self.demo_stock = self.demo / "stock"
        """The demo's products as its storefront reads them."""
        self.storefront = self.demo / "shop"
        """The same, while the current catalog is the demo's."""
        self.kept_knowledge = root / "knowledge.kept.json"
        """Our buying knowledge as it was read before, for quicker starts."""
        self.retraining = root / "retraining"
        """Reports of retrainings from conversations, and the record of them."""
        self.answers = root / "lessons"
        """What a chat model taught about the shop's product types; paid for, so worth keeping."""
        self.embeddings = root / "embeddings.db"
        """The cache of product embeddings, by model and text."""
        self.query_models = root / "queries"
        """The language model in ONNX, as the recommender reads queries with it."""
        self.general = root / "general"
        """The general ranker as the recommender serves it."""
        self.report = root / "report"
        """The last report on the shop's conversations."""
        self.gauges = self.report / GAUGES
        """What the gateway passes on of it to Prometheus."""
        self.dashboards = self.report / DASHBOARDS
        """What the gateway shows of it in the console."""
        self.assistant = root / "bot" / "assistant.tar.gz"
        """The trained Rasa model."""
        self.tracker = root / "bot"
        """Where Rasa keeps its conversations."""
        self.turns = root / "turns"
        """The shop's own lines on what messages do, and the models that learned from them and from the log."""
        self.archive = root / "archive"
        """Old conversations, moved out of the database."""
        self.keys = root / "keys"
        """What encrypts personal data on loan to conversations, one file a day, for as long as anything needs it;
        agents' second factors; and what shoppers' ids are hashed with."""
        self.inner_token = self.keys / "inner.token"
        """What the processes show each other, where the settings name nothing."""
        self.uploads = root / "uploads"
        """Files that were given in the console, while they are read."""
        self.feeds = root / "feeds"
        """The last good file of each feed, and the one that comes."""
        self.processes = root / "processes.json"
        """How the processes of `floorwalker up` fare (`floorwalker.processes.record`)."""
        self.logs = root / "logs"
        """One log file a process."""
