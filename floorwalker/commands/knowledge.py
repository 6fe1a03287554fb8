"""`floorwalker knowledge`: what is known of what people need products for, and what of it the catalog states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from data.catalog.products import Catalog, Product
from data.catalog.store import CatalogStore
from data.database import connect, upgrade
from floorwalker.errors import StepFailed
from floorwalker.settings import Settings
from floorwalker.terminal import CatalogName, console, read_settings, remedies
from ranker.knowledge.checks import nearest
from ranker.knowledge.families import Decision, Family
from ranker.knowledge.files import Knowledge, read_knowledge, shipped
from ranker.knowledge.linking import LinkedFamily, Links, Stated

app = typer.Typer(help="Check and show what is known of what people need products for.", no_args_is_help=True)

LEAST_SHARE = 0.05
"""Of a type's products that state an attribute, from which the type is said to state it."""
MOST_LISTED = 60
"""Product types of no family that are listed by name."""
DECIDES = 2.5
_WEIGHTS = ((DECIDES, "decides"), (1.5, "important"), (0.5, "a little"), (0.0, "hardly"))


class Type(NamedTuple):
    """A product type of the current catalog."""

    name: str
    products: int
    linked: LinkedFamily | None


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="The current file if not given.")] = None,
    catalog: CatalogName = "",
) -> None:
    """Check a knowledge file; a running recommender takes it up by itself."""
    settings = read_settings(catalog)
    path = file or _path(settings)
    with remedies():
        if not path.exists():
            raise StepFailed(
                f"there is no knowledge file {path}", "write one as docs/knowledge.md says, or name another"
            )
        knowledge = read_knowledge(path)
        types = _types(settings, knowledge)
    table = Table("family", "what the file says of it", "product types of the catalog", box=None)
    for family, said in _said(knowledge):
        linked = ", ".join(one.name for one in types if one.linked and one.linked.family.family == family)
        table.add_row(*map(escape, (family, said, linked or "none")))
    if table.row_count:
        console.print(table)
    console.print(f"[green]{escape(str(path))} can be used.[/green]")


@app.command()
def show(
    product_type: Annotated[str, typer.Argument(help="A product type of the imported catalog.")],
    catalog: CatalogName = "",
) -> None:
    """Show what is known of a product type: what matters, which attribute says it, and what each need asks."""
    settings = read_settings(catalog)
    with remedies():
        knowledge = _read(settings)
        one = _named(product_type, _types(settings, knowledge))
        if one.linked is None:
            raise StepFailed(
                f"nothing is known of {one.name!r}: its name is no family's, or its attributes are not what it states",
                "add a family with this name to the shop's own file (docs/knowledge.md)",
            )
        labels = {a.name: a.label for a in _store(settings).load().attributes.values()}
    console.print(f"[bold]{escape(one.name)}[/bold], {one.products} products: known as {one.linked.family.family!r}")
    console.print(_matters(one.linked, labels))
    console.print(_needs(one.linked))
    console.print("[dim]What the catalog does not state is dim: it cannot order products by that.[/dim]")


@app.command(name="list")
def list_(catalog: CatalogName = "") -> None:
    """List the families by department, and the product types of the imported catalog that are of none."""
    settings = read_settings(catalog)
    with remedies():
        knowledge = _read(settings)
        types = _types(settings, knowledge)
    table = Table("department", "family", "needs", "product types of the catalog", box=None)
    for department, family in sorted(_departments(knowledge), key=lambda found: (found[0], found[1].family)):
        linked = [one.name for one in types if one.linked and one.linked.family.family == family.family]
        table.add_row(department, escape(family.family), str(len(family.needs)), escape(", ".join(linked)))
    console.print(table)
    unknown = [one for one in types if one.linked is None]
    total = sum(one.products for one in types)
    if not total:
        console.print("No catalog is imported, so no product types are shown.")
        return
    share = 1 - sum(one.products for one in unknown) / total
    console.print(f"{share:.0%} of {total} products are of a known family.", highlight=False)
    if unknown:
        names = ", ".join(f"{one.name} ({one.products})" for one in unknown[:MOST_LISTED])
        more = f" and {len(unknown) - MOST_LISTED} smaller ones" if len(unknown) > MOST_LISTED else ""
        console.print(f"Of none: {escape(names)}{more}", highlight=False)


