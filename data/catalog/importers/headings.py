"""What columns and keys that a shop names itself hold, by the names that shops' systems give them (`headings.yaml`).

What stands beside a name counts less than the name: brackets, a currency, "incl. VAT", whose it is ("product name"),
which of several it is ("image 1", "title_en"). A column with less beside its name is the likelier one of two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import yaml
from babel.numbers import list_currencies

from language import currencies
from language.lexicon import LEXICON
from language.remarks import remarks

_BRACKETS = re.compile(r"\s*[(\[（【].*?[)\]）】]\s*$")
_CURRENCY = re.compile(r"\b([A-Z]{3})\b")
_LONGEST = 200
"""Characters of a name; what is longer is none."""
_REMEMBERED = 20_000
"""Names that are not looked up anew for every row."""
_TAX = frozenset({"net", "gross"})
_NET = 50
"""What a price without tax stands behind one with it, in places among the names of a field."""
_BESIDE = 100
"""What a name stands behind one that has less beside it."""
_WORDS = re.compile(r"(?<=[^\W\d_])(?<![A-Z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|[\s_.:/-]+")
_LEAST, _TWO = 2, 2
"""Characters of a name that is left without what stands beside it."""


@lru_cache(maxsize=_REMEMBERED)
def folded(name: str) -> str:
    """A column's name without what writers differ in: case, accents, blanks, punctuation, a namespace ("g:id")."""
    plain = unicodedata.normalize("NFKD", name[2:_LONGEST] if name[:2] == "g:" else name[:_LONGEST])
    return "".join(character for character in plain.casefold() if character.isalnum())


_VALUE_WORDS = tuple(map(folded, (
    "wertname", "wert", "values", "value", "valeurs", "valeur", "valores", "valor", "valori", "valore", "waarden",
    "waarde", "hodnota", "wartość", "значение", "värde", "værdi", "选项值", "属性值", "值", "選択肢", "値",
)))  # fmt: skip
_NAME_WORDS = tuple(map(folded, (
    "name", "navn", "namn", "naam", "nazwa", "název", "nombre", "nome", "nom", "название", "名称", "名", "キー",
)))  # fmt: skip
"""Of numbered columns, those that hold values and those that hold their names; the longer word first."""
_OF_WORDS = ("owners", "editions", "purchasing")


@cache
def _content() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return found


@cache
def _fields() -> dict[str, tuple[str, int]]:
    """By folded name: the field, and how far down it stands among the field's names."""
    names = {field: known for field, known in _content().items() if field not in _OF_WORDS}
    return {folded(name): (field, rank) for field, known in names.items() for rank, name in enumerate(known)}


@cache
def _folded(section: str) -> frozenset[str]:
    return frozenset(map(folded, _content()[section]))


def field_of(column: str) -> str | None:
    """The field that a column of that name holds (`headings.yaml`), or None if it is none of them."""
    found = _known(column)
    return found[0] if found else None


@lru_cache(maxsize=_REMEMBERED)
def _known(column: str) -> tuple[str, int] | None:
    """The field of a column, and how far it is from the field's first name."""
    if len(column) > _LONGEST:
        return None
    known = _fields()
    for behind, name in enumerate(_ways(" ".join(column.split()))):
        if found := known.get(folded(name)):
            net = _NET if found[0] in ("price", "sale_price", "list_price") and _is_net(column) else 0
            return found[0], found[1] + net + (_BESIDE * behind)
    words = map(folded, _WORDS.split(column))
    return ("bookkeeping", 0) if any(word.startswith(tuple(_folded("purchasing"))) for word in words) else None


def _ways(name: str) -> Iterator[str]:
    """The name, and what is left of it without ever more of what may stand beside it."""
    yield name
    bare = _BRACKETS.sub("", name)
    yield bare
    bare = _without_money(bare)
    yield bare
    words = [word for word in _WORDS.split(bare) if word]
    while len(words) > 1 and (words[-1].isdecimal() or folded(words[-1]) in _folded("editions")):
        words.pop()
        yield " ".join(words)
    if len(words) == _TWO:
        yield f"{words[1]} {words[0]}"  # id_product
    while len(words) > 1 and folded(words[0]) in _folded("owners") | _folded("editions"):
        words.pop(0)
        if len(folded("".join(words))) >= _LEAST:
            yield " ".join(words)


def _without_money(name: str) -> str:
    """The name without a currency, and without what it says of the tax."""
    name = _CURRENCY.sub("", name)
    found = currencies.pattern().search(name.lower())
    if found and found.start() and folded(name[: found.start()]):
        name = f"{name[: found.start()]} {name[found.end() :]}"
    said = remarks(name, LEXICON.price_remarks)
    for remark in reversed([one for one in said if _TAX & {*one.kinds} and one.start]):
        name = name[: remark.start] + name[remark.end :]
    return name.strip(" ,.;:/_-")


def _is_net(column: str) -> bool:
    return any("net" in remark.kinds for remark in remarks(column, LEXICON.price_remarks))


def guessed(columns: Iterable[str]) -> dict[str, list[str]]:
    """The columns of each field that some column's name stands for, the likeliest first."""
    found: dict[str, list[tuple[int, str]]] = {}
    for column in columns:
        if known := _known(column):
            found.setdefault(known[0], []).append((known[1], column))
    return {field: [column for _, column in sorted(ranked, key=lambda one: one[0])] for field, ranked in found.items()}


def numbered_pairs(columns: Iterable[str]) -> dict[str, str]:
    """The columns that hold names, by those with their values ("Attribute 1 name", "Attribute 1 value(s)")."""
    names: dict[str, str] = {}
    values: dict[str, str] = {}
    for column in columns:
        bare = folded(column)
        if any(map(str.isdigit, bare)):
            for word, found in (*((word, values) for word in _VALUE_WORDS), *((word, names) for word in _NAME_WORDS)):
                if word in bare:
                    found[bare.replace(word, "#")] = column
                    break
    return {column: names[key] for key, column in values.items() if key in names}


def currency_in(column: str) -> str | None:
    """The currency that a column's name states ("Price (EUR)", "Preis in €", "Цена, руб."), or None."""
    codes: list[str] = [code for code in _CURRENCY.findall(column) if code in list_currencies()]
    if codes:
        return codes[0]
    spelled = currencies.pattern().findall(column.lower())
    meant = currencies.usually_meant_by(spelled[-1]) if spelled else frozenset()
    return next(iter(meant)) if len(meant) == 1 else None
