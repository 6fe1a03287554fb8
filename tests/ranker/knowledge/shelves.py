"""A little buying knowledge of our own and a shop's, as it is written, for tests to alter."""

from __future__ import annotations

from pathlib import Path

from ranker.knowledge.files import Knowledge, read_folder

CONCEPTS = """\
price: {kind: numeric, labels: [price]}
brand: {kind: categorical, labels: [brand, manufacturer]}
colour: {kind: categorical, labels: [colour, color]}
weight: {kind: numeric, unit: g, labels: [weight, net weight]}
noise level: {kind: numeric, unit: dB, labels: [noise level, loudness]}
kettle type: {kind: categorical, labels: [type, kettle type]}
keep warm: {kind: boolean, labels: [keep warm, keep-warm function]}
gooseneck: {kind: boolean, labels: [gooseneck, gooseneck spout]}
"""
KETTLE = """\
family: kettle
names: [kettle, water boiler]
matters: {price: 2.5, brand: 1, colour: 1, noise level: 0.5, kettle type: 1, keep warm: 1}
values:
  kettle type: [Electric, Stovetop, Travel]
needs:
- need: a sleeping baby
  says: [kettle for a nursery, the baby wakes whenever I make tea]
  decides:
  - {concept: noise level, grade: 3, wants: low, why: the baby sleeps on}
  - {concept: kettle type, grade: 1, wants: [Electric], avoids: [Stovetop]}
  - {concept: keep warm, grade: 1.5, wants: yes, why: a bottle at any hour}
- need: hotel rooms
  says: [something to boil water with in hotels]
  decides:
  - {concept: kettle type, grade: 3, wants: [Travel]}
  - {concept: colour, grade: 0}
"""
POUR_OVER = """\
family: pour-over kettle
names: [pour-over kettle]
parent: kettle
matters: {gooseneck: 3}
needs:
- need: filter coffee
  says: [kettle for v60]
  decides: [{concept: gooseneck, grade: 3, wants: yes, why: the water comes thin and slow}]
"""
HAMMER = """\
family: hammer
names: [hammer]
matters: {price: 2, weight: 3, brand: 1, colour: 0}
needs:
- need: small nails
  says: [hammer for pictures]
  decides: [{concept: weight, grade: 3, wants: low, why: it does not bend them}]
"""


def folder(root: Path, concepts: str = CONCEPTS, **families: str) -> Path:
    """A folder of ours; without families, the three above."""
    (root / "concepts").mkdir(parents=True, exist_ok=True)
    (root / "families" / "home").mkdir(parents=True, exist_ok=True)
    (root / "concepts" / "all.yaml").write_text(concepts, encoding="utf-8")
    for name, text in (families or {"kettle": KETTLE, "pour_over": POUR_OVER, "hammer": HAMMER}).items():
        (root / "families" / "home" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def knowledge(root: Path, concepts: str = CONCEPTS, **families: str) -> Knowledge:
    """What is in such a folder."""
    return read_folder(folder(root, concepts, **families))


def shop_file(path: Path, text: str) -> Path:
    """A shop's own file."""
    path.write_text(text, encoding="utf-8")
    return path
