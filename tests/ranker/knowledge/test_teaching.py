"""Examples out of families: labels in range that say what the files say, however requests are altered, and splits."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from ranker.candidates import ANSWERS, DIRECTIONS
from ranker.examples import Example
from ranker.knowledge.families import Decision
from ranker.knowledge.files import Knowledge, shipped
from ranker.knowledge.teaching import DEV, HELD_OUT, MOST_VALUES, Labelled, Shop, affinity, split_of, taught
from tests.ranker.knowledge.shelves import KETTLE, knowledge


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return knowledge(tmp_path_factory.mktemp("knowledge"))


def plain_shop(known: Knowledge, family: str) -> Shop:
    return Shop(known.families[family], known.concepts, None)


def drawn(known: Knowledge, family: str, count: int, seed: int = 0) -> tuple[Shop, list[Labelled]]:
    random = np.random.default_rng(seed)
    shop = Shop(known.families[family], known.concepts, random)
    return shop, shop.drawn(count, random)


def grades(shop: Shop, one: Labelled) -> dict[str, float]:
    names = [candidate.name for candidate in shop.candidates]
    return dict(zip(names, one.grades.tolist(), strict=True))


def affinities(shop: Shop, one: Labelled) -> dict[str, dict[str, float]]:
    pairs = zip(shop.candidates, one.affinities, strict=True)
    return {candidate.name: dict(zip(candidate.values, own.tolist(), strict=True)) for candidate, own in pairs}


def test_a_need_teaches_what_its_decisions_say(small: Knowledge) -> None:
    shop = plain_shop(small, "kettle")
    baby = next(one for one in shop.labelled() if one.query == "kettle for a nursery")

    assert grades(shop, baby) == {
        "price": 1.0,  # most of what is usual for it, and no more than a little
        "brand": pytest.approx(0.4),
        "colour": pytest.approx(0.4),
        "noise level": 3.0,
        "kettle type": 1.0,
        "keep warm": 1.5,
    }
    served = affinities(shop, baby)
    assert served["noise level"] == {"low": 1.0, "high": -1.0}
    assert served["keep warm"] == {"yes": 0.5, "no": -0.5}
    assert served["kettle type"] == {"Electric": pytest.approx(1 / 3), "Stovetop": pytest.approx(-1 / 3), "Travel": 0.0}
    assert served["price"] == {"low": 0.0, "high": 0.0}


def test_a_bare_name_teaches_what_usually_matters_and_no_wish(small: Knowledge) -> None:
    shop = plain_shop(small, "kettle")
    plain = [one for one in shop.labelled() if one.source == "plain"]

    assert [one.query for one in plain] == ["kettle", "water boiler"]
    assert grades(shop, plain[0]) == small.families["kettle"].matters
    assert all(not own.any() for one in plain for own in one.affinities)


def test_a_name_that_holds_a_value_asks_for_it_and_one_that_is_said_for_a_need_is_that(tmp_path: Path) -> None:
    names = "[kettle, travel kettle, kettle for a nursery]"
    shop = plain_shop(knowledge(tmp_path, kettle=KETTLE.replace("[kettle, water boiler]", names)), "kettle")
    found = [one for one in shop.labelled() if one.query in names]

    assert [(one.query, one.source) for one in found] == [
        ("kettle", "plain"),
        ("travel kettle", "stated"),
        ("kettle for a nursery", "knowledge"),
    ]
    assert affinities(shop, found[1])["kettle type"] == {"Electric": 0, "Stovetop": 0, "Travel": 1}
    assert grades(shop, found[1])["kettle type"] == 3


@pytest.mark.parametrize(
    ("decision", "values", "expected"),
    [
        (None, ("low", "high"), [0, 0]),
        (Decision(concept="x", grade=3), ("low", "high"), [0, 0]),
        (Decision(concept="x", grade=0, wants="low"), ("low", "high"), [0, 0]),
        (Decision(concept="x", grade=3, wants="high"), DIRECTIONS, [-1, 1]),
        (Decision(concept="x", grade=3, avoids="high"), DIRECTIONS, [1, -1]),
        (Decision(concept="x", grade=1.5, wants=False), ANSWERS, [-0.5, 0.5]),
        (Decision(concept="x", grade=3, wants=["a"], avoids=["b"]), ("a", "b", "c"), [1, -1, 0]),
        (Decision(concept="x", grade=3, wants=["a"]), (), []),
    ],
)
def test_an_affinity_is_by_the_grade_and_the_way(
    decision: Decision | None, values: tuple[str, ...], expected: list[float]
) -> None:
    assert affinity(decision, values).tolist() == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_drawn_has_labels_in_range_for_every_value(seed: int) -> None:
    known = shipped()
    for family in np.random.default_rng(seed).choice(sorted(known.families), 20, replace=False):
        shop, requests = drawn(known, str(family), 30, seed)
        for one in requests:
            assert one.query.strip()
            assert one.grades.shape == (len(shop.candidates),)
            assert np.all((one.grades >= 0) & (one.grades <= 3))
            for candidate, own in zip(shop.candidates, one.affinities, strict=True):
                assert own.shape == (len(candidate.values),)
                assert len(candidate.values) <= MOST_VALUES or candidate.kind != "categorical"
                assert np.all((own >= -1) & (own <= 1))


def test_a_shop_is_drawn_with_its_own_labels_and_order_and_the_same_concepts(small: Knowledge) -> None:
    shops = [drawn(small, "kettle", 1, seed)[0] for seed in range(30)]

    assert {shop.category for shop in shops} == {"kettle", "water boiler"}
    assert {tuple(c.name for c in shop.candidates) for shop in shops} == {tuple(small.families["kettle"].matters)}
    labels = defaultdict(set)
    orders = set()
    for shop in shops:
        for candidate in shop.candidates:
            labels[candidate.name].add(candidate.label)
            orders |= {candidate.values} if candidate.name == "kettle type" else set()
    assert labels["noise level"] == {"noise level", "loudness"}
    assert len(orders) > 3
    assert {frozenset(order) for order in orders} == {frozenset({"Electric", "Stovetop", "Travel"})}


def test_the_values_keep_their_wish_in_whatever_order_a_shop_lists_them(small: Knowledge) -> None:
    for seed in range(10):
        shop, requests = drawn(small, "kettle", 12, seed)
        for one in requests:
            if one.need == "hotel rooms" and one.source == "knowledge":
                assert affinities(shop, one)["kettle type"].get("Travel") in (1.0, 0.0)


def by_phrase(phrase: str, seeds: int = 60) -> list[tuple[Shop, Labelled]]:
    """Requests of families that ship, as drawn, in which a phrase stands."""
    known, found = shipped(), []
    for seed in range(seeds):
        shop, requests = drawn(known, "mouse", 40, seed)
        found += [(shop, one) for one in requests if phrase in one.query.casefold()]
    return found


def labelled_in(shop: Shop, query: str, words: str) -> list[str]:
    """The concepts whose label stands in a phrase, in place of {}."""
    return [c.name for c in shop.candidates if words.format(c.label.casefold()) in query.casefold()]


def test_what_is_said_not_to_matter_has_no_grade_and_no_wish() -> None:
    found = by_phrase("i don't care about the ")
    checked = 0
    for shop, one in found:
        for name in labelled_in(shop, one.query, "care about the {}"):
            if one.query.casefold().endswith(next(c.label for c in shop.candidates if c.name == name).casefold()):
                assert grades(shop, one)[name] == 0
                assert not any(affinities(shop, one)[name].values())
                checked += 1
    assert checked > 3


def test_what_is_said_to_matter_most_has_the_highest_grade() -> None:
    checked = 0
    for shop, one in by_phrase(" matters most to me"):
        for name in labelled_in(shop, one.query, ", the {} matters most to me"):
            assert grades(shop, one)[name] == 3
            checked += 1
    assert checked > 3


def test_a_value_that_is_stated_is_wanted_and_nothing_else_is(small: Knowledge) -> None:
    checked = 0
    for seed in range(20):
        shop, requests = drawn(small, "kettle", 12, seed)
        for one in requests:
            if one.source == "stated":
                wished = {(n, v): w for n, own in affinities(shop, one).items() for v, w in own.items() if w}
                ((name, value),) = wished
                assert wished[name, value] == 1
                assert grades(shop, one)[name] == 3
                checked += value.casefold() in one.query.casefold()
    assert checked > 15  # the others are misspelt


def test_two_needs_in_one_request_matter_both_and_opposites_serve_neither() -> None:
    known = shipped()
    alone = {one.need: one for one in plain_shop(known, "mouse").labelled()}
    names = list(known.families["mouse"].matters)
    numbers = [i for i, name in enumerate(names) if known.concepts[name].kind == "numeric"]
    checked = opposed = 0
    for seed in range(60):
        shop, requests = drawn(known, "mouse", 40, seed)
        for one in requests:
            first, _, second = one.need.partition(" and ")
            if first not in alone or second not in alone or ", " not in one.query and "Also" not in one.query:
                continue
            a, b = alone[first], alone[second]
            assert one.grades == pytest.approx(np.maximum(a.grades, b.grades))
            for place in numbers:
                x, y, both = a.affinities[place], b.affinities[place], one.affinities[place]
                expected = np.where(x * y < 0, 0, np.where(np.abs(x) >= np.abs(y), x, y))
                assert both == pytest.approx(expected)
                opposed += bool(np.any(x * y < 0))
            checked += 1
    assert checked > 20
    assert opposed > 0


def test_the_same_seed_draws_the_same(small: Knowledge) -> None:
    first, again, other = (list(taught(small, shops=2, requests=6, seed=seed)) for seed in (3, 3, 4))

    assert first == again
    assert first != other


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return list(taught(shipped(), shops=1, requests=3, seed=0))


def test_families_that_are_held_out_teach_nothing(examples: list[Example]) -> None:
    splits = defaultdict(set)
    for example in examples:
        splits[example.group].add(example.split)

    assert {len(found) for found in splits.values()} == {1}
    assert splits.keys() == shipped().families.keys()


def test_a_narrower_family_goes_with_its_parent(examples: list[Example]) -> None:
    split = {example.group: example.split for example in examples}
    pairs = [(family.family, family.parent) for family in shipped().families.values() if family.parent]

    assert pairs
    assert [pair for pair in pairs if split[pair[0]] != split[pair[1]]] == []


def test_about_the_shares_that_are_meant_are_held_out() -> None:
    counts = Counter(split_of(family) for family in shipped().families.values())
    total = sum(counts.values())

    assert counts["held out"] / total == pytest.approx(HELD_OUT, abs=0.07)
    assert counts["dev"] / total == pytest.approx(DEV, abs=0.07)
    assert split_of(shipped().families["mouse"]) == split_of(shipped().families["mouse"])
    assert len({split_of(family, seed) for seed in range(30) for family in [shipped().families["mouse"]]}) == 3


def test_with_everything_no_family_is_held_out() -> None:
    splits = {example.split for example in taught(shipped(), shops=1, requests=1, seed=0, everything=True)}

    assert splits == {"train", "dev"}


def test_families_that_do_not_teach_stand_once_with_every_request_as_it_is_written(examples: list[Example]) -> None:
    group = next(example.group for example in examples if example.split == "held out")
    asked = {example.query for example in examples if example.group == group}
    family = shipped().families[group]

    assert {said for need in family.needs for said in need.says} | {family.names[0]} <= asked


def test_examples_are_by_thirds_of_a_grade(examples: list[Example]) -> None:
    assert all(0 <= share <= 1 for example in examples for share in example.relevance)
    assert max(share for example in examples for share in example.relevance) == 1
    assert {example.source for example in examples} == {"plain", "knowledge", "stated"}
