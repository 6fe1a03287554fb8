"""The vocabulary of a catalog as one file: every phrase that names a product type, a brand or a value, and what for.

Written when a catalog is imported or indexed; what is linked with it, and how surely, is the reader's business
(`bot.components.vocabulary`). All keys are of `language.words`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from data.catalog.products import Catalog
from data.catalog.vocabulary import Vocabulary
from data.files import replace_text
from language.words import is_unspaced, phrase_key, runs, tokens, words

FORMAT = 2
MOST_WORDS = 10
"""In a phrase; as many characters of a script without spaces."""
_LEAST_LETTERS, _LEAST_TEXTS, _MOST_TEXT_WORDS = 5, 3, 50_000
_PARTS = re.compile(r"[&/,>|()]| and | und | et ")
_VAGUE = frozenset(
    {"accessory", "product", "other", "others", "misc", "miscellaneous", "general", "various", "item", "thing", "set"}
)
"""Last words of product types that alone name none."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`value` is the catalog's own word, `said` what names it; `products` state it, `titles` have the words."""

    said: str
    value: str
    products: int
    titles: int = 0


@dataclass(frozen=True, slots=True)
class AttributePhrases:
    """The phrases of one attribute."""

    name: str
    label: str
    values: list[Phrase]


@dataclass(frozen=True, slots=True)
class VocabularyFile:
    """The file's content. `words` are those that the shop's texts use often, so that they are no typos."""

    catalog_version: str
    product_types: list[Phrase]
    brands: list[Phrase]
    attributes: list[AttributePhrases]
    words: list[str]

    @classmethod
    def from_catalog(cls, catalog: Catalog, synonyms: Mapping[str, Sequence[str]] | None = None) -> VocabularyFile:
        """The phrases of a catalog. `synonyms` maps words to their equals; those that name something here are kept."""
        vocabulary = Vocabulary.from_catalog(catalog)
        lists = {
            "types": [*_type_phrases(vocabulary.product_types)],
            "brands": [Phrase(word, word, count) for word, count in vocabulary.brands.items()],
        } | {label: [Phrase(w, w, n) for w, n in found.items()] for label, found in vocabulary.values.items()}
        _add_synonyms(lists, synonyms or {})
        titles = _titles_with({phrase_key(p.said) for phrases in lists.values() for p in phrases}, catalog)
        counted = {
            label: [replace(p, titles=titles[phrase_key(p.said)]) for p in phrases] for label, phrases in lists.items()
        }
        return cls(
            catalog.version,
            counted.pop("types"),
            counted.pop("brands"),
            [AttributePhrases(vocabulary.names[label], label, phrases) for label, phrases in counted.items()],
            _frequent_words(catalog),
        )

    def write(self, path: Path) -> None:
        """Puts the file in place in one step: a reader sees the old one or the new one."""
        content: dict[str, Any] = {"format": FORMAT, **asdict(self)}
        replace_text(path, json.dumps(content, ensure_ascii=False))


def _type_phrases(types: Mapping[str, int]) -> Iterator[Phrase]:
    """Each type; its parts, if it names several ("Dish cloths & dish towels"); and its last word, as a type of which
    all of them are kinds. A type that is called by another's last word counts that one's products too."""
    kinds: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    named: dict[str, tuple[str, str, int]] = {}
    for value, count in types.items():
        parts = [part.strip() for part in _PARTS.split(value) if part.strip()]
        for said in dict.fromkeys([value, *parts]):
            named.setdefault(phrase_key(said), (said, value, count))
        for part in parts:
            found = tokens(part)
            last = found[-1] if len(found) > 1 else None
            if last and last.key.isalpha() and last.key not in _VAGUE and not is_unspaced(part):
                kinds[last.key] += count
                spelled.setdefault(last.key, part[last.start : last.end])
    for key, (said, value, count) in named.items():
        yield Phrase(said, value, count + kinds[key])
    for key in sorted(kinds.keys() - named.keys()):
        yield Phrase(spelled[key], spelled[key][:1].upper() + spelled[key][1:], kinds[key])


def _add_synonyms(lists: Mapping[str, list[Phrase]], synonyms: Mapping[str, Sequence[str]]) -> None:
    """Adds each synonym where the first of its equals is that the catalog has; types come before brands and values."""
    known = {label: {phrase_key(p.said): p for p in reversed(phrases)} for label, phrases in lists.items()}
    for said, others in synonyms.items():
        for label, phrases in known.items():
            found = next((phrases[key] for key in map(phrase_key, others) if key in phrases), None)
            if found:
                if phrase_key(said) not in phrases:
                    lists[label].append(replace(found, said=said))
                break


def _titles_with(keys: Iterable[str], catalog: Catalog) -> Counter[str]:
    """In how many titles each phrase stands."""
    wanted = frozenset(keys)
    longest = max((len(words(key)) for key in wanted), default=1)
    counts: Counter[str] = Counter()
    for product in catalog.products:
        keys = [token.key for token in tokens(product.title)]
        counts.update(wanted.intersection(runs(keys, min(longest, MOST_WORDS))))
    return counts


def _frequent_words(catalog: Catalog) -> list[str]:
    counts: Counter[str] = Counter()
    for product in catalog.products:
        counts.update({token.key for token in tokens(f"{product.title} {product.description}")})
    frequent = ((w, n) for w, n in counts.most_common(_MOST_TEXT_WORDS) if n >= _LEAST_TEXTS)
    return sorted(word for word, _ in frequent if len(word) >= _LEAST_LETTERS and word.isalpha())
