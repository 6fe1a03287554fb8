"""The report on a ranker, over the shop's own catalog: which systems it is held against, and whether it may serve."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from data.catalog.products import BUILT_IN, Catalog
from floorwalker.settings import Settings
from floorwalker.steps import Track
from floorwalker.steps.comparing import ablations, over_words
from floorwalker.steps.configuration import recommender_config
from floorwalker.steps.gate import Verdict, judged, kept
from ranker.candidates import AttributeRanker
from ranker.encoding import Kept
from ranker.evaluation.baselines import Cosine, LearnedPrior, coverage
from ranker.evaluation.fairness import brand_fairness, fairness
from ranker.evaluation.rendering import render
from ranker.evaluation.report import Report, Sets, asked, evaluate, held_out
from ranker.evaluation.robustness import robustness
from ranker.examples import Example, data_card
from ranker.experienced import ExperiencedModel
from ranker.queries import sampled_shoppers
from ranker.served_head import LANGUAGE
from ranker.serving import LearnedRanker, load_ranker
from ranker.statistical import StatisticsRanker
from recommender.live.rankers import Rankers, load_served
from recommender.metrics import Metrics
from recommender.simulation.drilldown import DrillDown, Play

if TYPE_CHECKING:
    from floorwalker.steps.beginnings import Base
    from recommender.engine.recommender import Recommender

OURS = "ours"
BOUND_SHARE = 0.9
"""An attribute is one brand's if that brand sells this share of the products that state it."""
_LEAST_STATING = 5
_SHOPPERS, _HELD_SHOPPERS, _QUICK_SHOPPERS = 300, 150, 60
"""Simulated drill-downs with each of two rankers."""


class Evaluation:
    """One report. A model is read from its files and asked as the service asks it."""

    def __init__(
        self,
        recommender: Recommender,
        examples: Sequence[Example],
        base: Base,
        settings: Settings,
        track: Track,
    ) -> None:
        self._recommender = recommender
        self._examples = examples
        self._base = base
        self._settings = settings
        self._track = track

    def judge(self, model: Path, folder: Path, *, full: bool) -> Verdict:
        """Holds the model folder against what serves now, and writes the report; says whether it may serve."""
        ours = self._read(model)
        serving, statistics = self._serving(), StatisticsRanker()
        others = [serving, statistics] if serving.version != statistics.version else [statistics]
        sets = held_out(self._examples)
        report = evaluate([ours, *others, *self._baselines(full=full)], ours, sets, self._track("Evaluating"))
        shoppers = list(sampled_shoppers(self._recommender.snapshot.catalog, _SHOPPERS if full else _QUICK_SHOPPERS))
        played = DrillDown(self._recommender)
        own = played.plays(ours, shoppers, self._track("Simulating drill-downs"))
        then = played.plays(serving, shoppers, self._track("The same with what serves now"))
        verdict = judged(report, serving.version, statistics.version, own, then)
        report.verdict.extend(verdict.lines)
        self._finish(report, ours, sets, own, full=full)
        render(report, data_card(self._examples), folder)
        return verdict

    def hold(self, model: Path, day_one: Path) -> Verdict:
        """Holds a model folder that learned from conversations against what served on day one."""
        ours, reference = self._read(model), self._read(day_one, "day one")
        report = evaluate([ours, reference], ours, held_out(self._examples), self._track("Evaluating"))
        shoppers = list(sampled_shoppers(self._recommender.snapshot.catalog, _HELD_SHOPPERS))
        played = DrillDown(self._recommender)
        own = played.plays(ours, shoppers, self._track("Simulating drill-downs"))
        return kept(
            report, reference.version, own, played.plays(reference, shoppers, self._track("The same as on day one"))
        )

    def _read(self, model: Path, name: str = OURS) -> LearnedRanker | ExperiencedModel:
        """The model as it serves, reading each text once."""
        ranker = load_ranker(model, self._base.served, self._settings.ranker_variant, self._settings.device)
        encode = Kept(ranker.encode) if (model / LANGUAGE).exists() else self._base.encode
        return ranker.reading(encode, name)

    def _serving(self) -> AttributeRanker:
        """What serves now, as the service would load it."""
        config = replace(recommender_config(self._settings), threads=os.cpu_count() or 1)
        rankers = Rankers(config, load_served, Metrics())
        ranker = rankers.take_up(self._recommender)
        if isinstance(ranker, LearnedRanker | ExperiencedModel) and ranker.fingerprint.startswith(
            self._base.fingerprint
        ):
            return ranker.reading(self._base.encode, ranker.version)
        return ranker

    def _baselines(self, *, full: bool) -> Iterator[AttributeRanker]:
        train = [example for example in self._examples if example.split == "train"]
        yield coverage()
        yield LearnedPrior(train)
        if full:
            yield Cosine(Kept(self._recommender.snapshot.encoder.encode), "cosine of the packaged model")
            yield over_words(self._examples)

    def _finish(self, report: Report, ours: AttributeRanker, sets: Sets, plays: Sequence[Play], *, full: bool) -> None:
        requests = [example for found in sets.values() for example in found]
        catalog = self._recommender.snapshot.catalog
        weights = [asked(ours, example).weights for example in requests]
        sensitive = self._recommender.rules.sensitive
        report.fairness.update(fairness(weights, requests, brand_bound(catalog), sensitive))
        brands = {product.id: product.brand for product in catalog.products if product.brand}
        reciprocal = np.asarray([play.reciprocal for play in plays])
        report.fairness.update(brand_fairness(reciprocal, [play.target for play in plays], brands))
        if full:
            report.robustness.update(robustness(ours, requests))
            head = self._base.beginning(self._settings, "adapter").head
            report.ablations.update(ablations(self._examples, self._base.encode, head, sets))


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
