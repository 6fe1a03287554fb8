"""Words that shoppers use and catalogs do not: other names of things, and adjectives that compare an attribute.

General English with a few words of its neighbours; what a catalog itself says always comes first
(`retrieval.phrases`), and a shop adds its own synonyms in its rules file. All keys are phrase keys
(`retrieval.tokens.phrase_key`).
"""

from __future__ import annotations

from typing import Literal

Direction = Literal["low", "high"]

_SAME_THING = """
laptop, notebook, notebook computer, laptop computer, ultrabook, chromebook
smartphone, mobile phone, cell phone, cellphone, phone, mobile, handy
headphone, earphone, earbud, headset, ear phone, kopfhörer
bicycle, bike, cycle, ebike, e bike, pushbike, fahrrad
running shoe, sneaker, trainer, jogging shoe, tennis shoe
vacuum cleaner, vacuum, hoover, vac, staubsauger
backpack, rucksack, knapsack, daypack, school bag, schoolbag
suitcase, luggage, trolley, hand luggage, cabin bag, koffer
t shirt, tee, tshirt
tv, television, telly, fernseher
monitor, screen, display, bildschirm
solid state drive, ssd
hard drive, hard disk, hdd, festplatte
usb flash drive, flash drive, usb stick, thumb drive, pen drive, memory stick
memory module, ram, ram module
loudspeaker, speaker, boombox, lautsprecher
refrigerator, fridge
sofa, couch
printer, drucker
keyboard, tastatur
mouse, mice, maus
jacket, coat, anorak, parka, windbreaker, jacke
kettle, wasserkocher
desk lamp, table lamp, reading lamp
coffee machine, coffee maker, coffeemaker, kaffeemaschine
office chair, desk chair, swivel chair, computer chair, bürostuhl
desktop computer, desktop pc, pc, computer
"""
SYNONYMS: dict[str, tuple[str, ...]] = {
    name: tuple(other for other in names if other != name)
    for names in ([name.strip() for name in line.split(",")] for line in _SAME_THING.strip().splitlines())
    for name in names
}
"""Other names of a thing, the usual one first."""

_SAME_VALUE = """
grey, gray
women, womens, ladies, lady, female, woman, gal
men, mens, gents, gentleman, male, man, guy, bloke, dude
children, kid, kiddie, child, childrens, toddler, boy, girl
"""
VALUE_WORDS: dict[str, tuple[str, ...]] = {
    name: tuple(other for other in names if other != name)
    for names in ([name.strip() for name in line.split(",")] for line in _SAME_VALUE.strip().splitlines())
    for name in names
}
"""Other words for values that catalogs of many kinds have."""

ATTRIBUTE_WORDS: dict[str, tuple[str, ...]] = {
    "ram": ("memory",), "memory": ("memory", "ram"), "hdd": ("storage",), "ssd": ("storage",), "disk": ("storage",),
    "storage": ("storage", "capacity"), "battery": ("battery", "runtime"), "load": ("load",), "weigh": ("weight",),
    "weighing": ("weight",), "heavy": ("weight",), "loud": ("noise",), "long": ("length",), "wide": ("width",),
    "tall": ("height",), "high": ("height",), "deep": ("depth",), "bright": ("brightness",), "screen": ("screen",),
    "camera": ("camera", "megapixel"), "sound": ("noise",), "lumen": ("brightness",),
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
