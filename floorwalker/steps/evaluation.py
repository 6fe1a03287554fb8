"""The report on a model that was just trained: which systems it is held against, and whether it may go into force."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from data.catalog.products import BUILT_IN, Catalog
from floorwalker.settings import Settings
from floorwalker.steps import Track
from ranker.candidates import AttributeRanker, Vectors
from ranker.evaluation.baselines import ZeroShot, learned, statistics
from ranker.evaluation.fairness import fairness
from ranker.evaluation.metrics import PRIMARY, Bootstrap, Interval, kendall_correlation, rank_correlation
from ranker.evaluation.rendering import render
from ranker.evaluation.report import Report, Systems, evaluate, few_shot, held_out, robustness, sampled
from ranker.examples import Example, data_card
from ranker.perturbations import misspelt
from ranker.serving import LearnedRanker, load_ranker

if TYPE_CHECKING:
    from ranker.training.config import TrainingConfig
    from ranker.training.run import Trained
    from recommender.engine.recommender import Recommender

OURS = "ours"
BOUND_SHARE = 0.9
"""An attribute is one brand's if that brand sells this share of the products that state it."""
_LEAST_STATING = 5
_QUICK_REQUESTS = 300
_ASKED = 200
"""Queries of held-out products that the whole service answers twice."""


class Evaluation:
    """One report. Our model is read from its files and asked as the service asks it."""

    def __init__(
        self,
        recommender: Recommender,
        examples: Sequence[Example],
        config: TrainingConfig,
        trained: Trained,
        settings: Settings,
        track: Track,
    ) -> None:
        self._recommender = recommender
        self._encode = recommender.snapshot.encoder.encode
        self._examples = examples
        self._config = config
        self._trained = trained
        self._settings = settings
        self._track = track
        self._vectors: dict[str, Vectors] = {}

    def write(self, model: Path, folder: Path, *, full: bool) -> tuple[dict[str, float], bool]:
        """Evaluates the model folder and writes the report; gives its figures and whether it passes.

        It passes if it is at least as good as the hand-made ranker on every held-out set.
        """
        ours = load_ranker(model, self._encode, self._settings.ranker_variant, self._settings.device)
        ours.version = OURS
        hand_made = self._recommender.ranker  # what a recommender of `floorwalker.steps.training` has
        train = [example for example in self._examples if example.split == "train"]
        dev = [example for example in self._examples if example.split == "dev"]
        baselines: list[AttributeRanker] = [*statistics(), ZeroShot(self._encode), *learned(train, dev)]
        systems = Systems([*baselines, hand_made, ours], self._encode)
        scored = self._examples if full else self._some()
        report = evaluate(systems, ours, scored, relatives=[hand_made.version], progress=self._track("Evaluating"))
        report.robustness.update(robustness(systems, ours, scored, {}))
        report.fairness.update(self._fairness(systems, ours, scored))
        if full:
            kendall = robustness(systems, ours, scored, {}, kendall_correlation)
            report.robustness_kendall.update(kendall)
            report.robustness["one typo, found and ranked again"] = self._service_robustness(ours)
            report.few_shot.update(few_shot(systems, self._shots, hand_made, self._examples))
        render(report, data_card(self._examples), folder)
        return _figures(report), _passes(report, hand_made.version)

    def _shots(self, examples: Sequence[Example], seed: int) -> AttributeRanker:
        """Heads over our language model, trained on a few examples."""
        from dataclasses import replace

        import torch

        from ranker.network import Heads
        from ranker.training.data import TextTable, prepare
        from ranker.training.loop import Reporting
        from ranker.training.run import split_of, train_head

        table = TextTable()
        train_set = prepare(examples, table)
        dev_set = prepare(split_of(self._examples, "dev"), table)
        vectors = torch.from_numpy(self._encode_once(table.texts))
        config = replace(self._config, seed=seed, seeds=1, augmented=0)
        with tempfile.TemporaryDirectory() as folder:
            reporting = Reporting(Path(folder), lambda _done, _total: None)
            head, _ = train_head(vectors, train_set, dev_set, config, reporting)
        heads = Heads([head])
        return LearnedRanker(f"{len(examples)} examples", heads, self._encode_once, shares_queries=False)

    def _encode_once(self, texts: Sequence[str]) -> Vectors:
        """By our language model; every head of the few-shot curve reads the same texts."""
        missing = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        if missing:
            self._vectors.update(zip(missing, self._trained.language.encode(missing).numpy(), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    def _service_robustness(self, ours: AttributeRanker) -> Interval:
        """Rank correlation of whole answers before and after a typo, which changes the products found too.

        Over the attributes of both answers; one that is missing from an answer has no weight there.
        """
        random = np.random.default_rng(0)
        self._recommender.ranker = ours
        queries = list(dict.fromkeys(e.query for e in self._examples if e.split in ("products", "types")))
        correlations, asked = [], []
        for query in queries[:_ASKED]:
            altered = misspelt(query, random)
            if altered == query:
                continue
            before, after = (self._weights(text) for text in (query, altered))
            names = sorted({*before, *after})
            pair = [np.asarray([weights.get(name, 0.0) for name in names]) for weights in (before, after)]
            correlations.append(rank_correlation(*pair))
            asked.append(query)
        return Bootstrap(asked).mean(np.asarray(correlations))

    def _weights(self, query: str) -> dict[str, float]:
        from recommender.protocol.recommend import RecommendRequest

        response = self._recommender.recommend(RecommendRequest(query=query))
        return {attribute.name: attribute.weight for attribute in response.attributes}

    def _some(self) -> list[Example]:
        """Of each held-out set a sample, which is enough to keep a bad model out of service."""
        return [example for found in held_out(self._examples).values() for example in sampled(found, _QUICK_REQUESTS)]

    def _fairness(self, systems: Systems, ours: AttributeRanker, scored: Sequence[Example]) -> dict[str, float]:
        catalog = self._recommender.snapshot.catalog
        requests = [example for found in held_out(scored).values() for example in found]
        weights = [systems.weights(ours, example) for example in requests]
        brands = {product.id: product.brand for product in catalog.products if product.brand}
        return fairness(weights, requests, brands, brand_bound(catalog), self._recommender.rules.sensitive)


def brand_bound(catalog: Catalog) -> dict[str, str]:
    """Attributes that, nearly, one brand alone states, with that brand."""
    brands: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for product in catalog.products:
        for name in product.stated:
            if product.brand and name not in BUILT_IN:
                brands[name][product.brand] += 1
    found = {}
    for name, counts in brands.items():
        brand, most = counts.most_common(1)[0]
        if counts.total() >= _LEAST_STATING and most >= BOUND_SHARE * counts.total():
            found[name] = brand
    return found


def _figures(report: Report) -> dict[str, float]:
    figures = {
        f"{split} {PRIMARY}": score.metrics[PRIMARY].mean
        for score in report.scores
        if score.system == OURS
        for split in [score.split]
    }
    figures |= {f"{c.split} gain over {c.best_other}": c.gain.mean for c in report.comparisons}
    return {name: round(value, 4) for name, value in figures.items()}


def _passes(report: Report, hand_made: str) -> bool:
    scores = {(score.split, score.system): score.metrics[PRIMARY].mean for score in report.scores}
    return bool(report.requests) and all(scores[split, OURS] >= scores[split, hand_made] for split in report.requests)
