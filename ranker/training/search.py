"""A search for the settings that matter most to a head, by Optuna's tree-structured Parzen estimator.

The language model's own rate is not searched: one epoch of it costs as much as fifty heads.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import optuna

from ranker.evaluation.metrics import PRIMARY
from ranker.examples import Example
from ranker.training.config import TrainingConfig
from ranker.training.data import Collator, TextTable, prepare
from ranker.training.loop import Progress, Reporting, fit
from ranker.training.run import Beginning, begun, by_vectors, split_of

_EPOCHS = 6


def searched(
    examples: Sequence[Example], config: TrainingConfig, beginning: Beginning, trials: int, progress: Progress
) -> TrainingConfig:
    """`config` with the learning rate and weight decay that gave the best nDCG@5 on the dev split.

    The first trial is of `config` itself, so the result is never worse than it by that measure.
    """
    table = TextTable()
    train_set, dev_set = prepare(split_of(examples, "train"), table), prepare(split_of(examples, "dev"), table)
    vectors = beginning.vectors(table.texts)
    read = by_vectors(vectors)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=config.seed))
    study.enqueue_trial({"learning_rate": config.learning_rate, "weight_decay": config.weight_decay})

    def score(trial: optuna.Trial) -> float:
        chosen = replace(
            config,
            learning_rate=trial.suggest_float("learning_rate", 1e-5, 1e-2, log=True),
            weight_decay=trial.suggest_float("weight_decay", 1e-4, 0.3, log=True),
            epochs=min(_EPOCHS, config.epochs),
        )
        network = begun(beginning.head, vectors.shape[1], train_set, chosen)
        with tempfile.TemporaryDirectory() as folder:
            reporting = Reporting(Path(folder), lambda _done, _total: None)
            curve = fit(network, train_set, dev_set, (Collator(read), Collator(read)), chosen, reporting)
        progress(trial.number + 1, trials)
        return max(entry[f"eval_{PRIMARY}"] for entry in curve if f"eval_{PRIMARY}" in entry)

    study.optimize(score, n_trials=trials)
    return replace(config, **study.best_params)
