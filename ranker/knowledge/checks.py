"""What is wrong with a family, and what to write instead: everything that one field alone does not show.

Each problem is a line that begins with the field. Whether a field by itself is what it should be, the parts check
themselves (`families`); which file it stands in is the business of who read it (`files`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz import fuzz
from rapidfuzz.process import extract

from language.words import phrase_key
from ranker.knowledge.families import WORDED, Concept, Decision, Family, Need

_NEARLY = 0.9
_LIKE = 65
"""Per cent that a name must have in common with an unknown one to be suggested for it."""
_ADD = "add it there"


def problems(family: Family, concepts: Mapping[str, Concept]) -> Iterator[str]:
    """Of a family that is complete, that is, with what its parents say."""
    yield from _names(family)
    yield from _concepts(family, concepts)
    yield from _values(family, concepts)
    for name in doubled(need.need for need in family.needs):
        yield f"needs.{name}: stands here twice; join them"
    yield from _sayings(family)
    for need in family.needs:
        yield from _decisions(need, family, concepts)


def claimed(families: Iterable[Family]) -> Iterator[tuple[Family, str]]:
    """Every family that takes a name which an earlier one has, with what is wrong."""
    owners: dict[str, Family] = {}
    for family in families:
        for name in family.names:
            owner = owners.setdefault(phrase_key(name), family)
            if owner.family != family.family:
                yield (
                    family,
                    f"names: {name!r} is a name of the family {owner.family!r} too; leave it to one of them, "
                    f"or say what is new under family: {owner.family}",
                )


def nearest(name: str, known: Iterable[str], otherwise: str = "define it first") -> str:
    """The remedy for an unknown name: what it may have meant, or otherwise what to do."""
    found = extract(name, list(known), scorer=_likeness, processor=str.casefold, limit=3, score_cutoff=_LIKE)
    return f"did you mean {', '.join(repr(like) for like, *_ in found)}?" if found else otherwise


def _likeness(one: str, other: str, **_: object) -> float:
    """Per cent: of their letters, or nearly of their words if the one has all of the other's."""
    return max(fuzz.ratio(one, other), _NEARLY * fuzz.token_set_ratio(one, other))


def doubled(names: Iterable[str]) -> list[str]:
    """Those that stand there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def _names(family: Family) -> Iterator[str]:
    if not family.names:
        yield "names: give at least one name that shops and shoppers call it"
    for name in family.names:
        if not phrase_key(name):
            yield f"names: {name!r} has no word in it; write a name that a shopper could say"


def _sayings(family: Family) -> Iterator[str]:
    """A request that is said for two needs would teach both, and so neither."""
    said: dict[str, str] = {}
    for need in family.needs:
        for saying in need.says:
            other = said.setdefault(phrase_key(saying), need.need)
            if other != need.need:
                yield f"needs.{need.need}.says: {saying!r} is said for {other!r} too; leave it to one of them"


def _concepts(family: Family, concepts: Mapping[str, Concept]) -> Iterator[str]:
    """Two concepts of one name are one attribute of a catalog, and only one of them could ever be meant."""
    called: dict[str, str] = {}
    for name in family.matters:
        if name not in concepts:
            yield f"matters: {_unknown(name, concepts)}"
            continue
        for label in concepts[name].labels:
            other = called.setdefault(phrase_key(label), name)
            if other != name:
                yield (
                    f"matters.{name}: it is called {label!r}, and so is {other!r} of this family; "
                    "keep one of them, or give one another label"
                )


def _values(family: Family, concepts: Mapping[str, Concept]) -> Iterator[str]:
    for name, listed in family.values.items():
        field = f"values.{name}"
        if name not in concepts:
            yield f"values: {_unknown(name, concepts)}"
        elif concepts[name].kind != "categorical":
            yield f"{field}: values are listed of concepts that are words, and this one is {concepts[name].kind}"
        elif name not in family.matters:
            yield f"{field}: is not under matters; say there how much it usually matters"
        for value in doubled(listed):
            yield f"{field}: {value!r} stands there twice; remove one"


def _decisions(need: Need, family: Family, concepts: Mapping[str, Concept]) -> Iterator[str]:
    for name in doubled(decision.concept for decision in need.decides):
        yield f"needs.{need.need}.{name}: stands here twice; join them"
    for decision in need.decides:
        field = f"needs.{need.need}.{decision.concept}"
        if decision.concept not in concepts:
            yield f"{field}: {_unknown(decision.concept, concepts)}"
        elif decision.concept not in family.matters:
            yield f"{field}: is not under matters; {nearest(decision.concept, family.matters, _ADD)}"
        else:
            yield from (f"{field}.{problem}" for problem in _misfits(decision, family, concepts[decision.concept]))


def _misfits(decision: Decision, family: Family, concept: Concept) -> Iterator[str]:
    for part, wanted in (("wants", decision.wants), ("avoids", decision.avoids)):
        problem = None if wanted is None else _misfit(wanted, decision.concept, family, concept)
        if problem:
            yield f"{part}: {problem}"
    if isinstance(decision.wants, list) and isinstance(decision.avoids, list):
        both = [value for value in decision.wants if value in decision.avoids]
        if both:
            yield f"avoids: {both[0]!r} is wanted too; keep it on one side"
    elif decision.wants is not None and decision.wants == decision.avoids:
        yield "avoids: is what is wanted too; leave avoids out"


def _misfit(wanted: object, name: str, family: Family, concept: Concept) -> str | None:
    """What is wrong with what a decision wants or avoids, and what to write instead; None if nothing is."""
    if concept.kind == "numeric":
        return None if wanted in ("low", "high") else f"of a number it must be low or high, not {wanted!r}"
    if concept.kind == "boolean":
        return None if isinstance(wanted, bool) else f"of a yes or no it must be one of these, not {wanted!r}"
    if not isinstance(wanted, list):
        return f"of words it must be a list of values, not {wanted!r}"
    known = family.values.get(name)
    if known is None:
        return None if name in WORDED else f"list the usual values under values.{name}"
    unknown = [value for value in wanted if value not in known]
    return f"{unknown[0]!r} is not among values.{name}; {nearest(unknown[0], known, _ADD)}" if unknown else None


def _unknown(name: str, concepts: Mapping[str, Concept]) -> str:
    """An unknown concept may be the label of one, or a name written otherwise."""
    called = [concept for concept, written in concepts.items() if name.casefold() in map(str.casefold, written.labels)]
    if called:
        remedy = f"{' or '.join(map(repr, called[:3]))} is called so"
    else:
        remedy = nearest(name, concepts, otherwise="define it first, under concepts")
    return f"there is no concept {name!r}; {remedy}"
