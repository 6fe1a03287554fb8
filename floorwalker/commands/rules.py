"""`floorwalker rules`: whether a rules file can be used with the imported catalog, and what it says there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from data.catalog.store import CatalogStore
from data.database import connect
from floorwalker.errors import StepFailed
from floorwalker.terminal import CatalogName, console, read_settings, remedies
from ranker.rules import Rules
from ranker.rules_file import RulesFile, read_rules

app = typer.Typer(help="Check the shop's rules on attributes.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """A group of one command, so that its name stays."""


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="The current file if not given.")] = None,
    catalog: CatalogName = "",
) -> None:
    """Check a rules file against the imported catalog; a running recommender takes it up by itself."""
    settings = read_settings(catalog)
    path = file or settings.rules or settings.rooms.rules
    with remedies():
        if not path.exists():
            raise StepFailed(f"there is no rules file {path}", "write one as docs/rules.md says, or name another")
        rules = read_rules(path)
        stored = CatalogStore(connect(settings.database), settings.catalog).load()
        sensitive = Rules(rules, stored.attributes).sensitive
    table = Table("rule", "attribute", "what it does", "where", box=None)
    for row in _rows(rules):
        table.add_row(*map(escape, row))
    console.print(table)
    console.print(f"Never asked first: {', '.join(sorted(sensitive)) or 'none'}", highlight=False)
    console.print(f"[green]{escape(str(path))} can be used.[/green]")


def _rows(rules: RulesFile) -> list[tuple[str, str, str, str]]:
    everywhere = "everywhere"
    rows = [("pin", rule.attribute, "to the top", rule.category or everywhere) for rule in rules.pin]
    rows += [("boost", r.attribute, f"weight times {r.factor:g}", r.category or everywhere) for r in rules.boost]
    rows += [("bury", r.attribute, f"weight by {r.factor:g}", r.category or everywhere) for r in rules.bury]
    rows += [("hide", rule.attribute, "never shown or asked", rule.category or everywhere) for rule in rules.hide]
    for waiting in rules.never_ask_before:
        what = f"not asked before {', '.join(waiting.before)}"
        rows.append(("never_ask_before", waiting.attribute, what, waiting.category or everywhere))
    for relation in rules.relevant:
        what = f"weight times {relation.factor:g} when {relation.asking_for} is asked for"
        rows.append(("relevant", relation.makes, what, relation.category or everywhere))
    rows += [("synonyms", word, f"also {', '.join(equal)}", everywhere) for word, equal in rules.synonyms.items()]
    return rows
