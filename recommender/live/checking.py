"""Whether a text that somebody wrote can be the shop's rules or its knowledge: everything wrong with it, by line.

Stricter than reading the file: what YAML reads over, and rules that leave a product type without attributes, are
refused here, where somebody is there who can mend it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from ranker.errors import KnowledgeInvalid
from ranker.knowledge.files import Knowledge, ShopFile, joined, parse_shop_file, shipped
from ranker.rules import Rules, meant, unknown_attributes
from ranker.rules_file import RulesFile
from ranker.yaml_lines import Lines
from recommender.engine.recommender import Recommender
from recommender.protocol.steering import CheckRequest, Problem

_MOST_PROBLEMS = 50
_MOST_HIDDEN = 2 / 3
"""Of a product type's attributes, from which hiding them is pointed out."""
_MOST_TYPES = 5
"""Product types named in one message."""
_NAMED = re.compile(r"^((?:families|concepts)\.[\w .-]+?):")
_SAID = {
    "missing": "is missing; add it",
    "extra_forbidden": "is no field that is known here; check its spelling",
    "string_type": "must be text; put it in quotes",
    "string_too_short": "is empty; write something or remove it",
    "too_short": "is empty; write at least one",
    "model_type": "must be fields with their values",
    "list_type": "must be a list; begin each line of it with a dash",
    "dict_type": "must be names with what they mean",
}
"""What pydantic says, in the words of who writes YAML."""


def check(recommender: Recommender, request: CheckRequest) -> list[Problem]:
    """All that is wrong with the text, errors first, by line."""
    try:
        lines = Lines(request.content)
    except yaml.YAMLError as error:
        return [_unreadable(error, len(request.content.splitlines()))]
    found = [
        Problem(line=line, field=key, message=f"{key!r} stands there twice, and only one would hold; join them")
        for key, line in lines.twice()
    ]
    if not found:
        checks = _rules(recommender, request.content, lines) if request.kind == "rules" else _knowledge(request, lines)
        found = list(checks)
    return sorted(found, key=lambda one: (one.severity, one.line))[:_MOST_PROBLEMS]


def rules_of(recommender: Recommender, content: str) -> Rules:
    """The rules of a text that was checked. Raises pydantic.ValidationError and RulesInvalid for another."""
    return Rules(RulesFile.model_validate(_loaded(content)), recommender.snapshot.catalog.attributes)


def knowledge_of(content: str) -> Knowledge:
    """Our knowledge with that of a text behind it. Raises KnowledgeInvalid."""
    path = Path("the text")
    return joined(shipped(), parse_shop_file(content, path), path)


def _loaded(content: str) -> Any:
    read = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe
    return {} if read is None else read


def _unreadable(error: yaml.YAMLError, last: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", None) or str(error).splitlines()[0])
    line = min(mark.line + 1, max(last, 1)) if mark else 1  # the end is behind the last
    return Problem(line=line, message=f"this is no YAML: {said}; check colons, dashes and how far lines are set in")


def _misfits(model: type[BaseModel], content: str, lines: Lines) -> Iterator[Problem]:
    """What the fields of a text are that they must not be."""
    try:
        model.model_validate(_loaded(content))
    except ValidationError as error:
        for problem in error.errors():
            said = str(problem["msg"]).removeprefix("Value error, ")
            field, place = ".".join(map(str, problem["loc"])), problem["loc"]
            named = re.match(r"(\w+)\.(\d+): ", said)
            if not place and named:  # what concerns several fields says itself which
                place = (named[1], named[2])
            yield Problem(line=lines.of(place), field=field, message=_SAID.get(problem["type"], said))


def _rules(recommender: Recommender, content: str, lines: Lines) -> Iterator[Problem]:
    wrong = list(_misfits(RulesFile, content, lines))
    yield from wrong
    if wrong:
        return
    file, attributes = RulesFile.model_validate(_loaded(content)), recommender.snapshot.catalog.attributes
    unknown = list(unknown_attributes(file, attributes))
    for field, problem in unknown:
        yield Problem(line=lines.of(field.split(".")), field=field, message=problem)
    yield from _unknown_types(recommender, file, lines)
    if not unknown:
        yield from _hidden(recommender, Rules(file, attributes), lines)


def _unknown_types(recommender: Recommender, file: RulesFile, lines: Lines) -> Iterator[Problem]:
    """A rule for a product type that the catalog does not have does nothing; an import may bring it."""
    types = recommender.view.categories()
    known = {name.casefold() for name in types}
    for part in ("pin", "boost", "bury", "hide", "never_ask_before", "relevant"):
        for number, rule in enumerate(getattr(file, part)):
            if rule.category is not None and rule.category.casefold() not in known:
                field = f"{part}.{number}.category"
                remedy = meant(rule.category, types) or "the rule does nothing until there is one"
                said = f"the catalog has no product type {rule.category!r}; {remedy}"
                yield Problem(line=lines.of(field.split(".")), field=field, message=said, severity="warning")


def _hidden(recommender: Recommender, rules: Rules, lines: Lines) -> Iterator[Problem]:
    """Rules that leave nothing, or little, of a product type to rank and to ask."""
    table = recommender.snapshot.table
    bare: list[str] = []
    thin: list[str] = []
    for name in recommender.view.categories():
        stated = {table.attributes[number].name for number in recommender.readings.stated(name)}
        hidden = rules.hides(stated, name)
        if stated and hidden == stated:
            bare.append(name)
        elif stated and len(hidden) > _MOST_HIDDEN * len(stated):
            thin.append(f"{name} ({len(hidden)} of {len(stated)})")
    line = lines.of(["hide"])
    if bare:
        said = f"these rules hide every attribute of {_some(bare)}: nothing would be left to rank or to ask there"
        yield Problem(line=line, field="hide", message=f"{said}; hide fewer, or bury them")
    if thin:
        said = f"these rules hide most attributes of {_some(thin)}; bury those that shoppers may still ask about"
        yield Problem(line=line, field="hide", message=said, severity="warning")


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_TYPES
    return ", ".join(names[:_MOST_TYPES]) + (f" and {more} more product types" if more > 0 else "")


def _knowledge(request: CheckRequest, lines: Lines) -> Iterator[Problem]:
    wrong = list(_misfits(ShopFile, request.content, lines))
    yield from wrong
    if wrong:
        return
    try:
        knowledge_of(request.content)
    except KnowledgeInvalid as error:
        said = str(error).removeprefix("the text: ")
        named = _NAMED.match(said)
        field = named[1] if named else ""
        yield Problem(line=lines.of(field.split(".")) if field else 1, field=field, message=said)
