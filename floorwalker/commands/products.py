"""`floorwalker products`: adds, changes and deletes products while the assistant runs, without a new import.

Sends them to the running recommender, which checks them against the catalog and answers when they are current.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from floorwalker.errors import StepFailed
from floorwalker.processes.posting import poster
from floorwalker.terminal import CatalogName, console, read_settings, remedies
from recommender.protocol.changes import ProductBody

app = typer.Typer(help="Add, change and delete products of the running assistant.", no_args_is_help=True)

BATCH = 100
"""Products in one request: it takes a second or two, and is the unit of all or nothing."""


@app.command("set")
def set_(
    file: Annotated[Path, typer.Argument(help="JSON lines, a whole product each (docs/changes.md).", exists=True)],
    catalog: CatalogName = "",
) -> None:
    """Add the products of a file, or replace those of the same id."""
    with remedies():
        # A file may name a product twice, a request may not: the last line holds.
        products = list({product["id"]: product for product in _products(file)}.values())
        _send(catalog, [{"upserts": batch} for batch in _batches(products)], len(products))


@app.command()
def delete(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of products.")], catalog: CatalogName = ""
) -> None:
    """Delete products: they are no longer found, and asking for one says that it is no longer offered."""
    with remedies():
        wanted = list(dict.fromkeys(ids))
        _send(catalog, [{"deletes": batch} for batch in _batches(wanted)], len(wanted))


def _products(file: Path) -> Iterator[dict[str, Any]]:
    """The products of the file, checked as far as that needs no catalog. Raises StepFailed naming the line."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise StepFailed(f"{file} cannot be read: {error}", "give a file of JSON lines in UTF-8") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            product = ProductBody.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "the line"
            remedy = "mend the line and send the file again; nothing was changed"
            raise StepFailed(f"{file}, line {number}: {field}: {first['msg']}", remedy) from error
        yield product.model_dump(exclude_unset=True)


def _batches(items: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), BATCH):
        yield list(items[start : start + BATCH])


def _send(catalog: str, bodies: Sequence[dict[str, Any]], total: int) -> None:
    done, unknown, last = 0, list[str](), None
    with poster(read_settings(catalog)) as post:
        for body in bodies:
            with counted(done, total):
                last = post(body)
            done += sum(map(len, body.values()))
            unknown += last.unknown
    if unknown:
        console.print(f"Not in the catalog: {', '.join(unknown)}", highlight=False, markup=False)
    if last is None:
        console.print("There is nothing to change.")
    else:
        taken = done - len(unknown)
        console.print(f"{taken} changes are applied; the catalog has {last.products} products.", highlight=False)


@contextmanager
def counted(done: int, total: int | None = None) -> Iterator[None]:
    """Has a failure say how many changes are applied already (of how many, if that is known)."""
    try:
        yield
    except StepFailed as error:
        if not done:
            raise
        said = f"{done} of {total}" if total else str(done)
        problem = f"{error.problem} ({said} changes are applied; sending all again is harmless)"
        raise StepFailed(problem, error.remedy) from error
