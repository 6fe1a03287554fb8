"""`floorwalker import`: a catalog file becomes the current catalog; with `--check`, what would become of it is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from data.catalog.formats import AUTO, FORMATS
from data.errors import DataError, ImportFailed
from floorwalker.terminal import console, progress_bars, read_settings, remedies, show_report

if TYPE_CHECKING:
    from data.catalog.reports import ImportReport
    from floorwalker.steps.preparation import Preparation, Source

CatalogOption = Annotated[str, typer.Option(help="Catalog file, or demo; the current catalog if not given.")]
FormatOption = Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}; auto: told by the file.")]
MappingOption = Annotated[
    Path | None,
    typer.Option(help="YAML file that says which column is what (jsonl and csv).", exists=True, dir_okay=False),
]


def import_(
    path: Path,
    format: FormatOption = AUTO,
    mapping: MappingOption = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Say what would come of it, and change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")] = False,
) -> None:
    """Import a catalog file; the old catalog stays in place if the import fails."""
    from floorwalker.steps.preparation import Preparation, Source

    with remedies(), progress_bars() as track:
        preparation = Preparation(read_settings(), track)
        try:
            source = Source.of(path, format, mapping)
            said = _checked(preparation, source) if check else _imported(preparation, source)
        except DataError as error:
            if not as_json:
                raise
            typer.echo(json.dumps({"problem": str(error), "report": _report_of(error)}))
            raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(said | {"report": said["report"].to_dict() | {"unchanged": said["report"].unchanged}}))
        return
    show_report(said["report"])
    if check:
        _show(said["preview"])


def _imported(preparation: Preparation, source: Source) -> dict[str, Any]:
    return {"format": source.format, "report": preparation.import_catalog(source)}


def _checked(preparation: Preparation, source: Source) -> dict[str, Any]:
    report, preview = preparation.check_catalog(source)
    return {"format": source.format, "report": report, "preview": preview}


def _report_of(error: DataError) -> dict[str, Any] | None:
    report: ImportReport | None = error.report if isinstance(error, ImportFailed) else None
    return report.to_dict() if report else None


def _show(preview: dict[str, Any]) -> None:
    console.print(
        f"It would have {preview['products']} products with {preview['attributes']} attributes: {preview['added']} "
        f"new, {preview['stay']} that are there; {preview['removed']} would go. Nothing was changed.",
        highlight=False,
    )
    for name, count in preview["categories"]:
        console.print(f"  {count:6} {escape(name or 'without a type')}", highlight=False)
