"""The general ranker, made of all buying knowledge: the steps of `floorwalker teach`, and its settings.

Trained twice: without some families, to say how good it is of what it has not seen, and of everything, to ship.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from floorwalker.steps import Track
from ranker.errors import TrainingFailed
from ranker.training.config import TrainingConfig

if TYPE_CHECKING:
    from ranker.evaluation.report import Report
    from ranker.examples import Example
    from ranker.training.run import Trained

OURS = "general"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be chosen about the general ranker."""

    shops: int
    """Drawn of each family: other names, labels and order of values."""
    requests: int
    """Of each shop."""
    seed: int
    config: TrainingConfig


SETTINGS = Settings(
    shops=2, requests=24, seed=0, config=TrainingConfig(method="full", epochs=2, language_rate=2e-4, patience=20)
)


class Teaching:
    """The steps; `work` holds checkpoints, so that an interrupted run goes on."""

    def __init__(self, settings: Settings, out: Path, work: Path, track: Track) -> None:
        self._settings = settings
        self._out = out
        self._work = work
        self._track = track

    def measure(self) -> Report:
        """Trains without the families held out, and writes what it scores on them. Raises RankerError."""
        from floorwalker.steps.general_card import Figures, write_cards
        from ranker.examples import data_card

        examples = self._examples(everything=False)
        report = self._report(examples, self._trained(examples))
        card = data_card(examples)
        Figures.of(report, card).write(self._out)
        write_cards(self._out, asdict(self._settings), card)
        return report

    def ship(self) -> None:
        """Trains on everything, and writes the model with its cards. Raises RankerError."""
        from floorwalker.steps.general_card import write_cards
        from ranker.examples import data_card
        from ranker.general import write_general

        examples = self._examples(everything=True)
        trained = self._trained(examples)
        if trained.language is not None:
            write_general(self._out, trained.language, trained.head)
        write_cards(self._out, asdict(self._settings), data_card(examples))

    def _examples(self, *, everything: bool) -> list[Example]:
        from ranker.knowledge.files import shipped
        from ranker.knowledge.teaching import taught

        own = self._settings
        return list(taught(shipped(), shops=own.shops, requests=own.requests, seed=own.seed, everything=everything))

    def _trained(self, examples: Sequence[Example]) -> Trained:
        from ranker.general import MOST_TOKENS
        from ranker.language import LanguageModel
        from ranker.training.run import Beginning, train
        from retrieval.search.encoder import packaged_model

        beginning = Beginning(LanguageModel.load(packaged_model(), MOST_TOKENS), "packaged")
        return train(examples, self._settings.config, beginning, self._work, self._track)

    def _report(self, examples: Sequence[Example], trained: Trained) -> Report:
        from floorwalker.steps.comparing import over_words
        from ranker.encoding import Kept
        from ranker.evaluation.baselines import Cosine, LearnedPrior, texts_of
        from ranker.evaluation.report import evaluate, held_out
        from ranker.evaluation.robustness import robustness
        from ranker.general import MOST_TOKENS
        from ranker.language import LanguageModel
        from ranker.serving import LearnedRanker
        from retrieval.search.encoder import packaged_model

        language = trained.language
        if language is None:
            raise TrainingFailed(f"method {self._settings.config.method!r} tunes no language model; use full")
        plain = LanguageModel.load(packaged_model(), MOST_TOKENS)
        sets = {name: found for name, found in held_out(examples).items() if found[0].split == "held out"}
        requests = [example for found in sets.values() for example in found]
        tuned = Kept(lambda texts: language.encode(texts).numpy())
        untuned = Kept(lambda texts: plain.encode(texts).numpy())
        for encode in (tuned, untuned):
            encode(texts_of(requests))
        ours = LearnedRanker(OURS, trained.head.served(), tuned, shares_queries=False)
        prior = LearnedPrior([example for example in examples if example.split == "train"])
        cosine = Cosine(untuned, "cosine of the packaged model")
        report = evaluate([ours, cosine, prior, over_words(examples)], ours, sets, self._track("Evaluating"))
        report.robustness.update(robustness(ours, requests))
        return report
