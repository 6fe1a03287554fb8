"""What each rule of a merchandiser does to the weights of six attributes, and what it says about it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.catalog.products import Attribute
from ranker.candidates import RankingRequest
from ranker.errors import RulesInvalid
from ranker.rules import Ruled, Rules
from ranker.rules_file import RulesFile, read_rules
from ranker.statistical import StatisticsRanker
from tests.ranker.requests import LABELS, candidate, request

ATTRIBUTES = {
    label: Attribute(label.casefold().replace(" ", "_"), label, "categorical") for label in (*LABELS, "Gender", "Price")
}


def rules(text: str, tmp_path: Path) -> Rules:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return Rules(read_rules(path), ATTRIBUTES)


def applied(these: Rules, asked: RankingRequest, settled: tuple[str, ...] = ()) -> tuple[dict[str, float], Ruled]:
    ruled = these.apply(asked, StatisticsRanker().rank(asked), settled)
    assert ruled.ranking.weights.sum() == pytest.approx(1)
    names = [c.name for c in asked.candidates]
    return dict(zip(names, ruled.ranking.weights.tolist(), strict=True)), ruled


def plain(asked: RankingRequest) -> dict[str, float]:
    weights = StatisticsRanker().rank(asked).weights
    return dict(zip([c.name for c in asked.candidates], weights.tolist(), strict=True))


THREE = request(candidate("Colour", 0.3), candidate("Weight", 0.2), candidate("Memory", 0.1), category="Laptop")


def test_a_boost_multiplies_a_weight_against_the_others(tmp_path: Path) -> None:
    weights, ruled = applied(rules("boost: [{attribute: Weight, factor: 3}]", tmp_path), THREE)

    before = plain(THREE)
    assert weights["weight"] / weights["colour"] == pytest.approx(3 * before["weight"] / before["colour"])
    assert ruled.notes[1] == ["the shop boosts it by 3"]
    assert ruled.ranking.parts["rules"] == pytest.approx([0, np.log(3), 0])


def test_burying_divides_a_weight(tmp_path: Path) -> None:
    weights, _ = applied(rules("bury: [{attribute: colour, factor: 5}]", tmp_path), THREE)

    before = plain(THREE)
    assert weights["weight"] / weights["colour"] == pytest.approx(5 * before["weight"] / before["colour"])


def test_pinned_attributes_come_first_in_the_order_of_the_file(tmp_path: Path) -> None:
    weights, _ = applied(rules("pin: [{attribute: Memory}, {attribute: Weight}]", tmp_path), THREE)

    assert sorted(weights, key=lambda name: -weights[name]) == ["memory", "weight", "colour"]


def test_a_rule_for_another_product_type_does_nothing(tmp_path: Path) -> None:
    weights, ruled = applied(rules("pin: [{attribute: Memory, category: Mouse}]", tmp_path), THREE)

    assert weights == pytest.approx(plain(THREE))
    assert ruled.notes == [[], [], []]


def test_a_hidden_attribute_is_not_ranked_unless_the_shopper_spoke_of_it(tmp_path: Path) -> None:
    hiding = rules("hide: [{attribute: Colour}]", tmp_path)

    assert [c.name for c in hiding.visible(THREE, ()).candidates] == ["weight", "memory"]
    assert len(hiding.visible(THREE, ("colour",)).candidates) == 3


def test_an_attribute_waits_until_another_was_asked(tmp_path: Path) -> None:
    waiting = rules("never_ask_before: [{attribute: Colour, before: [Memory]}]", tmp_path)

    weights, ruled = applied(waiting, THREE)
    assert max(weights, key=lambda name: weights[name]) == "weight"
    assert ruled.notes[0] == ["the shop never asks it before Memory"]
    settled, _ = applied(waiting, THREE, settled=("memory",))
    assert max(settled, key=lambda name: settled[name]) == "colour"


def test_a_sensitive_attribute_is_never_asked_first(tmp_path: Path) -> None:
    asked = request(candidate("Gender", 0.9), candidate("Weight", 0.2))

    weights, _ = applied(rules("", tmp_path), asked)
    assert weights["weight"] > weights["gender"]
    later, _ = applied(rules("", tmp_path), request(*asked.candidates, declined=["Colour"]))
    assert later["gender"] > later["weight"]


def test_the_shop_says_what_is_sensitive(tmp_path: Path) -> None:
    asked = request(candidate("Gender", 0.9), candidate("Weight", 0.2))

    weights, _ = applied(rules("sensitive: []", tmp_path), asked)
    assert weights["gender"] > weights["weight"]
    assert rules("sensitive: [Weight]", tmp_path).sensitive == {"weight"}


def test_the_order_stays_when_nothing_that_is_left_may_be_asked(tmp_path: Path) -> None:
    asked = request(candidate("Gender", 0.9))

    weights, ruled = applied(rules("", tmp_path), asked)
    assert weights == {"gender": 1.0}
    assert ruled.notes == [[]]


def test_who_asks_for_one_attribute_cares_about_another(tmp_path: Path) -> None:
    relation = rules("relevant: [{asking_for: Memory, makes: Weight, factor: 4}]", tmp_path)
    said = request(candidate("Colour", 0.3), candidate("Weight", 0.2), candidate("Memory", 0.1, said=0.4))

    assert applied(relation, THREE)[0] == pytest.approx(plain(THREE))
    for weights in (applied(relation, THREE, settled=("memory",))[0], applied(relation, said)[0]):
        assert weights["weight"] / weights["colour"] == pytest.approx(4 * 0.201 / 0.301)


def test_synonyms_are_searched_too(tmp_path: Path) -> None:
    these = rules("synonyms: {notebook: [laptop, portable computer]}", tmp_path)

    assert these.expanded("Red Notebook, 16 GB") == "Red Notebook, 16 GB laptop portable computer"
    assert these.expanded("notebook laptop") == "notebook laptop portable computer"
    assert these.expanded("notebooks") == "notebooks"


def test_says_nothing_about_no_candidates(tmp_path: Path) -> None:
    asked = request()

    ruled = rules("pin: [{attribute: Colour}]", tmp_path).apply(asked, StatisticsRanker().rank(asked), ())
    assert (len(ruled.ranking.weights), ruled.notes) == (0, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("boost: [{attribute: Colr}]", ["boost.0.attribute", "'Colr'", "'Colour'"]),
        ("sensitive: [Shoe]", ["sensitive.0", "GET /v1/attributes"]),
        ("boost: [{attribute: Colour, factor: 1}]", ["boost.0.factor", "greater than 1"]),
        ("boost: {attribute: Colour}", ["boost", "list"]),
        ("push: []", ["push", "not permitted"]),
        ("boost: [", ["no YAML"]),
        ("pin: [{attribute: Colour}, {attribute: colour}]", ["pin.1", "twice"]),
        (
            "never_ask_before: [{attribute: Colour, before: [Weight]}, {attribute: Weight, before: [Colour]}]",
            ["never_ask_before", "circle"],
        ),
    ],
)
def test_a_bad_file_names_the_field_and_the_remedy(text: str, words: list[str], tmp_path: Path) -> None:
    with pytest.raises(RulesInvalid) as caught:
        rules(text, tmp_path)

    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_an_empty_file_has_no_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("", encoding="utf-8")

    assert read_rules(path) == RulesFile()


def test_a_file_that_cannot_be_read_says_where_another_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesInvalid, match="FLOORWALKER_RULES"):
        read_rules(tmp_path)
