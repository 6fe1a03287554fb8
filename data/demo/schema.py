"""The language of the schema files: one YAML file a category, and `store.yaml` with brands and colours.

Knows what a valid schema is and says what is wrong with an invalid one; drawing products from it is
`data.demo.sampling`. A whole example is `schemas/mouse.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from data.catalog.products import AttributeKind
from data.demo.errors import DemoSchemaInvalid

SCHEMAS = Path(__file__).parent / "schemas"
STORE_FILE = "store.yaml"
QUALITY = "quality"
"""The hidden variable of every product, standard normal: what a brand's tier and luck made of it."""
COLOUR = "Colour"
LEAST_ATTRIBUTES, MOST_ATTRIBUTES = 8, 20
Weight = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Level = str | float | bool


def _weighted(value: object) -> object:
    """A plain list is a mapping with equal weights."""
    return {item: 1.0 for item in value} if isinstance(value, list) else value


def _listed(value: object) -> object:
    """`when: {Connection: Wireless}` is short for a list of one."""
    if not isinstance(value, dict):
        return value
    return {name: levels if isinstance(levels, list) else [levels] for name, levels in value.items()}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Attribute(_Part):
    """One attribute. Exactly one of `values` (categorical), `range` or `steps` (numeric), `share` (boolean)."""

    values: Annotated[dict[str, Weight], BeforeValidator(_weighted)] | None = None
    """Value -> how often; where other attributes depend on it, from low to high."""
    several: int = Field(1, ge=1, le=6)
    """The most values that one product has (categorical only)."""
    range: tuple[float, float] | None = None
    """Smallest and largest number; most lie around the middle."""
    step: float = Field(1.0, gt=0)
    """What the numbers of `range` are rounded to."""
    scale: Literal["linear", "log"] = "linear"
    """Whether `range` has its middle in the arithmetic or the geometric mean."""
    steps: Annotated[dict[float, Weight], BeforeValidator(_weighted)] | None = None
    """Number -> how often, ascending."""
    share: Share | None = None
    """The share of products that have it."""
    unit: str | None = None
    follows: dict[str, float | dict[Level, float]] = Field(default_factory=dict)
    """Earlier attribute (or `quality`) -> correlation, or -> {its value: shift in standard deviations}."""
    when: Annotated[dict[str, list[Level]], BeforeValidator(_listed)] = Field(default_factory=dict)
    """Only products with one of these values of an earlier attribute state this one."""
    stated: Share = 1.0
    """The share of products that state it, among those it applies to."""
    says: str = ""
    """How a text names it, with {value}; empty: the value and its unit, or the name of what a product has."""
    named: float = Field(0.0, ge=0)
    """How often descriptions name it, relative to the others; 0: never."""

    @model_validator(mode="after")
    def _one_distribution(self) -> Self:
        given = [name for name in ("values", "range", "steps", "share") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of values, range, steps and share, not {' and '.join(given) or 'none'}")
        if self.range and self.range[0] >= self.range[1]:
            raise ValueError(f"range must ascend; swap {self.range[0]:g} and {self.range[1]:g}")
        if self.range and self.scale == "log" and self.range[0] <= 0:
            raise ValueError("a log scale needs a range above 0; use scale: linear")
        if self.steps and list(self.steps) != sorted(self.steps):
            raise ValueError("steps must ascend; sort them")
        if self.unit and self.kind != "numeric":
            raise ValueError("only a range or steps have a unit; remove unit")
        if self.several > 1 and not self.values:
            raise ValueError("only values can be several; remove several")
        return self

    @property
    def kind(self) -> AttributeKind:
        """The kind, by the distribution given."""
        return "categorical" if self.values else "boolean" if self.share is not None else "numeric"

    def has_level(self, level: Level) -> bool:
        """Whether a product can have this value."""
        if self.kind == "boolean":
            return isinstance(level, bool)
        return level in (self.values or self.steps or {}) and not isinstance(level, bool)


class Price(_Part):
    """The price in euros: on a log scale between the ends of `range`, following attributes as attributes do."""

    range: tuple[Weight, Weight]
    follows: dict[str, float | dict[Level, float]]


class Variants(_Part):
    """Near-duplicates: one model in several colours or sizes."""

    attribute: str
    share: Share
    """The share of models that come in several variants."""
    most: int = Field(ge=2, le=6)


class Category(_Part):
    """One product type and how its products are distributed."""

    category: str
    noun: str
    """What titles call the product; an attribute's {name} stands for its value."""
    drawing: str
    models: int = Field(ge=1, le=1000)
    brands: list[str] = Field(min_length=3)
    series: list[str] = Field(min_length=3)
    codes: list[str] = Field(min_length=1)
    """Model codes with {n}, a number that grows with quality."""
    price: Price
    title: list[str] = Field(min_length=1, max_length=4)
    """The attributes that every title names, where stated."""
    purposes: list[str] = Field(min_length=2)
    """Sentences that open descriptions."""
    variants: Variants
    unavailable: Share = 0.06
    attributes: dict[str, Attribute]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        count = len(self.attributes)
        if not LEAST_ATTRIBUTES <= count <= MOST_ATTRIBUTES:
            raise ValueError(
                f"attributes must be {LEAST_ATTRIBUTES} to {MOST_ATTRIBUTES}, not {count}; add or remove some"
            )
        kinds = {attribute.kind for attribute in self.attributes.values()}
        if len(kinds) < 3:
            raise ValueError(
                f"attributes must be of all three kinds, not only {', '.join(sorted(kinds))}; add the missing"
            )
        earlier: dict[str, Attribute] = {}
        for name, attribute in self.attributes.items():
            _check_follows(attribute.follows, earlier, f"attributes.{name}.follows")
            for other, levels in attribute.when.items():
                _check_levels(other, levels, earlier, f"attributes.{name}.when")
            earlier[name] = attribute
        _check_follows(self.price.follows, earlier, "price.follows")
        _check_names(self.title, earlier, "title")
        _check_names([self.variants.attribute], earlier, "variants.attribute")
        if self.variants.attribute not in self.title:
            raise ValueError("variants.attribute: variants need titles of their own; add the attribute to title")
        if self.attributes[self.variants.attribute].kind == "boolean":
            raise ValueError("variants.attribute: yes or no makes no variants; name a colour or a size")
        _check_noun(self.noun, earlier)
        for code in self.codes:
            if "{n}" not in code:
                raise ValueError(f"codes: {code!r} has no {{n}}; add it")
        return self


class Brand(_Part):
    """A made-up brand; the tier shifts the quality of all it makes."""

    tier: Literal["budget", "standard", "premium"]


class Store(_Part):
    """What the categories share."""

    brands: dict[str, Brand]
    colours: dict[str, Annotated[str, Field(pattern="^#[0-9a-f]{6}$")]]
    """Every colour that a `Colour` attribute may have, as drawn."""


class Schemas(_Part):
    """All schema files. `categories` is keyed by the file's name, which opens the ids of its products."""

    store: Store
    categories: dict[str, Category]

    @cached_property
    def count(self) -> int:
        """How many models the demo catalog has, without variants."""
        return sum(category.models for category in self.categories.values())


def load_schemas(folder: Path = SCHEMAS, *, drawings: Collection[str]) -> Schemas:
    """All schemas of a folder, checked against each other and against the names of the drawings there are.

    Raises DemoSchemaInvalid, naming file, field and remedy.
    """
    store = _load(folder / STORE_FILE, Store)
    files = sorted(file for file in folder.glob("*.yaml") if file.name != STORE_FILE)
    if not files:
        raise DemoSchemaInvalid(f"{folder}: there is no schema file; add at least one category")
    categories = {file.stem: _load(file, Category) for file in files}
    for file in files:
        _check_shared(file.name, categories[file.stem], store, drawings)
    return Schemas(store=store, categories=categories)


_Model = TypeVar("_Model", bound=_Part)


def _load(file: Path, model: type[_Model]) -> _Model:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DemoSchemaInvalid(f"{file.name}: cannot be read ({error.strerror}); check that it is there") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DemoSchemaInvalid(f"{file.name}: not YAML in UTF-8; mend it: {' '.join(str(error).split())}") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        remedy = "" if first["type"] == "value_error" else f"; the fields are {', '.join(model.model_fields)}"
        raise DemoSchemaInvalid(f"{file.name}: {f'{field}: ' if field else ''}{message}{remedy}") from error


def _check_shared(file: str, category: Category, store: Store, drawings: Collection[str]) -> None:
    if category.drawing not in drawings:
        raise DemoSchemaInvalid(
            f"{file}: drawing: there is no {category.drawing!r}; one of {', '.join(sorted(drawings))}"
        )
    for brand in category.brands:
        if brand not in store.brands:
            raise DemoSchemaInvalid(f"{file}: brands: {brand!r} is unknown; add it to {STORE_FILE} with its tier")
    colour = category.attributes.get(COLOUR)
    for name in (colour.values or {}) if colour else ():
        if name not in store.colours:
            raise DemoSchemaInvalid(
                f"{file}: attributes.Colour: {name!r} is unknown; add it to {STORE_FILE} as #rrggbb"
            )


def _check_names(names: Iterable[str], known: Collection[str], field: str) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"{field}: there is no attribute {name!r} before it; one of {', '.join(known) or 'none'}")


def _check_noun(noun: str, known: dict[str, Attribute]) -> None:
    for name in re.findall(r"{([^}]*)}", noun):
        _check_names([name], known, "noun")
        if known[name].kind == "boolean" or known[name].when or known[name].stated < 1:
            raise ValueError(f"noun: not every product states {name!r}; name an attribute that all have")


def _check_levels(name: str, levels: Iterable[Level], known: dict[str, Attribute], field: str) -> None:
    _check_names([name], known, field)
    for level in levels:
        if not known[name].has_level(level):
            raise ValueError(f"{field}: {name} is never {level!r}; write a value that it has, as it is written there")


def _check_follows(follows: dict[str, float | dict[Level, float]], known: dict[str, Attribute], field: str) -> None:
    for name, strength in follows.items():
        if isinstance(strength, dict):
            _check_levels(name, strength, known, field)
        elif name != QUALITY:
            _check_names([name], known, field)
        if isinstance(strength, float) and not -1 <= strength <= 1:
            raise ValueError(f"{field}: {name}: a correlation is from -1 to 1, not {strength:g}")
