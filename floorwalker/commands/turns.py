"""`floorwalker turns`: what the shop's own conversations teach of what messages do."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.terminal import console, opened, progress_bars, read_settings, remedies

app = typer.Typer(help="Teach the understanding of messages from the log.", no_args_is_help=True)
_LONGEST = timedelta(hours=1)


@app.command()
def retrain(
    weak: Annotated[bool, typer.Option(help="From messages that were surely understood too.")] = False,
) -> None:
    """Teach from the log and the shop's own lines; in use only if that is better. Takes some minutes."""
    from data.privacy import audit
    from data.privacy.leases import lease
    from floorwalker.steps.turn_teaching import TurnTeaching

    settings = read_settings()
    with opened(settings) as engine, lease(engine, "turns", _LONGEST) as is_ours, progress_bars() as track:
        if not is_ours:
            raise StepFailed("another retraining of turns runs", "wait until it ends (an hour at most)")
        audit.note(engine, audit.operator(), "train", "turns retrain")
        outcome = TurnTeaching(engine, Home(settings.home).turns, track).run(weak=weak)
    told = ", ".join(f"{source} {count}" for source, count in outcome.by_source.most_common())
    console.print(f"{outcome.lines} lines of the shop{f': {told}' if told else ''}", highlight=False, markup=False)
    for sentence in outcome.said:
        console.print(f"  {sentence}", highlight=False, markup=False)
    if outcome.version:
        console.print(f"Version {outcome.version}. Start the action server again to use it.", highlight=False)


@app.command()
def rollback() -> None:
    """Put the version before the one in use again; the last is what ships."""
    from bot.acts.shop_model import rolled_back

    with remedies():
        try:
            version = rolled_back(Home(read_settings().home).turns)
        except LookupError as error:
            raise StepFailed(f"{error}: nothing is before it", "floorwalker turns show") from error
    console.print(f"{version or 'What ships'} is in use from the next start on.", highlight=False)


@app.command()
def show() -> None:
    """Say which version is in use, and how it was judged."""
    from bot.acts.shop_model import CARD, current, fits

    home = Home(read_settings().home).turns
    version = current(home)
    if not version:
        console.print("What ships is in use.")
    elif not fits(home, version):
        console.print(f"{version} does not fit what is installed: what ships is used. Run: floorwalker turns retrain")
    else:
        text = (home / version / CARD).read_text(encoding="utf-8")
        console.print(f"{version}\n\n{text}", highlight=False, markup=False)


@app.command()
def examples() -> None:
    """Print the lines that the log teaches, with where each is from."""
    from data.conversations.sessions import read_sessions
    from data.privacy import audit
    from language.acts import ACTS
    from learning.turns import taught_turns

    with opened(read_settings()) as engine:
        audit.note(engine, audit.operator(), "read", "turns examples")
        for turn in taught_turns(read_sessions(engine), ACTS):
            line = "".join(c if c.isprintable() else " " for c in turn.line)
            console.print(f"{turn.source} {turn.weight:.1f}: {line}", highlight=False, markup=False)
