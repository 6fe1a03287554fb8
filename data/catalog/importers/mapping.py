"""The mapping: which column or key of a shop's own export is what, as a mapping file says it or names suggest."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from data.catalog.importers.headings import field_of, folded, guessed
from data.errors import MappingInvalid


class AttributeColumns(BaseModel):
    """Where the attributes stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[str, str] = Field(default_factory=dict)
    """Column -> name of the attribute, for columns that hold one attribute each."""
    objects: list[str] = Field(default_factory=lambda: ["attributes"])
    """Columns that hold many: {name: value}, or [[name, value], …], or [{name: …, value: …}, …]."""
    rest: bool = False
    """Whether every column that is named nowhere in the mapping is an attribute under its own name."""
    ignore: list[str] = Field(default_factory=list)
    """Columns that `rest` leaves out."""
    keep_apart: list[list[str]] = Field(default_factory=list)
    """Groups of names that the import would join ("Color", "Farbe") and is to leave apart."""
    merge: list[list[str]] = Field(default_factory=list)
    """Groups of names that say the same; the first is kept."""


class Mapping(BaseModel):
    """Every field names a column ("" is none); `description` may name several, which are joined."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = "id"
    title: str = "title"
    description: list[str] = Field(default_factory=lambda: ["description"])
    brand: str = "brand"
    category: str = "category"
    price: str = "price"
    currency: str = "currency"
    image_url: str = "image_url"
    url: str = "url"
    available: str = "available"
    state: list[str] = Field(default_factory=list)
    """What says whether the shop offers it at all: draft, published: 0, visibility: hidden."""
    list_price: str = ""
    """The price without a reduction, where `price` has it already."""
    sale_price: str = ""
    sale_begins: str = ""
    sale_ends: str = ""
    group: str = ""
    """What rows have in common that are forms of one product: its id, or a number of the group."""
    sku: str = ""
    mpn: str = ""
    gtin: str = ""
    isbn: str = ""
    model: str = ""
    attributes: AttributeColumns = Field(default_factory=AttributeColumns)
    list_separator: str = ""
    """Text that separates several values in one field; empty: fields are not split here."""
    category_separator: str = ">"
    """Text between the levels of a category path; the last level is the product type."""
    delimiter: str = ""
    """Of the CSV; empty: found out."""
    encoding: str = ""
    """Of the file, unless it is Unicode; empty: found out."""

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str) -> str:
        if value:
            try:
                codecs.lookup(value)
            except LookupError as error:
                raise ValueError(f"no encoding is called {value!r}; write one such as windows-1252") from error
        return value

    @field_validator("description", "state", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    def named_columns(self) -> set[str]:
        """Every column that the mapping gives a role."""
        single = {getattr(self, name) for name in SINGLE}
        return {
            *single,
            *self.description,
            *self.state,
            *self.attributes.columns,
            *self.attributes.objects,
            *self.attributes.ignore,
        }


_NO_COLUMNS = ("list_separator", "category_separator", "delimiter", "encoding")
SINGLE = tuple(
    name for name, field in Mapping.model_fields.items() if field.annotation is str and name not in _NO_COLUMNS
)
"""The fields that name one column."""
_OPTIONAL = tuple(name for name in SINGLE if not Mapping.model_fields[name].default)
_IDENTITY = ("variant_id", "id", "sku", "group", "gtin", "mpn", "url")
"""What tells a product from the others, if no column is called its id."""


def resolved(mapping: Mapping | None, columns: Sequence[str], *, complete: bool = True) -> Mapping:
    """The mapping with the names as the columns have them; without one, the mapping that the columns' names suggest.

    What a mapping file leaves open (codes, sales, the state) is found by name, among columns that it does not name.
    `complete`: all columns are there, so that one which the file names and the columns lack is an error
    (MappingInvalid).
    """
    if mapping is None:
        return _suggested(columns)
    by_fold = {folded(column): column for column in reversed(columns)}
    changes: dict[str, object] = {}
    for name in SINGLE:
        column = getattr(mapping, name)
        if not column or column in columns:
            continue
        if folded(column) in by_fold:
            changes[name] = by_fold[folded(column)]
        elif complete and name in mapping.model_fields_set:
            raise _without(name, column, columns)
    named = mapping.named_columns() - set(mapping.attributes.ignore) | set(map(str, changes.values()))
    found = guessed(column for column in columns if column not in named)
    changes |= {name: found[name][0] for name in _OPTIONAL if name in found and name not in mapping.model_fields_set}
    if "state" not in mapping.model_fields_set:
        changes["state"] = found.get("state", [])
    return mapping.model_copy(update=changes)


def _without(field: str, column: str, columns: Sequence[str]) -> MappingInvalid:
    near = get_close_matches(column, columns, 1)
    remedy = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(columns[:12])}"
    return MappingInvalid(f"{field}: the file has no column {column!r}; {remedy}")


def _suggested(columns: Sequence[str]) -> Mapping:
    """The mapping that the columns' names suggest; what has no known name is an attribute."""
    found = guessed(columns)
    identity = next((found[name][0] for name in _IDENTITY if name in found), "")
    roles = {name: found[name][0] if name in found else "" for name in SINGLE} | {"id": identity}
    if found.get("variant_id") and not roles["group"]:
        of_product = re.sub("variant|variation", "", folded(identity))
        ids = sorted(found.get("id", []), key=lambda column: folded(column) != of_product)
        roles["group"] = next(iter(ids), "")
    roles["group"] = "" if roles["group"] == identity else roles["group"]
    if not roles["sale_begins"]:
        roles["sale_begins"] = next(iter(found.get("sale_period", [])), "")
    if not roles["available"]:
        roles["available"] = next(iter(found.get("delivery", [])), "")
    if not roles["sku"]:  # a number of the shop's beside its id
        roles["sku"] = next((column for column in found.get("id", []) if column not in (identity, roles["group"])), "")
    if not roles["price"]:  # a lone list price is the price
        roles["price"], roles["list_price"] = roles["list_price"], ""
    regular = next((column for column in found.get("price", []) if "regular" in folded(column)), "")
    if regular and roles["sale_price"]:
        roles["price"] = regular
    elif regular and regular != roles["price"] and not roles["list_price"]:
        roles["list_price"] = regular
    if not roles["title"]:  # "model" alone names the product
        roles["title"] = roles["model"]
    described = sorted(found.get("description", []), key=columns.index)
    state = found.get("state", [])
    return Mapping(**roles, description=described, state=state, attributes=AttributeColumns(rest=True))


_ONE_OF_A_KIND = {
    "id", "title", "description", "price", "list_price", "sale_price", "sale_begins", "sale_ends", "sale_period",
    "image_url", "url", "available", "state", "currency", "group", "variant_id", "bookkeeping",
}  # fmt: skip


def is_attribute(column: str) -> bool:
    """Whether a column to which a mapping gives no role may be an attribute: not if it is a second price or picture."""
    return field_of(column) not in _ONE_OF_A_KIND


def read_mapping(path: Path | None) -> Mapping | None:
    """The mapping of the file, if there is one.

    Raises MappingInvalid, naming the field and the remedy.
    """
    if path is None:
        return None
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingInvalid(f"{path}: the mapping file cannot be read ({error.strerror}); check the path") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingInvalid(f"{path}: not YAML in UTF-8: {' '.join(str(error).split())}") from error
    try:
        return Mapping.model_validate(content or {})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the file"
        known = ", ".join(Mapping.model_fields)
        raise MappingInvalid(f"{path}: {field}: {first['msg']}; the fields are {known} (docs/catalog.md)") from error
