"""Words that shoppers use and catalogs do not: other names of things, and adjectives that compare an attribute.

General English with a few words of its neighbours, partly in `language.yaml`; what a catalog itself says always comes
first (`retrieval.understanding.phrases`), and a shop adds its own synonyms in its rules file. All keys are phrase keys
(`language.tokens.phrase_key`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml

from language import chinese
from language.chinese import Direction
from language.tokens import phrase_key

_SAME_THING = """
laptop, notebook, notebook computer, laptop computer, ordinateur portable, portátil, portatile, ultrabook, chromebook
smartphone, mobile phone, cell phone, cellphone, phone, mobile, handy, téléphone, telefon, móvil, telefono
headphone, earphone, earbud, headset, kopfhörer, casque, écouteur, auricular, cuffie, ear phone
bicycle, bike, cycle, fahrrad, rad, vélo, bicicleta, bici, pushbike
running shoe, sneaker, trainer, jogging shoe, laufschuh, laufschuhe, chaussure de course, zapatilla, tennis shoe
vacuum cleaner, vacuum, hoover, staubsauger, aspirateur, aspiradora, aspirapolvere, vac
backpack, rucksack, knapsack, sac à dos, mochila, zaino, daypack, school bag, schoolbag
suitcase, luggage, trolley, koffer, valise, maleta, valigia, hand luggage, cabin bag
t shirt, tee, tshirt, tee shirt, camiseta, maglietta
tv, television, telly, fernseher, téléviseur, televisor
monitor, screen, display, bildschirm, écran, moniteur
solid state drive, ssd
hard drive, hard disk, hdd, festplatte
usb flash drive, flash drive, usb stick, thumb drive, pen drive, memory stick
memory module, ram, ram module
loudspeaker, speaker, lautsprecher, enceinte, haut parleur, altavoz, boombox
refrigerator, fridge, kühlschrank, réfrigérateur
sofa, couch, canapé
printer, drucker, imprimante, impresora, stampante
keyboard, tastatur, clavier, teclado, tastiera
mouse, maus, souris, ratón
jacket, jacke, veste, chaqueta, giacca, coat, anorak, parka, windbreaker
kettle, wasserkocher, bouilloire, hervidor, bollitore
desk lamp, table lamp, reading lamp, schreibtischlampe, lampe de bureau
lamp, lampe, lámpara, lampada
coffee machine, coffee maker, kaffeemaschine, machine à café, cafetera, coffeemaker
office chair, desk chair, bürostuhl, chaise de bureau, silla de oficina, swivel chair, computer chair
ink cartridge, tintenpatrone, patrone, cartouche d encre, cartouche
cable, kabel, câble, cavo
camera, kamera, appareil photo, cámara
battery, akku, batterie, batería
watch, uhr, montre, reloj
shoe, schuh, schuhe, chaussure, zapato
desktop computer, desktop pc, pc, computer
"""
SYNONYMS: dict[str, tuple[str, ...]] = {}
"""Other names of a thing, the usual one first."""
for _line in (*_SAME_THING.strip().splitlines(), *chinese.SAME_THING.strip().splitlines()):
    _names = [name.strip() for name in _line.split(",")]
    for _name in _names:
        _others = (*SYNONYMS.get(_name, ()), *_names)
        SYNONYMS[_name] = tuple(other for other in dict.fromkeys(_others) if other != _name)

ATTRIBUTE_WORDS: dict[str, tuple[str, ...]] = {
    "ram": ("memory",), "memory": ("memory", "ram"), "hdd": ("storage",), "ssd": ("storage",), "disk": ("storage",),
    "storage": ("storage", "capacity"), "battery": ("battery", "runtime"), "load": ("load",), "weigh": ("weight",),
    "weighing": ("weight",), "heavy": ("weight",), "loud": ("noise",), "long": ("length",), "wide": ("width",),
    "hold": ("capacity", "volume"), "holds": ("capacity", "volume"),
    "tall": ("height",), "high": ("height",), "deep": ("depth",), "bright": ("brightness",), "screen": ("screen",),
    "suction": ("suction", "power"), "camera": ("camera", "megapixel"), "sound": ("noise",), "lumen": ("brightness",),
}  # fmt: skip
"""Words beside a number and the words of an attribute's label that they may mean."""

_COMPARED: list[tuple[str, Direction, str]] = [
    ("cheap affordable inexpensive budget günstig", "low", "price"),
    ("expensive premium pricey", "high", "price"),
    ("light lightweight", "low", "weight"),
    ("heavy", "high", "weight"),
    ("quiet silent noiseless", "low", "noise|sound pressure"),
    ("loud", "high", "noise|sound pressure|power"),
    ("small compact tiny", "low", "screen size|diagonal|size|volume|capacity|width|height|length"),
    ("big large roomy spacious huge", "high", "screen size|diagonal|volume|capacity|size|width|height|length"),
    ("powerful strong", "high", "power|suction|output|wattage"),
    ("fast quick speedy", "high", "speed|refresh|frequency|clock|rate"),
    ("bright", "high", "brightness|lumin|lumen"),
    ("thin slim flat", "low", "thickness|depth|height"),
    ("long", "high", "length|range|life|runtime"),
    ("short", "low", "length"),
    ("wide", "high", "width"),
    ("narrow", "low", "width"),
    ("tall", "high", "height"),
    ("new recent latest", "high", "release|year"),
]
_IRREGULAR = {"most": "high", "least": "low", "highest": "high", "lowest": "low", "best": "high", "longest": "high",
              "largest": "high", "biggest": "high", "smallest": "low", "shortest": "low", "fewest": "low",
              "greatest": "high", "maximum": "high", "minimum": "low", "newest": "high", "fastest": "high",
              "shorter": "low", "longer": "high", "higher": "high", "lower": "low", "larger": "high",
              "more": "high", "less": "low", "fewer": "low", "better": "high"}  # fmt: skip
