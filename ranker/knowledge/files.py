"""Buying knowledge out of files: ours, and behind it a shop's own. Everything is checked before anything is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz.process import extract

from ranker.errors import KnowledgeInvalid
from ranker.knowledge.families import WORDED, Concept, Decision, Family, Text

OURS = Path(__file__).resolve().parent
"""`concepts/` and `families/` beside this module."""
_EXAMPLE = "docs/knowledge.md has an example"
_Model = TypeVar("_Model", bound=BaseModel)
_LIKE = 60
"""Per cent that a name must have in common with an unknown one to be suggested for it."""


class ShopFile(BaseModel):
    """A shop's own knowledge: one file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    concepts: dict[Text, Concept] = Field(default_factory=dict)
    families: list[Family] = Field(default_factory=list)
    """New ones, or what is to be added to or said otherwise in those that ship; these need no names."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All concepts and families by name, those with a parent complete."""

    concepts: Mapping[str, Concept]
    families: Mapping[str, Family]


def read_knowledge(shop: Path | None = None) -> Knowledge:
    """What ships, and what the shop's file adds where there is one. Raises KnowledgeInvalid naming file and field."""
    ours = shipped()
    if shop is None or not shop.exists():
        return ours
    return joined(ours, _checked(ShopFile, _loaded(shop), shop), shop)


@cache
def shipped() -> Knowledge:
    """What ships. Raises KnowledgeInvalid."""
    return read_folder(OURS)


def read_folder(folder: Path) -> Knowledge:
    """The knowledge in a folder with `concepts/` and `families/`. Raises KnowledgeInvalid naming file and field."""
    concepts: dict[str, Concept] = {}
    for path in sorted((folder / "concepts").rglob("*.yaml")):
        for name, written in _mapping(path).items():
            if name in concepts:
                raise KnowledgeInvalid(f"{path}: {name}: another file has this concept too; keep one of them")
            concepts[name] = _checked(Concept, written, path, f"{name}.")
    families: dict[str, Family] = {}
    for path in sorted((folder / "families").rglob("*.yaml")):
        family = _checked(Family, _mapping(path), path)
        if family.family in families:
            raise KnowledgeInvalid(f"{path}: family: another file is about {family.family!r} too; join them")
        families[family.family] = family
        _check(family, concepts, str(path))
    return Knowledge(concepts, _complete(families, str(folder)))


def joined(ours: Knowledge, shop: ShopFile, path: Path) -> Knowledge:
    """Our knowledge with the shop's behind it. Raises KnowledgeInvalid."""
    concepts = {**ours.concepts, **shop.concepts}
    families = dict(ours.families)
    for number, more in enumerate(shop.families):
        field = f"{path}: families.{number}"
        known = families.get(more.family)
        if known is None and not more.names:
            remedy = f"{_nearest(more.family, families)} or give it names"
            raise KnowledgeInvalid(
                f"{field}.family: there is no family {more.family!r} that needs could be for; {remedy}"
            )
        families[more.family] = known.extended(more) if known else more
        _check(families[more.family], concepts, field)
    return Knowledge(concepts, _complete(families, str(path)))


def _check(family: Family, concepts: Mapping[str, Concept], where: str) -> None:
    """Raises KnowledgeInvalid for what names no concept, or is no value of its kind."""
    for part in ("matters", "values"):
        for name in getattr(family, part):
            if name not in concepts:
                raise KnowledgeInvalid(f"{where}: {part}: there is no concept {name!r}; {_nearest(name, concepts)}")
    for need in family.needs:
        for decision in need.decides:
            field = f"{where}: needs.{need.need}.{decision.concept}"
            if decision.concept not in concepts:
                raise KnowledgeInvalid(f"{field}: there is no such concept; {_nearest(decision.concept, concepts)}")
            for part, wanted in (("wants", decision.wants), ("avoids", decision.avoids)):
                problem = _misfit(wanted, decision, family, concepts[decision.concept])
                if problem:
                    raise KnowledgeInvalid(f"{field}.{part}: {problem}")


def _misfit(wanted: object, decision: Decision, family: Family, concept: Concept) -> str | None:
    """What is wrong with what a decision wants or avoids, and what to write instead; None if nothing is."""
    if wanted is None:
        return None
    if concept.kind == "numeric":
        return None if wanted in ("low", "high") else f"a number is wanted low or high, not {wanted!r}"
    if concept.kind == "boolean":
        return None if isinstance(wanted, bool) else f"must be yes or no, not {wanted!r}"
    if not isinstance(wanted, list):
        return f"must be a list of values, not {wanted!r}"
    known = family.values.get(decision.concept)
    if known is None:
        ok = decision.concept in WORDED or family.parent is not None
        return None if ok else f"list the values of {decision.concept!r} under values"
    unknown = [value for value in wanted if value not in known]
    return f"{unknown[0]!r} is not among its values; {_nearest(unknown[0], known)}" if unknown else None


def _complete(families: Mapping[str, Family], where: str) -> dict[str, Family]:
    """The families with what their parents say. Raises KnowledgeInvalid for an unknown parent, or a circle."""
    for family in families.values():
        if family.parent is not None and family.parent not in families:
            raise KnowledgeInvalid(
                f"{where}: {family.family}: parent: there is no family {family.parent!r}; "
                f"{_nearest(family.parent, families)}"
            )
    graph = {name: {family.parent} if family.parent else set() for name, family in families.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " under ".join(error.args[1])
        raise KnowledgeInvalid(f"{where}: parent: {circle} is a circle; remove one of these parents") from error
    complete: dict[str, Family] = {}
    for name in order:
        family = families[name]
        complete[name] = family.under(complete[family.parent]) if family.parent else family
    return {name: complete[name] for name in families}


def _nearest(name: str, known: Iterable[str]) -> str:
    found = [str(like) for like, *_ in extract(name, list(known), limit=3, score_cutoff=_LIKE)]
    return f"did you mean {', '.join(map(repr, found))}?" if found else "define it first"


def _mapping(path: Path) -> dict[str, Any]:
    content = _loaded(path)
    if not isinstance(content, dict):
        raise KnowledgeInvalid(f"{path}: must be names with what they mean; {_EXAMPLE}")
    return content


def _loaded(path: Path) -> Any:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506  # a safe loader in C
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeInvalid(f"{path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        where = str(error).replace("\n", " ")
        raise KnowledgeInvalid(f"{path} is no YAML: {where}; {_EXAMPLE}") from error
    return {} if content is None else content


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _checked(model: type[_Model], written: Any, path: Path, prefix: str = "") -> _Model:
    try:
        return model.model_validate(written)
    except ValidationError as error:
        problem = error.errors()[0]
        field = prefix + ".".join(map(str, problem["loc"]))
        raise KnowledgeInvalid(
            f"{path}: {field}: {problem['msg'].removeprefix('Value error, ')}; {_EXAMPLE}"
        ) from error


def requests_of(family: Family) -> Iterator[tuple[str, str | None]]:
    """Every way to ask that the family lists, with the need behind it; None for its bare names."""
    for name in family.names:
        yield name, None
    for need in family.needs:
        for said in need.says:
            yield said, need.need
