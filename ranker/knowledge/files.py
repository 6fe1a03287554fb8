"""Buying knowledge out of files: ours, and behind it a shop's own. Everything is checked before anything is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ranker.errors import KnowledgeInvalid
from ranker.knowledge.checks import claimed, nearest, problems
from ranker.knowledge.families import Concept, Family, Text
from ranker.knowledge.kept import Kept, read_kept, write_kept

OURS = Path(__file__).resolve().parent
"""`concepts/` and `families/` beside this module."""
_EXAMPLE = "docs/knowledge.md has an example"
_Model = TypeVar("_Model", bound=BaseModel)
_Places = Mapping[str, str]
"""Where each family is written: the file, and in a shop's own the field."""
_FIELD = ": families."


class ShopFile(BaseModel):
    """A shop's own knowledge: one file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    concepts: dict[Text, Concept] = Field(default_factory=dict)
    families: list[Family] = Field(default_factory=list)
    """New ones, or what is to be added to or said otherwise in those that ship; these need no names."""

    @model_validator(mode="before")
    @classmethod
    def _without_empty_parts(cls, written: Any) -> Any:
        """A part of which only the name stands there yet says nothing."""
        return (
            {name: part for name, part in written.items() if part is not None} if isinstance(written, dict) else written
        )


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All concepts and families by name, those with a parent complete."""

    concepts: Mapping[str, Concept]
    families: Mapping[str, Family]
    written: Mapping[str, Family] = field(default_factory=dict)
    """The families as they are written, without what their parents say."""
    departments: Mapping[str, str] = field(default_factory=dict)
    """The folder that a family of ours is in ("computing"), by its name; a shop's own are in none."""


def read_knowledge(shop: Path | None = None, kept: Path | None = None) -> Knowledge:
    """What ships, and what the shop's file adds where there is one; `kept` as in `shipped`. Raises KnowledgeInvalid
    naming file and field."""
    if shop is None or not shop.exists():
        return shipped(kept)
    return joined(shipped(kept), _checked(ShopFile, _loaded(shop), shop), shop)


_read: dict[Path, Knowledge] = {}


def shipped(kept: Path | None = None) -> Knowledge:
    """What ships, read once a process. Raises KnowledgeInvalid.

    `kept` is a file that keeps what was read and checked (`ranker.knowledge.kept`), for the next process: YAML takes
    seconds.
    """
    if OURS not in _read:
        _read[OURS] = _from(kept) if kept else read_folder(OURS)
    return _read[OURS]


def _from(kept: Path) -> Knowledge:
    """What the file keeps, or else what ships, which it keeps from then on."""
    found = read_kept(kept, OURS)
    if found is None:
        read = read_folder(OURS)
        write_kept(kept, OURS, Kept(concepts=read.concepts, written=read.written, departments=read.departments))
        return read
    return Knowledge(found.concepts, _completed(found.written, {}), found.written, found.departments)


def read_folder(folder: Path) -> Knowledge:
    """The knowledge in a folder with `concepts/` and `families/`. Raises KnowledgeInvalid naming file and field."""
    concepts = _read_concepts(folder / "concepts")
    families: dict[str, Family] = {}
    places: dict[str, str] = {}
    departments: dict[str, str] = {}
    for path in sorted((folder / "families").rglob("*.yaml")):
        family = _checked(Family, _mapping(path), path)
        if family.family in families:
            raise KnowledgeInvalid(
                f"{path}: family: {places[family.family]} is about {family.family!r} too; join the files"
            )
        families[family.family], places[family.family] = family, str(path)
        departments[family.family] = path.parent.name
    return Knowledge(concepts, _complete(families, concepts, places), families, departments)


def parse_shop_file(text: str, path: Path) -> ShopFile:
    """A shop's own knowledge out of its text; `path` is what errors call it. Raises KnowledgeInvalid."""
    return _checked(ShopFile, _parsed(text, path), path)


def joined(ours: Knowledge, shop: ShopFile, path: Path) -> Knowledge:
    """Our knowledge with the shop's behind it. Raises KnowledgeInvalid."""
    concepts = dict(ours.concepts)
    for name, concept in shop.concepts.items():
        concepts[name] = _widened(concepts.get(name), concept, f"{path}: concepts.{name}")
    families = dict(ours.written)
    places = dict.fromkeys(families, str(path))
    for number, more in enumerate(shop.families):
        place = f"{path}{_FIELD}{number}"
        known = families.get(more.family)
        if known is None and not more.names:
            remedy = nearest(more.family, families, otherwise="give it names if it is a new one")
            raise KnowledgeInvalid(
                f"{place}.family: there is no family {more.family!r} that this could be for; {remedy}"
            )
        families[more.family] = known.extended(more) if known else more
        places[more.family] = place
    return Knowledge(concepts, _complete(families, concepts, places), families, ours.departments)


