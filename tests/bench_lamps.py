"""A small shop of bench lamps, and what is written about what these are for."""

from __future__ import annotations

from data.catalog.products import Attribute, Catalog, Product

LAMPS = """
concepts:
  lumens of a bench lamp: {kind: numeric, labels: [Lumens]}
  mass of a bench lamp: {kind: numeric, labels: [Mass]}
  mount of a bench lamp: {kind: categorical, labels: [Mount]}
families:
- family: bench lamp
  names: [bench lamp]
  matters: {lumens of a bench lamp: 2, mass of a bench lamp: 2, mount of a bench lamp: 2}
  values: {mount of a bench lamp: [Clamp, Foot]}
  needs:
  - need: soldering
    says: [bench lamp for soldering]
    decides: [{concept: lumens of a bench lamp, grade: 3, wants: high}]
  - need: fine soldering
    says: [bench lamp for tiny parts]
    decides: [{concept: lumens of a bench lamp, grade: 3, wants: high}]
  - need: carrying about
    says: [bench lamp to take along]
    decides: [{concept: mass of a bench lamp, grade: 3, wants: low}]
  - need: narrow desks
    says: [bench lamp without a foot]
    decides: [{concept: mount of a bench lamp, grade: 3, wants: [Clamp], avoids: [Foot]}]
"""
KINDS = {"lumens": "numeric", "mass": "numeric", "mount": "categorical", "category": "categorical"}


def lamps(kind: str = "Bench lamp", mounts: tuple[str, ...] = ("Clamp", "Foot")) -> Catalog:
    """Sixteen lamps: every combination of light, mass and mount, twice."""
    attributes = {name: Attribute(name, name.capitalize(), each) for name, each in KINDS.items()}  # type: ignore[arg-type]
    products = [
        Product(
            id=str(n),
            title=f"{kind} {n}",
            category=kind,
            attributes={
                "lumens": 400.0 + 400 * (n & 1),
                "mass": 1.0 + (n >> 1 & 1),
                "mount": mounts[(n >> 2 & 1) % len(mounts)],
            },
        )
        for n in range(16)
    ]
    return Catalog("1", tuple(products), attributes)
