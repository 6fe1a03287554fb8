"""Knowledge out of files: what ships, what a shop adds, and what is said of a file that cannot be used."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from floorwalker.settings import ROOT
from ranker.errors import KnowledgeInvalid
from ranker.knowledge.families import WORDED
from ranker.knowledge.files import OURS, read_folder, read_knowledge, requests_of, shipped
from ranker.knowledge.linking import Links, Stated
from tests.ranker.knowledge.shelves import CONCEPTS, HAMMER, KETTLE, POUR_OVER, folder, knowledge, shop_file

MOST_WORDS = 13
"""In a reason on a card."""


def test_what_ships_is_whole() -> None:
    ours = shipped()

    assert len(ours.families) >= 300
    assert sum(len(family.needs) for family in ours.families.values()) >= 2000
    assert set(ours.departments) == set(ours.families)
    assert len(set(ours.departments.values())) >= 8


def test_every_family_that_ships_knows_the_price_has_values_and_several_needs() -> None:
    for name, family in shipped().families.items():
        assert family.matters.get("price", 0) >= 1, name
        assert len(family.needs) >= 4, name
        listed = {concept for concept in family.matters if shipped().concepts[concept].kind == "categorical"}
        assert listed - WORDED <= set(family.values), name


def test_every_need_that_ships_is_asked_for_in_several_ways_and_decided_by_several_things() -> None:
    for name, family in shipped().families.items():
        for need in family.needs:
            assert len(need.says) >= 4, (name, need.need)
            assert sum(decision.grade > 0 for decision in need.decides) >= 2, (name, need.need)
            assert max(decision.grade for decision in need.decides) >= 2, (name, need.need)


def test_every_reason_that_ships_is_one_short_clause() -> None:
    for name, family in shipped().families.items():
        for need in family.needs:
            for decision in need.decides:
                why = decision.why or ""
                assert len(why.split()) <= MOST_WORDS, (name, why)
                assert not why.endswith("."), (name, why)
                assert decision.why or decision.grade < 1.5, (name, need.need, decision.concept)


def test_a_shop_may_name_families_and_attributes_in_its_language(tmp_path: Path) -> None:
    own = """\
concepts:
  connection: {kind: categorical, labels: [Anschluss]}
families:
- family: mouse
  names: [Maus, Funkmaus]