def _widened(known: Concept | None, more: Concept, place: str) -> Concept:
    """A concept of ours with the labels that a shop adds."""
    if known is None:
        return more
    if known.kind != more.kind:
        raise KnowledgeInvalid(f"{place}.kind: it is {known.kind} in what ships; keep that, or name another concept")
    labels = list(dict.fromkeys([*known.labels, *more.labels]))
    return Concept(kind=known.kind, labels=labels, unit=more.unit or known.unit)


def requests_of(family: Family) -> Iterator[tuple[str, str | None]]:
    """Every way to ask that the family lists, with the need behind it; None for its bare names."""
    for name in family.names:
        yield name, None
    for need in family.needs:
        for said in need.says:
            yield said, need.need


def _read_concepts(folder: Path) -> dict[str, Concept]:
    concepts: dict[str, Concept] = {}
    places: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.yaml")):
        for name, written in _mapping(path).items():
            if name in concepts:
                raise KnowledgeInvalid(f"{path}: {name}: {places[name]} has this concept too; keep one of them")
            concepts[name], places[name] = _checked(Concept, written, path, f"{name}."), path
    return concepts


def _complete(families: Mapping[str, Family], concepts: Mapping[str, Concept], places: _Places) -> dict[str, Family]:
    """The families with what their parents say. Raises KnowledgeInvalid for the first problem of any."""
    complete = _completed(families, places)
    for name in _parents_first(families, places):
        for problem in problems(complete[name], concepts):
            raise KnowledgeInvalid(f"{places[name]}: {name}: {problem}")
    own_last = sorted(families.values(), key=lambda family: _FIELD in places[family.family])
    for taking, problem in claimed(own_last):
        raise KnowledgeInvalid(f"{places[taking.family]}: {taking.family}: {problem}")
    return complete


def _completed(families: Mapping[str, Family], places: _Places) -> dict[str, Family]:
    """The same, of families that were checked. Raises KnowledgeInvalid for a parent that is not there."""
    complete: dict[str, Family] = {}
    for name in _parents_first(families, places):
        family = families[name]
        complete[name] = family.under(complete[family.parent]) if family.parent else family
    return {name: complete[name] for name in families}


def _parents_first(families: Mapping[str, Family], places: _Places) -> list[str]:
    for name, family in families.items():
        if family.parent is not None and family.parent not in families:
            problem = f"there is no family {family.parent!r}; {nearest(family.parent, families)}"
            raise KnowledgeInvalid(f"{places[name]}: {name}: parent: {problem}")
    graph = {name: {family.parent} if family.parent else set() for name, family in families.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = error.args[1][::-1]
        problem = f"{' under '.join(circle)} is a circle; remove one of these parents"
        raise KnowledgeInvalid(f"{places[circle[0]]}: {circle[0]}: parent: {problem}") from error


def _mapping(path: Path) -> dict[str, Any]:
    content = _loaded(path)
    if not isinstance(content, dict):
        raise KnowledgeInvalid(f"{path}: must be names with what they mean; {_EXAMPLE}")
    return content


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader, in C where there is one, that refuses what YAML reads over: a key that stands there twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(found) < len(node.value):
            keys = [key.value for key, _ in node.value]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise yaml.MarkedYAMLError(problem=f"{twice!r} stands there twice", problem_mark=node.start_mark)
        return found


def _loaded(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeInvalid(f"{path} cannot be read ({error}); give a text file in UTF-8") from error
    return _parsed(text, path)


def _parsed(text: str, path: Path) -> Any:
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506  # it is a safe one
    except yaml.YAMLError as error:
        where = " ".join(str(error).split())
        raise KnowledgeInvalid(f"{path} is no YAML: {where}; {_EXAMPLE}") from error
    return {} if content is None else content


def _checked(model: type[_Model], written: Any, path: Path, prefix: str = "") -> _Model:
    try:
        return model.model_validate(written)
    except ValidationError as error:
        problem = error.errors()[0]
        field = prefix + ".".join(map(str, problem["loc"]))
        raise KnowledgeInvalid(f"{path}: {field or 'the file'}: {_said(problem)}; {_EXAMPLE}") from error


def _said(problem: Any) -> str:
    """What pydantic says, in the words of who writes YAML."""
    known = {
        "missing": "is missing; add it",
        "extra_forbidden": "is no field that is known here; check its spelling",
        "string_type": f"must be text, not {problem['input']!r}; put it in quotes",
        "string_too_short": "is empty; write something or remove it",
        "too_short": "is empty; write at least one",
        "model_type": "must be fields with their values",
        "list_type": "must be a list",
        "dict_type": "must be names with what they mean",
    }
    return known.get(problem["type"], str(problem["msg"]).removeprefix("Value error, "))
