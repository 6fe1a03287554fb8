"""`floorwalker train`: the general ranker fitted to the imported catalog, judged, and promoted if it passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from floorwalker.home import Home
from floorwalker.steps.training import QUICK, Order, Outcome, Training
from floorwalker.terminal import console, progress_bars, read_settings, remedies
from ranker.registry import Registry
from ranker.training.config import LOSSES, METHODS, TrainingConfig

_DEFAULTS = TrainingConfig()


def train(
    quick: Annotated[bool, typer.Option(help="A head alone, fewer examples, a short report.")] = False,
    method: Annotated[str, typer.Option(help=f"What is trained: {', '.join(METHODS)}.")] = "adapter",
    loss: Annotated[str, typer.Option(help=f"{', '.join(LOSSES)}.")] = _DEFAULTS.loss,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    epochs: Annotated[int, typer.Option(help="Passes over the examples.")] = _DEFAULTS.epochs,
    adversarial: Annotated[float, typer.Option(help="Norm of FGM perturbations (method full); 0: none.")] = 0.0,
    rated: Annotated[Path | None, typer.Option(help="CSV of query, product_id, rating.", exists=True)] = None,
    questions: Annotated[Path | None, typer.Option(help="Conversations in PSCon's form.", exists=True)] = None,
    examples: Annotated[Path | None, typer.Option(help="Examples of an earlier training.", exists=True)] = None,
    search: Annotated[int, typer.Option(help="Trials of a search for rate and decay.")] = 0,
    wandb: Annotated[bool, typer.Option(help="Report to Weights & Biases too (needs its package and key).")] = False,
    promote: Annotated[bool, typer.Option(help="Make it current if it passes.")] = True,
) -> None:
    """Fit the ranker to the imported catalog; what is interrupted goes on where it stopped."""
    with remedies():
        own = TrainingConfig(
            method=method,  # type: ignore[arg-type]
            loss=loss,  # type: ignore[arg-type]
            seed=seed,
            epochs=epochs,
            adversarial=adversarial,
        )
        order = Order(
            config=QUICK if quick else own,
            rated=rated,
            questions=questions,
            examples=examples,
            search=search,
            full=not quick,
            weights_and_biases=wandb,
        )
        with _training() as training:
            outcome = training.run(order)
        settle(outcome, promote=promote)


@contextmanager
def _training() -> Iterator[Training]:
    """The steps, with a progress bar for each."""
    with progress_bars() as track:
        yield Training(read_settings(), track)


def settle(outcome: Outcome, *, promote: bool) -> None:
    """Shows what a training came to, and promotes the model if it is to be and passes."""
    for line in outcome.verdict:
        console.print(line, highlight=False)
    console.print(
        f"Registered as {outcome.version}; report: {outcome.folder / 'report' / 'report.md'}", highlight=False
    )
    if not outcome.passes:
        console.print(
            "[yellow]Not promoted: what serves now goes on.[/yellow]\n"
            "  -> add buying knowledge of what the shop sells (docs/knowledge.md), or: "
            f"floorwalker models promote {outcome.version}"
        )
    elif promote:
        Registry(Home(read_settings().home).models).promote(outcome.version)
        console.print(f"{outcome.version} is promoted.", highlight=False)
