"""Attributes that mean a concept of a family under another name than any that is written: by a language model that was
taught which attributes matter, for which what is asked for alike is alike ("Max. torque" is a torque, "Shell" of a
suitcase its material). Names come first (`linking`); this links what they leave open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from data.catalog.products import CATEGORY
from ranker.candidates import AttributeCandidate, Encode
from ranker.knowledge.families import Concept
from ranker.knowledge.linking import LinkedFamily, Stated, fits
from ranker.knowledge.teaching import candidate_of
from ranker.text import text_of

LIKE = 0.88
"""Cosine from which two attributes mean the same. Of 18 product types of two catalogs read by eye, nearly all from
there on were right, and about half of those between 0.7 and 0.8."""


def completed(
    linked: LinkedFamily,
    concepts: Mapping[str, Concept],
    category: str,
    candidates: Sequence[AttributeCandidate],
    read: Encode,
) -> LinkedFamily:
    """The family with those attributes too that mean one of its concepts which no attribute is called by.

    `read` gives attributes, as `ranker.text` has them, as unit vectors in which what is asked for alike is near. Each
    concept goes to the attribute nearest to it.
    """
    called = set(linked.attributes.values())
    free = [name for name in linked.family.matters if name not in called]
    open_ = [own for own in candidates if own.name not in linked.attributes and own.name != CATEGORY]
    if not free or not open_:
        return linked
    meant = [candidate_of(name, concepts[name], linked.family.values.get(name, [])) for name in free]
    vectors = read([text_of(category, own) for own in (*open_, *meant)])
    likeness = vectors[: len(open_)] @ vectors[len(open_) :].T
    for i, own in enumerate(open_):
        stated = Stated(own.name, own.label, own.kind, own.unit)
        likeness[i, [not fits(concepts[name], stated, same_label=True) for name in free]] = -1.0
    found = dict(linked.attributes)
    for place in np.argsort(-likeness, axis=None, kind="stable"):
        i, j = divmod(int(place), len(free))
        if likeness[i, j] < LIKE:
            break
        if open_[i].name not in found and free[j] not in found.values():
            found[open_[i].name] = free[j]
    return LinkedFamily(linked.family, found)