COMPARING = frozenset({"shorter", "longer", "higher", "lower", "larger", "more", "less", "fewer", "better"})
"""Of those, the ones that measure against something seen before."""
OF_ATTRIBUTE: dict[str, Direction] = {word: "low" if end == "low" else "high" for word, end in _IRREGULAR.items()}
"""Words that compare the attribute named after them: "the longest battery life"."""
PLAINLY: dict[str, Direction] = {
    **dict.fromkeys(("long", "high", "large", "big", "good", "great", "strong", "plenty"), "high"),
    **dict.fromkeys(("low", "short", "small", "little"), "low"),
}
"""The same without comparing: "a long battery life" leans that way."""
LESS_IS_BETTER = ("price", "weight", "noise", "consumption", "response time", "latency", "emission")
"""In a label: there "best" means least."""


def _forms(word: str) -> tuple[str, ...]:
    """Comparative and superlative of a short adjective; others take more and most."""
    stem = word[:-1] + "i" if word.endswith("y") else word
    if len(word) == 3 and word.endswith(("g", "n")):
        stem = word + word[-1]
    stem = stem.removesuffix("e")
    return (f"{stem}er", f"{stem}est")


ADJECTIVES: dict[str, tuple[Direction, tuple[str, ...]]] = {
    word: (direction, tuple(labels.split("|"))) for words, direction, labels in _COMPARED for word in words.split()
}
"""What an adjective says: which end, of the first of these labels that products state."""
COMPARATIVES = {_forms(word)[0]: word for word in ADJECTIVES}
SUPERLATIVES = {_forms(word)[1]: word for word in ADJECTIVES}
PLAIN_ENOUGH = frozenset({"cheap", "affordable", "inexpensive", "quiet", "silent", "lightweight", "günstig"})
"""Adjectives that mean nothing else, so that they need no product type beside them."""


_LANGUAGE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("language.yaml").read_text(encoding="utf-8"))


def _listed(lists: list[list[str]]) -> frozenset[str]:
    return frozenset(word for words in lists for word in words)


LESS_WORDS, MORE_WORDS = "|".join(_LANGUAGE["less"]), "|".join(sorted(_listed(_LANGUAGE["more"])))


def _openings(expressions: list[str]) -> str:
    """Regular expressions of comparisons as one, with the words of comparison put in."""
    return "|".join(expressions).replace("LESS", f"(?:{LESS_WORDS})").replace("MORE", f"(?:{MORE_WORDS})")


NUMBER_WORDS: dict[str, float] = {word: float(n) for n, words in _LANGUAGE["numbers"].items() for word in words}
BEFORE_NUMBER: dict[Literal["gte", "lte", "lt", "gt", "eq"], str] = {
    op: _openings(expressions) for op, expressions in _LANGUAGE["before"].items()
}
"""What comes before a number and says how to compare, as regular expressions by operator."""
AFTER_NUMBER: dict[Literal["gte", "lte"], str] = {op: _openings(words) for op, words in _LANGUAGE["after"].items()}
HOLDING, LARGEST = frozenset(_LANGUAGE["holding"]), frozenset(_LANGUAGE["largest"])
MEASURING: dict[str, frozenset[str]] = {name: frozenset(words) for name, words in _LANGUAGE["measuring"].items()}
SIZES: dict[str, str] = {name: size for size, names in _LANGUAGE["sizes"].items() for name in names}
MONEY = frozenset(_LANGUAGE["money"])
NEGATIONS = _listed(_LANGUAGE["negations"]) | chinese.NEGATIONS
NEGATING_PAIRS = frozenset((first, second) for first, second in _LANGUAGE["negating_pairs"])
BETWEEN_NEGATION = _listed(_LANGUAGE["between"]) | chinese.BETWEEN_NEGATION
COLOURS: dict[str, tuple[str, ...]] = {
    phrase_key(name): tuple(phrase_key(other) for other in names) for names in _LANGUAGE["colours"] for name in names
}
"""Colour words and all names of the same colour, itself included."""
SAME_VALUE: dict[str, tuple[str, ...]] = COLOURS | {
    phrase_key(name): tuple(phrase_key(other) for other in names) for names in _LANGUAGE["values"] for name in names
}
"""Words of values and all other names of the same, itself included."""
for _name, _others in chinese.SAME_VALUE.items():
    SAME_VALUE[_name] = tuple(dict.fromkeys((*SAME_VALUE.get(_name, (_name,)), *_others)))
WRITTEN_OUT: dict[str, str] = {phrase_key(short): longer for short, longer in _LANGUAGE["written_out"].items()}
"""Short words for things, in more words that a catalog may know."""
