"""`floorwalker import`: a catalog file becomes the current catalog; with `--check`, what would become of it is said."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from data.catalog.formats import AUTO, FORMATS
from data.errors import DataError, ImportFailed
from floorwalker.errors import StepFailed
from floorwalker.import_report import show
from floorwalker.terminal import CatalogName, console, progress_bars, read_settings, remedies

if TYPE_CHECKING:
    from data.catalog.report_shape import Report
    from data.catalog.reports import ImportReport
    from floorwalker.steps.catalog_imports import CatalogImports, CatalogRead, Source
    from floorwalker.steps.preparation import Preparation

CatalogOption = Annotated[str, typer.Option(help="Catalog file, or demo; the current catalog if not given.")]
FormatOption = Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}; auto: told by the file.")]
MappingOption = Annotated[
    Path | None,
    typer.Option(help="YAML file that says which column is what (jsonl and csv).", exists=True, dir_okay=False),
]
WARNED = 3
"""Exit code where warnings hold an import back, or a check with `--strict` finds some; 1 is a failure."""
_HELD = "nothing was replaced: the report asks first. If the file is right, import it again with --yes"
_STRICT = "nothing was replaced: there are warnings, and --strict stops at them"


def import_(
    path: Annotated[Path | None, typer.Argument(help="The catalog file.")] = None,
    format: FormatOption = AUTO,
    mapping: MappingOption = None,
    catalog: CatalogName = "",
    *,
    check: Annotated[bool, typer.Option("--check", help="Say what would come of it, and change nothing.")] = False,
    last: Annotated[bool, typer.Option("--last", help="Show the report of the last import, failed or not.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Replace the catalog even where the report asks first.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help=f"Stop at any warning, with exit code {WARNED}.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the report as a page, too.", dir_okay=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")] = False,
) -> None:
    """Import a catalog file; the old catalog stays in place if the import fails."""
    from floorwalker.steps.catalog_imports import Source
    from floorwalker.steps.preparation import Preparation

    if last:
        _show_last(_Saying(html, as_json=as_json), catalog)
        return
    if path is None:
        with remedies():
            raise StepFailed("no file is named", "name the catalog file, or ask for --last")
    saying = _Saying(html, as_json=as_json)
    with saying.failures(), progress_bars() as track:
        preparation = Preparation(read_settings(catalog), track)
        source = Source.of(path, format, mapping)
        saying.mapping = _suggested(source) if check and as_json and mapping is None else ""
        imports = preparation.imports()
        read = None if check else imports.read(source)
        checked = imports.check(source) if check else None
    if checked is not None:
        report, preview = checked
        saying.report(report.shape(), format=source.format, preview=preview)
        raise typer.Exit(WARNED if strict and _warns(report) else 0)
    if read is not None:
        _replace(preparation, imports, read, saying, yes=yes, strict=strict)


class _Saying:
    """What the command says: lines or JSON, and a page."""

    def __init__(self, html: Path | None, *, as_json: bool) -> None:
        self._html, self.as_json = html, as_json
        self.mapping = ""
        """Which column is what, as the file suggests it: for who asks in JSON, and has not said so."""

    def report(self, report: Report, **more: Any) -> None:
        """The report; `more` is what JSON has beside it, of which lines show the preview."""
        self._write(report)
        if self.as_json:
            self._echo(more | {"report": report.model_dump(mode="json")})
            return
        show(report, console)
        if preview := more.get("preview"):
            _show(preview)

    @contextmanager
    def failures(self) -> Iterator[None]:
        """What fails is shown with what to do, or said as JSON; the command ends with 1."""
        with remedies():
            try:
                yield
            except DataError as error:
                report = error.report.shape() if isinstance(error, ImportFailed) else None
                if report:
                    self._write(report)
                if not self.as_json:
                    raise
                said = report.model_dump(mode="json") if report else None
                self._echo({"problem": str(error), "report": said})
                raise typer.Exit(1) from error

    def _echo(self, said: dict[str, Any]) -> None:
        typer.echo(json.dumps(said | ({"mapping": self.mapping} if self.mapping else {})))

    def _write(self, report: Report) -> None:
        if self._html is not None:
            from data.catalog.reviewing.page import page

            self._html.parent.mkdir(parents=True, exist_ok=True)
            self._html.write_text(page(report), encoding="utf-8")


def _replace(
    preparation: Preparation,
    imports: CatalogImports,
    read: CatalogRead,
    saying: _Saying,
    *,
    yes: bool,
    strict: bool,
) -> None:
    """Makes what was read the current catalog, unless the report asks first and nobody says yes."""
    asks = any(point.level == "ask" for point in read.report.points) and not yes
    is_asked = asks and sys.stdin.isatty() and not saying.as_json
    if is_asked:
        show(read.report.shape(), console)
        asks = not typer.confirm("Replace the current catalog with it?", default=False)
    held = _STRICT if strict and _warns(read.report) else _HELD if asks else ""
    if held:
        report = imports.hold(read, held)
        saying.report(report, format=read.source.format, problem=held)
        if not saying.as_json:
            console.print(f"[red]{held}[/red]", highlight=False)
        raise typer.Exit(WARNED)
    with saying.failures(), progress_bars():
        report = preparation.take(imports, read).shape()
    if is_asked:
        console.print(f"{report.kept:,} products are the current catalog now.", highlight=False)
    else:
        saying.report(report, format=read.source.format)


def _suggested(source: Source) -> str:
    """The mapping that the file suggests; "" where it needs none, or cannot be read."""
    from data.catalog.suggesting import suggest

    try:
        return suggest(source.path, source.format).yaml()
    except DataError:
        return ""


def _warns(report: ImportReport) -> bool:
    return any(point.level != "hint" for point in report.points)


def _show_last(saying: _Saying, catalog: str) -> None:
    from floorwalker.steps.preparation import Preparation

    with remedies():
        report = Preparation(read_settings(catalog), lambda _title: lambda _done, _total: None).imports().last()
        if report is None:
            raise StepFailed("nothing was imported yet", "run: floorwalker import FILE")
        saying.report(report)


def _show(preview: dict[str, Any]) -> None:
    console.print(
        f"It would have {preview['products']} products with {preview['attributes']} attributes: {preview['added']} "
        f"new, {preview['stay']} that are there; {preview['removed']} would go. Nothing was changed.",
        highlight=False,
    )
    for name, count in preview["categories"]:
        console.print(f"  {count:6} {escape(name or 'without a type')}", highlight=False)
