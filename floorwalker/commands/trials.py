"""`floorwalker models canary | shadow | interleave | stop | compare`: a second model beside the promoted one.

A running recommender takes up a trial, and its end, within seconds, without a restart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.settings import Settings
from floorwalker.terminal import console, read_settings, remedies
from ranker.registry import Registry
from ranker.trial_plan import Kind, TrialPlan

app = typer.Typer()
Share = Annotated[float, typer.Option(min=0.001, max=1.0, help="Of the shoppers; of a shadow, of the requests.")]
_SAID = {
    "canary": "answers {share:.0%} of the shoppers",
    "shadow": "looks at {share:.0%} of the requests, unseen",
    "interleave": "shares the lists of {share:.0%} of the shoppers with the current model",
}


@app.command()
def canary(version: str, share: Share = 0.1) -> None:
    """Has a version answer a share of the shoppers, each of whom stays with it."""
    _try_out("canary", version, share)


@app.command()
def shadow(version: str, share: Share = 0.1) -> None:
    """Has a version look at a share of the requests without being shown, to see how it differs."""
    _try_out("shadow", version, share)


@app.command()
def interleave(version: str, share: Share = 0.2) -> None:
    """Mixes the lists of a version and the current one for a share of the shoppers, to see whose products they take."""
    _try_out("interleave", version, share)


@app.command()
def stop() -> None:
    """Ends the trial; the current model answers everybody."""
    with remedies():
        Registry(Home(read_settings().home).models).end_trial()
    console.print("No model is on trial.")


@app.command()
def compare(
    version: Annotated[str | None, typer.Argument(help="Instead of the version on trial, one that was.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
) -> None:
    """What the log says of a version on trial against the current one."""
    settings = read_settings()
    with remedies():
        found = comparison(settings, version or _on_trial(settings).version)
    if as_json:
        typer.echo(json.dumps(found))
        return
    _print(found)


def comparison(settings: Settings, version: str) -> dict[str, Any]:
    """What the log and the shadow's file say of a version."""
    from data.conversations.sessions import read_sessions
    from data.database import connect
    from data.privacy.audit import note, operator
    from learning.trials import canary as between
    from learning.trials import interleaved

    engine = connect(settings.database)
    try:
        sessions = list(read_sessions(engine))
        note(engine, operator(), "read", "all conversations", command="models compare", conversations=len(sessions))
    finally:
        engine.dispose()
    return {
        "version": version,
        "interleaved": [
            {
                "deed": one.deed,
                "rival_won": one.rival,
                "current_won": one.current,
                "ties": one.ties,
                "rival_share": one.share,
                "interval": one.interval,
                "chance": one.chance,
            }
            for one in interleaved(sessions, version)
        ],
        "canary": [
            {
                "deed": one.deed,
                "canary": [one.canary, one.canary_shoppers],
                "current": [one.current, one.current_shoppers],
                "difference": one.difference,
                "interval": one.interval,
            }
            for one in between(sessions, version)
        ],
        "shadow": _shadowed(Home(settings.home).shadow / f"{version}.jsonl"),
    }


def _shadowed(path: Path) -> dict[str, Any] | None:
    """How far a version in the shadow agreed with what was shown; None if it never was there."""
    if not path.is_file():
        return None
    lines = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError):  # torn by a stop while it was written
            lines.append(json.loads(line))
    same = [line["current"]["question"] == line["shadow"]["question"] for line in lines]
    return {
        "answers": len(lines),
        "same_question": sum(same) / max(1, len(lines)),
        "overlap": sum(line["overlap"] for line in lines) / max(1, len(lines)),
    }


def _try_out(kind: Kind, version: str, share: float) -> None:
    with remedies():
        plan = Registry(Home(read_settings().home).models).try_out(kind, version, share)
    console.print(escape(f"{version} {said(plan)}."), highlight=False)


def said(plan: TrialPlan) -> str:
    """What a model on trial does, in words."""
    return _SAID[plan.kind].format(share=plan.share)


def _on_trial(settings: Settings) -> TrialPlan:
    plan = Registry(Home(settings.home).models).trial()
    if plan is None:
        raise StepFailed("no model is on trial", "name the version that was, or begin with floorwalker models canary")
    return plan


def _print(found: dict[str, Any]) -> None:
    nothing = True
    if any(one["rival_won"] + one["current_won"] + one["ties"] for one in found["interleaved"]):
        nothing = False
        rows = [
            (one["deed"], str(one["rival_won"]), str(one["current_won"]), str(one["ties"]), _won(one))
            for one in found["interleaved"]
        ]
        _table("Shared lists: shoppers who took more of", ("", "its", "the current's", "both alike", "its share"), rows)
    if found["canary"][0]["canary"][1]:
        nothing = False
        rates = [
            (one["deed"], _of(*one["canary"]), _of(*one["current"]), _interval(one["difference"], one["interval"]))
            for one in found["canary"]
        ]
        _table("Canary: shoppers who did so", ("", "with it", "with the current", "difference"), rates)
    if found["shadow"]:
        nothing = False
        seen = found["shadow"]
        console.print(
            f"In the shadow of {seen['answers']} answers: the same question in {seen['same_question']:.1%}, "
            f"of the first five products {seen['overlap']:.1%} the same."
        )
    if nothing:
        console.print("The log has no list, and the shadow no answer, of this version yet.")


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*columns, box=None, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _won(one: dict[str, Any]) -> str:
    if one["rival_share"] is None:
        return ""
    (low, high), by_chance = one["interval"], one["chance"]
    return f"{one['rival_share']:.1%} ({low:.1%} to {high:.1%}), by chance alone {by_chance:.3f}"


def _of(successes: int, shoppers: int) -> str:
    return f"{successes} of {shoppers} ({successes / shoppers:.1%})" if shoppers else "none"


def _interval(middle: float, interval: Sequence[float]) -> str:
    return f"{middle:+.1%} ({interval[0]:+.1%} to {interval[1]:+.1%})"