def _path(settings: Settings) -> Path:
    return settings.knowledge or settings.rooms.knowledge


def _read(settings: Settings) -> Knowledge:
    return read_knowledge(_path(settings))


def _types(settings: Settings, knowledge: Knowledge) -> list[Type]:
    """The product types of the current catalog, the largest first; none if there is no catalog."""
    settings.home.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database)
    store = _store(settings)
    return _linked(store.load(), Links(knowledge)) if store.active() is not None else []


def _store(settings: Settings) -> CatalogStore:
    return CatalogStore(connect(settings.database), settings.catalog)


def _linked(catalog: Catalog, links: Links) -> list[Type]:
    rows: dict[str, list[Product]] = {}
    for product in catalog.products:
        if product.category:
            rows.setdefault(product.category, []).append(product)
    found = [
        Type(name, len(products), links.linked(name, _stated(products, catalog))) for name, products in rows.items()
    ]
    return sorted(found, key=lambda one: (-one.products, one.name))


def _stated(products: Sequence[Product], catalog: Catalog) -> Iterator[Stated]:
    counts = Counter(name for product in products for name in product.stated)
    for name, count in counts.items():
        if count >= LEAST_SHARE * len(products):
            attribute = catalog.attributes[name]
            yield Stated(name, attribute.label, attribute.kind, attribute.unit)


def _named(name: str, types: Sequence[Type]) -> Type:
    for one in types:
        if one.name.casefold() == name.casefold():
            return one
    remedy = nearest(name, [one.name for one in types], otherwise="floorwalker knowledge list shows them")
    raise StepFailed(f"the catalog has no product type {name!r}", remedy if types else "import a catalog first")


def _said(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Each family that a shop's file adds or changes, and what it adds."""
    ours = shipped().families
    for name, family in knowledge.families.items():
        known = ours.get(name)
        if known is None:
            yield name, f"new, {_count(len(family.needs), 'need')}"
        elif family != known:
            told = [need.need for need in family.needs if need not in known.needs]
            other = "other grades, names or values" if family.matters != known.matters or not told else ""
            yield name, "; ".join(filter(None, [f"needs: {', '.join(told)}" if told else "", other]))


def _departments(knowledge: Knowledge) -> Iterable[tuple[str, Family]]:
    return ((knowledge.departments.get(name, "(own)"), family) for name, family in knowledge.families.items())


def _matters(linked: LinkedFamily, labels: Mapping[str, str]) -> Table:
    by_concept = {concept: attribute for attribute, concept in linked.attributes.items()}
    table = Table("what matters", "to who names no use", "stated by the catalog as", box=None)
    for concept, grade in sorted(linked.family.matters.items(), key=lambda item: -item[1]):
        attribute = by_concept.get(concept)
        stated = escape(labels[attribute]) if attribute else "[yellow]not stated[/yellow]"
        table.add_row(escape(concept), _weight(grade), stated)
    return table


def _needs(linked: LinkedFamily) -> Table:
    stated = set(linked.attributes.values())
    table = Table("need", "asks of", "how much", "which way", "why", box=None)
    for need in linked.family.needs:
        for place, decision in enumerate(need.decides):
            concept = (
                escape(decision.concept) if decision.concept in stated else f"[dim]{escape(decision.concept)}[/dim]"
            )
            first = escape(need.need) if place == 0 else ""
            table.add_row(first, concept, _weight(decision.grade), escape(_way(decision)), escape(decision.why or ""))
    return table


def _weight(grade: float) -> str:
    return next(word for least, word in _WEIGHTS if grade >= least)


def _way(decision: Decision) -> str:
    parts = [("", decision.wants), ("not ", decision.avoids)]
    return ", ".join(f"{before}{_words(wish)}" for before, wish in parts if wish is not None)


def _words(wish: str | bool | list[str]) -> str:
    if isinstance(wish, bool):
        return "yes" if wish else "no"
    return wish if isinstance(wish, str) else " or ".join(wish)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
