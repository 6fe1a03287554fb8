"""The mapping file: which column (CSV) or key (JSON lines) of a shop's own export is what."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

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
    """Every field names a column; `description` may name several, which are joined."""

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
    attributes: AttributeColumns = Field(default_factory=AttributeColumns)
    list_separator: str = ""
    """Text that separates several values in one field; empty: fields are not split here."""
    category_separator: str = ">"
    """Text between the levels of a category path; the last level is the product type."""
    delimiter: str = ""
    """Of the CSV; empty: found out."""

    @field_validator("description", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    def named_columns(self) -> set[str]:
        """Every column that the mapping gives a role."""
        single = {getattr(self, name) for name in Mapping.model_fields if isinstance(getattr(self, name), str)}
        return {*single, *self.description, *self.attributes.columns, *self.attributes.objects, *self.attributes.ignore}


def read_mapping(path: Path | None) -> Mapping:
    """The mapping of the file; without one, columns have their standard names and the rest are attributes.

    Raises MappingInvalid, naming the field and the remedy.
    """
    if path is None:
        return Mapping(attributes=AttributeColumns(rest=True))
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