"""
    read = read_knowledge(shop_file(tmp_path / "knowledge.yaml", own))
    linked = Links(read).linked("Funkmaus", [Stated("a", "Anschluss", "categorical")])

    assert linked is not None
    assert (linked.family.family, linked.attributes) == ("mouse", {"a": "connection"})


def test_reads_a_folder_with_what_parents_say(tmp_path: Path) -> None:
    read = knowledge(tmp_path)

    child = read.families["pour-over kettle"]
    assert list(child.matters) == ["price", "brand", "colour", "noise level", "kettle type", "keep warm", "gooseneck"]
    assert [need.need for need in child.needs] == ["filter coffee", "a sleeping baby", "hotel rooms"]
    assert [need.need for need in read.written["pour-over kettle"].needs] == ["filter coffee"]
    assert read.departments["kettle"] == "home"


def test_lists_every_request(tmp_path: Path) -> None:
    asked = dict(requests_of(knowledge(tmp_path).families["kettle"]))

    assert asked["water boiler"] is None
    assert asked["kettle for a nursery"] == "a sleeping baby"


@pytest.mark.parametrize(
    ("concepts", "families", "words"),
    [
        (CONCEPTS, {"kettle": "family: ["}, r"kettle\.yaml is no YAML: .*docs/knowledge\.md"),
        (CONCEPTS, {"kettle": "- kettle"}, r"kettle\.yaml: must be names with what they mean"),
        (CONCEPTS, {"kettle": KETTLE + "names: [boiler]\n"}, r"'names' stands there twice"),
        (CONCEPTS, {"kettle": KETTLE, "again": KETTLE}, r"kettle\.yaml: family: .*again\.yaml is about 'kettle' too"),
        (CONCEPTS, {"kettle": KETTLE.replace("noise level: 0.5", "loudness: 0.5")}, "'noise level' is called so"),
        (CONCEPTS, {"kettle": KETTLE.replace("[Travel]", "[Travell]")}, "'Travell' is not among .* mean 'Travel'"),
        (
            CONCEPTS,
            {"kettle": KETTLE.replace("wants: low", "wants: quiet")},
            r"needs\.0\.decides\.0\.wants: must be low",
        ),
        (CONCEPTS, {"kettle": KETTLE.replace("wants: low", "wants: yes")}, "must be low or high, not True"),
        (
            CONCEPTS,
            {"kettle": KETTLE.replace("Stovetop,", "2,")},
            r"values\.kettle type\.1: must be text, not 2; put it",
        ),
        (
            CONCEPTS,
            {"kettle": KETTLE.replace("names: [kettle,", "names: ['',")},
            r"names\.0: is empty; write something",
        ),
        (CONCEPTS, {"kettle": KETTLE.replace("need: hotel", "wish: hotel")}, r"needs\.1\.need: is missing; add it"),
        (CONCEPTS, {"kettle": KETTLE.replace("grade: 3", "grade: 4")}, r"grade: .*less than or equal to 3"),
        (CONCEPTS, {"pour": POUR_OVER}, "parent: there is no family 'kettle'; did you mean 'pour-over"),
        (
            CONCEPTS,
            {"kettle": KETTLE + "parent: pour-over kettle\n", "pour": POUR_OVER},
            "is a circle; remove one of these parents",
        ),
        (CONCEPTS, {"kettle": KETTLE + "parent: kettle\n"}, "kettle under kettle is a circle"),
        (CONCEPTS, {"kettle": KETTLE, "hammer": HAMMER.replace("[hammer]", "[Kettles]")}, "is a name of the family"),
        (CONCEPTS, {"hammer": HAMMER.replace("[hammer]", "[]")}, "hammer: names: give at least one"),
        (CONCEPTS + "price: {kind: numeric, labels: [cost]}\n", {"hammer": HAMMER}, "'price' stands there twice"),
        (CONCEPTS + "size: {kind: words, labels: [size]}\n", {"hammer": HAMMER}, r"size\.kind: Input should be 'cat"),
        (CONCEPTS + "size: {kind: categorical, labels: []}\n", {"hammer": HAMMER}, r"size\.labels: is empty"),
        (CONCEPTS + "size: categorical\n", {"hammer": HAMMER}, "size.*: must be fields with their values"),
    ],
)
def test_says_what_is_wrong_with_a_file(tmp_path: Path, concepts: str, families: dict[str, str], words: str) -> None:
    with pytest.raises(KnowledgeInvalid, match=words):
        knowledge(tmp_path, concepts, **families)


def test_the_examples_of_the_documentation_can_be_used(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")
    family, own = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    alone = folder(tmp_path / "alone", "", kettle=family)
    shutil.rmtree(alone / "concepts")
    shutil.copytree(OURS / "concepts", alone / "concepts")

    assert list(read_folder(alone).families) == ["kettle"]
    read = read_knowledge(shop_file(tmp_path / "knowledge.yaml", own))
    assert read.families["bagpipe"].needs
    assert read.families["mouse"].matters["warranty"] == 2
    assert "film editing" in [need.need for need in read.families["mouse"].needs]


def test_a_concept_is_in_one_file_and_the_other_is_named(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / "concepts" / "more.yaml").write_text("weight: {kind: numeric, labels: [mass]}", encoding="utf-8")

    with pytest.raises(KnowledgeInvalid, match=r"more\.yaml: weight: .*all\.yaml has this concept too"):
        read_folder(root)


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "knowledge.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(KnowledgeInvalid, match=r"knowledge\.yaml cannot be read .*UTF-8"):
        read_knowledge(tmp_path / "knowledge.yaml")


def test_without_a_shops_file_it_is_ours(tmp_path: Path) -> None:
    assert read_knowledge() is shipped()
    assert read_knowledge(tmp_path / "none.yaml") is shipped()
    assert read_knowledge(shop_file(tmp_path / "empty.yaml", "")).families == shipped().families
    assert read_knowledge(shop_file(tmp_path / "begun.yaml", "concepts:\nfamilies:\n")).families == shipped().families


def test_a_shop_adds_a_family_a_need_a_value_and_a_label(tmp_path: Path) -> None:
    own = """\
