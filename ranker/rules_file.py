"""A merchandiser's rules as they are written: one YAML file, checked field by field. What they do is `ranker.rules`."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from ranker.errors import RulesInvalid

MOST_RULES = 1000
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Names = Annotated[list[Name], Field(min_length=1)]
Factor = Annotated[float, Field(gt=1, le=1000)]

SENSITIVE = (
    "age",
    "age group",
    "disability",
    "ethnicity",
    "gender",
    "health condition",
    "nationality",
    "pregnancy",
    "religion",
    "sex",
    "sexual orientation",
    "skin type",
    "target gender",
)
"""Labels that are about a person rather than a product, as a file means them that names none."""


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    category: Name | None = None
    """Only where this product type is searched."""


class AttributeRule(_Rule):
    """An attribute that is pinned or hidden."""

    attribute: Name


class FactorRule(AttributeRule):
    """An attribute whose weight is multiplied or, to bury it, divided."""

    factor: Factor = 2.0


class BeforeRule(AttributeRule):
    """An attribute that is not asked until others were."""

    before: Names


class RelationRule(_Rule):
    """Who asks for one attribute will care about another."""

    asking_for: Name
    makes: Name
    factor: Factor = 2.0


class RulesFile(BaseModel):
    """The whole file; every part may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pin: list[AttributeRule] = Field(default_factory=list, max_length=MOST_RULES)
    boost: list[FactorRule] = Field(default_factory=list, max_length=MOST_RULES)
    bury: list[FactorRule] = Field(default_factory=list, max_length=MOST_RULES)
    hide: list[AttributeRule] = Field(default_factory=list, max_length=MOST_RULES)
    never_ask_before: list[BeforeRule] = Field(default_factory=list, max_length=MOST_RULES)
    relevant: list[RelationRule] = Field(default_factory=list, max_length=MOST_RULES)
    synonyms: dict[Name, Names] = Field(default_factory=dict, max_length=MOST_RULES)
    sensitive: list[Name] | None = None
    """Attributes never asked first; None: those of SENSITIVE that the catalog has."""

    @model_validator(mode="after")
    def _is_consistent(self) -> RulesFile:
        for part in ("pin", "boost", "bury", "hide"):
            seen: set[tuple[str, str]] = set()
            for number, rule in enumerate(getattr(self, part)):
                key = (rule.attribute.casefold(), (rule.category or "").casefold())
                if key in seen:
                    raise ValueError(f"{part}.{number}: {rule.attribute!r} is named twice; keep one of them")
                seen.add(key)
        waits = {rule.attribute.casefold(): {n.casefold() for n in rule.before} for rule in self.never_ask_before}
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as error:
            circle = " before ".join(error.args[1])
            raise ValueError(f"never_ask_before: {circle} is a circle; remove one of these rules") from error
        return self

    def attributes(self) -> Iterator[tuple[str, str]]:
        """Every attribute named, with the path of the field that names it."""
        for part in ("pin", "boost", "bury", "hide", "never_ask_before"):
            for number, rule in enumerate(getattr(self, part)):
                yield f"{part}.{number}.attribute", rule.attribute
        for number, waiting in enumerate(self.never_ask_before):
            for place, name in enumerate(waiting.before):
                yield f"never_ask_before.{number}.before.{place}", name
        for number, relation in enumerate(self.relevant):
            yield f"relevant.{number}.asking_for", relation.asking_for
            yield f"relevant.{number}.makes", relation.makes
        for number, name in enumerate(self.sensitive or ()):
            yield f"sensitive.{number}", name


def read_rules(path: Path) -> RulesFile:
    """The rules in a file; an empty one has none. Raises RulesInvalid naming the field and the remedy."""
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RulesInvalid(f"{path} cannot be read ({error}); name another file in FLOORWALKER_RULES") from error
    except yaml.YAMLError as error:
        where = str(error).replace("\n", " ")
        raise RulesInvalid(f"{path} is no YAML: {where}; docs/rules.md has an example") from error
    try:
        return RulesFile.model_validate({} if content is None else content)
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(map(str, problem["loc"]))
        reason = problem["msg"].removeprefix("Value error, ")
        raise RulesInvalid(f"{path}: {f'{field}: ' if field else ''}{reason}; docs/rules.md has an example") from error
