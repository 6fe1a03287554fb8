"""`floorwalker queue`: the shoppers who wait for a person, what they said, and giving them back to the assistant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from floorwalker.errors import StepFailed
from floorwalker.terminal import console, opened, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer(help="List shoppers who wait for a person, read what was said, close.", invoke_without_command=True)
_LISTED = "run: floorwalker queue, which lists those who wait"


@contextmanager
def _log() -> Iterator[Engine]:
    """The database of the log; a conversation that is not in it, or does not wait, ends the command."""
    from data.conversations.log import UnknownConversation

    with opened(read_settings()) as engine:
        try:
            yield engine
        except UnknownConversation as error:
            raise StepFailed(f"ID: there is no conversation {error}, or it does not wait", _LISTED) from error


@app.callback()
def list_(context: typer.Context) -> None:
    """List shoppers who wait for a person, read what was said, close."""
    if context.invoked_subcommand is not None:
        return
    from data.conversations.log import now
    from data.conversations.queue import waiting
    from data.privacy import audit

    with _log() as engine:
        queue = waiting(engine)
        if queue:
            audit.note(engine, audit.operator(), "read", "the queue", conversations=len(queue))
    for one in queue:
        minutes = int((now() - one.since).total_seconds() // 60)
        console.print(f"[bold]{one.id}[/bold]  waits for {minutes} min  {one.locale}  {one.why}", highlight=False)
        _say("told", one.reason)
        _say("last words", one.last_words)
        _say("summary", "; ".join(one.summary.splitlines()))
    console.print(f"{len(queue)} wait for a person.", highlight=False)


@app.command()
def show(id: str) -> None:
    """Show what was said and shown in a conversation, whether it waits or not."""
    from data.conversations.queue import transcript
    from data.privacy import audit

    with _log() as engine:
        messages = transcript(engine, id)
        audit.note(engine, audit.operator(), "read", audit.reference(id), command="queue show")
    for message in messages:
        _say(f"{message['at'][:16].replace('T', ' ')} {message['from']}", words(message))


@app.command()
def close(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]")] = None,
    all: Annotated[bool, typer.Option("--all", help="All who wait.")] = False,
) -> None:
    """Take conversations out of the queue: they are the assistant's again."""
    from data.conversations import queue

    with _log() as engine:
        if bool(ids) == all:
            raise StepFailed("ID: name conversations, or --all; not both", _LISTED)
        closed = queue.close(engine, None if all else ids)
    console.print(f"{closed} are the assistant's again.", highlight=False)


def words(message: dict[str, Any]) -> str:
    """A message as a line."""
    if message["type"] == "choice":
        return f"[{message['choice']['attribute']}: {message['choice']['value']}]"
    if message["type"] == "action":
        return f"[{message['action']}]"
    titles = "; ".join(product["title"] for product in message.get("products", ()))
    return " ".join(part for part in (message.get("text"), titles and f"[{titles}]") if part)


def _say(what: str, words: str) -> None:
    """A line of the shopper's or of the assistant's, without the characters that steer a terminal."""
    if words:
        plain = "".join(character if character.isprintable() else " " for character in words)
        console.print(f"  [dim]{what}:[/dim] {escape(plain)}", highlight=False)
