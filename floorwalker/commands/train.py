"""`floorwalker train`: a ranker for the imported catalog, trained, evaluated, registered and promoted if it passes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from floorwalker.home import Home
from floorwalker.steps.training import QUICK, QUICK_SHOPPERS, SHOPPERS, Order, Outcome, Training
from floorwalker.terminal import console, progress_bars, read_settings, remedies
from ranker.registry import Registry
from ranker.training.config import LOSSES, METHODS, TrainingConfig

_DEFAULTS = TrainingConfig()


def train(
    quick: Annotated[bool, typer.Option(help="Heads alone, few shoppers: a minute or two.")] = False,
    method: Annotated[str, typer.Option(help=f"What is trained: {', '.join(METHODS)}.")] = "adapter",
    loss: Annotated[str, typer.Option(help=f"{', '.join(LOSSES)}.")] = _DEFAULTS.loss,
    layers: Annotated[int, typer.Option(help="Layers of the language model to keep; 0: all.")] = 0,
    seeds: Annotated[int, typer.Option(help="Heads that vote.")] = _DEFAULTS.seeds,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    epochs: Annotated[int, typer.Option(help="Passes for the heads.")] = _DEFAULTS.epochs,
    language_epochs: Annotated[int, typer.Option(help="Passes for the language model.")] = _DEFAULTS.language_epochs,
    adversarial: Annotated[float, typer.Option(help="Norm of FGM perturbations (method full); 0: none.")] = 0.0,
    shoppers: Annotated[
        int, typer.Option(help=f"Simulated shoppers; 0: {SHOPPERS}, or {QUICK_SHOPPERS} if quick.")
    ] = 0,
    rated: Annotated[Path | None, typer.Option(help="CSV of query, product_id, rating.", exists=True)] = None,
    queries: Annotated[Path | None, typer.Option(help="Real queries, one a line.", exists=True)] = None,
    examples: Annotated[Path | None, typer.Option(help="Examples of an earlier training.", exists=True)] = None,
    search: Annotated[int, typer.Option(help="Trials of a search for rate, decay and dropout.")] = 0,
    wandb: Annotated[bool, typer.Option(help="Report to Weights & Biases too (needs its package and key).")] = False,
    promote: Annotated[bool, typer.Option(help="Make it current if it passes.")] = True,
) -> None:
    """Train the attribute ranker on the imported catalog; what is interrupted goes on where it stopped."""
    with remedies():
        config = TrainingConfig(
            method=method,  # type: ignore[arg-type]
            loss=loss,  # type: ignore[arg-type]
            layers=layers,
            seeds=QUICK.seeds if quick else seeds,
            seed=seed,
            epochs=QUICK.epochs if quick else epochs,
            augmented=(QUICK if quick else _DEFAULTS).augmented,
            language_epochs=language_epochs,
            adversarial=adversarial,
        )
        order = Order(
            config=config,
            shoppers=shoppers or (QUICK_SHOPPERS if quick else SHOPPERS),
            rated=rated,
            queries=queries,
            examples=examples,
            search=search,
            full_report=not quick,
            weights_and_biases=wandb,
        )
        outcome = run(order)
        settle(outcome, promote=promote)


def run(order: Order) -> Outcome:
    """Trains with a progress bar for each step."""
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    with progress_bars() as track:
        return Training(read_settings(), track).run(order)


def settle(outcome: Outcome, *, promote: bool) -> None:
    """Shows what a training came to, and promotes the model if it is to be and passes."""
    table = Table(box=None, show_header=False)
    for name, value in outcome.metrics.items():
        table.add_row(name, f"{value:.4f}")
    console.print(table)
    console.print(
        f"Registered as {outcome.version}; report: {outcome.folder / 'report' / 'report.md'}", highlight=False
    )
    if not outcome.passes:
        console.print(
            "[yellow]Not promoted: on what was held out, the hand-made ranker does as well or better.[/yellow]\n"
            f"  -> give it more shoppers or real ratings, or: floorwalker models promote {outcome.version}"
        )
    elif promote:
        Registry(Home(read_settings().home).models).promote(outcome.version)
        console.print(f"{outcome.version} is promoted.", highlight=False)
