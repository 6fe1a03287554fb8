"""`floorwalker privacy`: what is held of a shopper, its erasure with proof, retention, and who looked at what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from floorwalker.errors import StepFailed
from floorwalker.terminal import console, opened, progress_bars, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from data.privacy.erasure import Proof, Subject
    from data.privacy.places import Places
    from data.privacy.pseudonyms import Pseudonyms
    from data.privacy.retention import Ages

app = typer.Typer(help="Export, erase and forget what is held of shoppers; see who looked.", no_args_is_help=True)
ShopperArgument = Annotated[str, typer.Argument(help="The shopper's id, as the shop gives it to the widget.")]
ConversationOption = Annotated[str, typer.Option("--conversation", help="This conversation alone.")]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every command here stands on."""

    engine: Engine
    places: Places
    ages: Ages
    pseudonyms: Pseudonyms

    def subject(self, shopper: str, conversation: str) -> Subject:
        """Whom a command is about. Raises StepFailed if it names nobody."""
        from data.privacy.erasure import Subject

        if not shopper and not conversation:
            raise StepFailed("SHOPPER: name a shopper, or a conversation with --conversation", "see: --help")
        pseudonym = self.pseudonyms.of(shopper) if shopper else None
        return Subject(shopper or None, pseudonym, conversation or None)


@contextmanager
def _ground() -> Iterator[_Ground]:
    """The database and the home, with shoppers' ids as pseudonyms; what fails is shown, with the remedy."""
    from data.privacy.pseudonyms import Pseudonyms, replace_ids, shoppers_key
    from floorwalker.keeping import ages, places

    settings = read_settings()
    with opened(settings) as engine:
        lie = places(settings)
        try:
            pseudonyms = Pseudonyms(shoppers_key(lie.keys, settings.shopper_key.get_secret_value()))
            replace_ids(engine, pseudonyms)
            yield _Ground(engine, lie, ages(settings), pseudonyms)
        except OSError as error:
            raise StepFailed(
                f"a file cannot be read or written: {error}", "free space or mend its rights, and run this again"
            ) from error


@app.command("export")
def export_(
    shopper: ShopperArgument,
    out: Annotated[Path, typer.Option(help="The JSON file to write.", dir_okay=False)],
    conversation: ConversationOption = "",
) -> None:
    """Write everything that is held of a shopper into a JSON file, with where it lies."""
    from data.files import replacing
    from data.privacy.audit import operator
    from data.privacy.export import export

    with _ground() as on:
        held = export(on.engine, on.places, on.ages, on.subject(shopper, conversation), operator())
        with replacing(out) as file:
            file.touch(mode=0o600)
            file.write_text(json.dumps(held, default=str, ensure_ascii=False, indent=1), encoding="utf-8")
    count = len(held["conversations"])
    console.print(f"{count} conversations, and where else they are mentioned: {escape(str(out))}", highlight=False)
    console.print("The file holds personal data: hand it over, then delete it.", highlight=False)


@app.command()
def erase(
    shopper: Annotated[str, typer.Argument(help="The shopper's id, as the shop gives it to the widget.")] = "",
    conversation: ConversationOption = "",
) -> None:
    """Erase everything that is held of a shopper, or one conversation, and search every file for what is left.

    Exits with 1 if something is left, and says where. It can be run again, also after an interruption.
    """
    from data.privacy.audit import operator
    from data.privacy.erasure import Erasure

    with _ground() as on, progress_bars() as track:
        proof = Erasure(on.engine, on.places, track).erase(on.subject(shopper, conversation), operator())
    _tell(proof)
    console.print(
        f"Backups still hold it. Keep {escape(str(on.places.erased))} apart from them; after a restore, run: "
        "floorwalker privacy replay --list FILE (docs/privacy.md).",
        highlight=False,
    )
    if not proof.is_clean:
        raise typer.Exit(1)


@app.command()
def replay(
    lists: Annotated[
        list[Path] | None,
        typer.Option("--list", help="A list of erasures besides that in the home.", exists=True, dir_okay=False),
    ] = None,
) -> None:
    """After a backup was restored, erase again what had been erased since it was made."""
    from data.privacy.audit import operator
    from data.privacy.erasure import Erasure

    with _ground() as on, progress_bars() as track:
        proof = Erasure(on.engine, on.places, track).replay(lists or [], operator())
    _tell(proof)
    if not proof.is_clean:
        raise typer.Exit(1)


@app.command()
def retain() -> None:
    """Remove what is past its time now; the gateway does so every hour by itself."""
    from data.privacy import modes
    from data.privacy.audit import operator
    from data.privacy.retention import Retention

    with _ground() as on:
        modes.close(on.places.private())
        gone = Retention(on.engine, on.places, on.ages).run(operator())
        if gone is None:
            raise StepFailed("retention runs already, in a gateway or another command", "wait, and run this again")
    for what, count in gone.counts().items():
        console.print(f"{count} {what.replace('_', ' ')}", highlight=False)
    console.print("Everything past its time is gone.")


@app.command("mask-log")
def mask_log() -> None:
    """Mask what an older version stored as it was said. Can be stopped, and run again."""
    from data.privacy.audit import note, operator
    from data.privacy.remasking import remask_log

    with _ground() as on, progress_bars() as track:
        changed = remask_log(on.engine, track("Masking the log"))
        note(on.engine, operator(), "mask-log", "the log", messages=changed)
    console.print(f"{changed} messages are masked that were not.", highlight=False)


@app.command()
def audit(
    about: Annotated[str, typer.Option("--of", help="Of this shopper or conversation alone.")] = "",
    most: Annotated[int, typer.Option(help="So many entries, the latest first.", min=1)] = 50,
) -> None:
    """List who read, exported, erased or learned from shoppers' data.

    What was done to a shopper's conversations one by one is found with --of SHOPPER as long as they are held.
    """
    from data.privacy.audit import entries, reference
    from data.privacy.erasure import Subject, find

    with _ground() as on:
        references = None
        if about:
            pseudonym = on.pseudonyms.of(about)
            held = find(on.engine, on.places, Subject(about, pseudonym))
            references = [reference(id) for id in (about, pseudonym, *held)]
        found = entries(on.engine, about=references, most=most)
    table = Table("when (UTC)", "who", "what", "about", "details", box=None)
    for one in found:
        details = ", ".join(f"{name} {value}" for name, value in one.details.items())
        table.add_row(f"{one.at:%Y-%m-%d %H:%M}", *map(escape, (one.who, one.what, one.subject, details)))
    console.print(table if found else "Nobody did anything yet.")


def _tell(proof: Proof) -> None:
    console.print(f"{proof.conversations} conversations erased.", highlight=False)
    searched = f"{proof.files} files and {proof.tables} tables"
    if proof.shared:
        console.print(
            f"{proof.shared} phrases of theirs stand in what others said or in the catalog too, and prove nothing.",
            highlight=False,
        )
    if proof.unsearched:
        console.print(
            f"{proof.unsearched} phrases of theirs, the shortest of very many, were cleared and not searched for.",
            highlight=False,
        )
    if proof.is_clean:
        console.print(f"[green]Nothing found in {searched}.[/green]", highlight=False)
        return
    console.print(f"[red]Searched {searched}; something is left:[/red]", highlight=False)
    for where, what in proof.found.items():
        console.print(f"  {escape(where)}: {what}", highlight=False)
    console.print("  -> remove what is named, or run the command again if the assistant was at work", highlight=False)