concepts:
  gusset: {kind: boolean, labels: [gusset]}
  weight: {kind: numeric, labels: [Gewicht]}
families:
- family: didgeridoo
  names: [didgeridoo]
  matters: {price: 2, weight: 1, gusset: 1}
  needs:
  - need: camp fires
    says: [didgeridoo to take along]
    decides: [{concept: weight, grade: 3, wants: low, why: easy to carry}]
- family: mouse
  matters: {gusset: 0}
  values: {mouse type: [Roller]}
  needs:
  - need: film editing
    says: [mouse for cutting films]
    decides: [{concept: mouse type, grade: 3, wants: [Roller], why: it scrubs along the film}]
"""
    read = read_knowledge(shop_file(tmp_path / "knowledge.yaml", own))
    mouse, ours = read.families["mouse"], shipped().families["mouse"]

    assert read.concepts["weight"].labels[-1] == "Gewicht"
    assert read.concepts["weight"].unit == "kg"
    assert [need.need for need in read.families["didgeridoo"].needs] == ["camp fires"]
    assert mouse.values["mouse type"] == [*ours.values["mouse type"], "Roller"]
    assert [need.need for need in mouse.needs] == [*(need.need for need in ours.needs), "film editing"]
    assert mouse.names == ours.names
    assert "didgeridoo" not in shipped().families


def test_what_a_shop_says_of_a_family_holds_for_the_narrower_ones(tmp_path: Path) -> None:
    parent = next(family.parent for family in shipped().families.values() if family.parent)
    child = next(family for family in shipped().families.values() if family.parent == parent)
    own = f"""\
families:
- family: {parent}
  needs:
  - need: the test
    says: [one for the test]
    decides: [{{concept: price, grade: 3, wants: low}}]
"""
    read = read_knowledge(shop_file(tmp_path / "knowledge.yaml", own))

    assert "the test" in [need.need for need in read.families[child.family].needs]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("families: [{family: mous}]", r"families\.0\.family: there is no family 'mous' .* did you mean 'mouse'"),
        (
            "families: [{family: zzzzzz}]",
            r"families\.0\.family: there is no family 'zzzzzz' that this could be for; give it names if it is a new",
        ),
        (
            "families: [{family: mouse, needs: [{need: x, says: [y], decides: [{concept: wight, grade: 1}]}]}]",
            r"families\.0: mouse: needs\.x\.wight: there is no concept 'wight'; did you mean 'weight'",
        ),
        (
            "families: [{family: rodent, names: [mouse], matters: {price: 1}}]",
            r"families\.0: rodent: names: 'mouse' is a",
        ),
        ("families: [{family: mouse, parent: mouse}]", r"families\.0: mouse: parent: mouse under mouse is a circle"),
        ("families: [{family: mouse, parent: cat}]", r"families\.0: mouse: parent: there is no family 'cat'"),
        ("families: {mouse: {}}", r"families: must be a list"),
        ("families: [mouse]", r"families\.0: must be fields with their values"),
        ("needs: []", r"needs: is no field that is known here; check its spelling"),
        (
            "concepts: {weight: {kind: boolean, labels: [heavy]}}",
            r"concepts\.weight\.kind: it is numeric in what ships",
        ),
        ("- families", r"the file: must be fields with their values"),
    ],
)
def test_says_what_is_wrong_with_a_shops_file(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(KnowledgeInvalid, match=r"knowledge\.yaml: " + words):
        read_knowledge(shop_file(tmp_path / "knowledge.yaml", text))
