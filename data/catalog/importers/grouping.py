"""Rows that are forms of one product, joined: what they have in common is the product's, the rest tells them apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from os.path import commonprefix

from data.catalog.importers.headings import field_of
from data.catalog.importers.rows import RawProduct, RawScalar, RawValue, RawVariant

_LEAST_TITLE = 2
"""Words that the common beginning of titles has to have, to be the title of the product."""
_BETWEEN = " -–—,/|:(["
"""What stands between a product's title and what tells its form."""


@dataclass(slots=True)
class Groups:
    """Collects rows by the group that they state; `options` are the attributes that tell forms apart before others."""

    options: Collection[str] | None = None
    _members: dict[str, list[RawProduct]] = field(default_factory=dict)

    def add(self, group: str, row: RawProduct) -> None:
        """Keeps a row that belongs to a group."""
        self._members.setdefault(group, []).append(row)

    def products(self) -> Iterator[RawProduct]:
        """One product a group, in the order in which the groups began; who is alone in a group stays as it is."""
        for group, members in self._members.items():
            parents = [row for row in members if row.id == group]
            forms = [row for row in members if row.id != group]
            if parents and forms and _is_form(parents[0], forms):
                forms.insert(0, parents[0])
            if len(forms) > 1 or (forms and parents):
                yield self._joined(group, parents[0] if parents else None, forms)
                yield from parents[1:]  # of the same id, which is for others to tell
            else:
                yield from members

    def _joined(self, group: str, parent: RawProduct | None, forms: list[RawProduct]) -> RawProduct:
        whole = parent or forms[0]
        offered = [form for form in forms if not form.withheld]
        differing = self._differing(offered or forms)
        stated = {name for name in differing if all(name in form.attributes for form in offered)}
        return RawProduct(
            line=whole.line,
            id=group,
            title=parent.title if parent else _common_title([form.title for form in forms]),
            description=whole.description or next((form.description for form in forms if form.description), ""),
            brand=_first(whole.brand, *(form.brand for form in forms)),
            category=_first(whole.category, *(form.category for form in forms)),
            price=parent.price if parent else None,
            currency=_first(whole.currency, *(form.currency for form in forms)),
            image_url=_first(whole.image_url, *(form.image_url for form in forms)),
            url=_first(whole.url, *(form.url for form in forms)),
            available=None,
            attributes=_union([*([parent] if parent else []), *(offered or forms)], stated),
            withheld=parent.withheld if parent else None if offered else forms[0].withheld,
            codes=dict(parent.codes) if parent and parent not in forms else {},
            variants=[_variant(form, differing) for form in offered],
        )

    def _differing(self, forms: list[RawProduct]) -> list[str]:
        """The attributes of which forms have one value each, and not all the same: those that may tell forms apart, or
        any, where none of them does.
        """
        names = dict.fromkeys(name for form in forms for name in form.attributes)
        differing = [
            name
            for name in names
            if len({str(form.attributes.get(name)) for form in forms}) > 1
            and (self._tells(name) or not any(isinstance(form.attributes.get(name), list) for form in forms))
        ]
        differing = [name for name in differing if field_of(name) != "delivery"]
        return [name for name in differing if not self.options or self._tells(name)] or differing

    def _tells(self, name: str) -> bool:
        """Whether the attribute is one that tells forms apart, even where a form has several values ("Black/White")."""
        return self.options is not None and name in self.options


def _is_form(parent: RawProduct, forms: list[RawProduct]) -> bool:
    """Whether the row that a group is called by is one of its forms: what tells them apart, it states as they do."""
    names = {name for form in forms for name in form.attributes}
    telling = {name for name in names if len({str(form.attributes.get(name)) for form in forms}) > 1}
    told = {name for name in telling or names if all(name in form.attributes for form in forms)}
    return bool(told) and parent.price is not None and all(name in parent.attributes for name in told)


def _variant(form: RawProduct, differing: list[str]) -> RawVariant:
    return RawVariant(
        line=form.line,
        id=form.id,
        options={name: _spelled(form.attributes[name]) for name in differing if name in form.attributes},
        price=form.price,
        sale=form.sale,
        available=form.available,
        image_url=form.image_url,
        url=form.url,
        codes=form.codes,
    )


def _spelled(value: RawValue) -> str:
    if isinstance(value, list):
        return "/".join(map(_spelled, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _first(*values: str | None) -> str | None:
    return next(filter(None, values), None)


def _common_title(titles: list[str]) -> str:
    """What all titles begin with, if it is enough; else the first title."""
    words = commonprefix([title.split() for title in titles])
    common = " ".join(words).rstrip(_BETWEEN)
    return common if len(common.split()) >= min(_LEAST_TITLE, len(titles[0].split())) else titles[0]


def _union(rows: list[RawProduct], options: Collection[str]) -> dict[str, RawValue]:
    """The attributes of all, each value once, without those that every form states as an option."""
    found: dict[str, dict[RawScalar, None]] = {}
    for row in rows:
        for name, value in row.attributes.items():
            if name not in options:
                found.setdefault(name, {}).update(dict.fromkeys(value if isinstance(value, list) else [value]))
    return {name: next(iter(values)) if len(values) == 1 else list(values) for name, values in found.items()}
