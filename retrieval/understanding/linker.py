"""What a shopper's words say in the catalog's terms: product types, constraints, preferences, and the rest.

Links words to what the catalog knows, exactly or nearly, and leaves alone what could mean two things; a step each has
a module, and their order is kept here. Decides nothing about the conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from language.lexicon import LEXICON
from language.segmentation import Segmenter, has_han
from language.spelling import Speller
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.search.codes import CodeIndex
from retrieval.understanding.attribute_names import Names, words_of
from retrieval.understanding.code_step import CodeStep
from retrieval.understanding.correction_step import CorrectionStep
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.fitting_step import FittingStep
from retrieval.understanding.message import Reading, Understood
from retrieval.understanding.ordinary_words import ordinary_words
from retrieval.understanding.person_step import PersonStep
from retrieval.understanding.phrases import Phrases
from retrieval.understanding.preference_step import PreferenceStep
from retrieval.understanding.preferences import Preferences
from retrieval.understanding.quantity_step import QuantityStep
from retrieval.understanding.scale_step import ScaleStep
from retrieval.understanding.type_step import TypeStep
from retrieval.understanding.unlinked_step import UnlinkedStep
from retrieval.understanding.value_step import ValueStep


class Linker:
    """Links texts to one catalog version. Built once from its table; any number of threads may share it."""

    def __init__(self, table: AttributeTable, codes: CodeIndex | None = None) -> None:
        """`codes` are those of the table's catalog; without them no number names a product."""
        self._table = table
        own = words_of(table)
        self._segmenter = Segmenter([*filter(has_han, own), *LEXICON.whole_words()], LEXICON.parted_words())
        self._evidence = evidence = Evidence(table)
        self._phrases = phrases = Phrases(table, evidence, self._segmenter)
        self._names = Names(table, evidence, self._segmenter)
        self._types = TypeStep(phrases, self._names, evidence)
        self._fitting = FittingStep(phrases)
        self._preferences = PreferenceStep(phrases, Preferences(table, evidence, self._segmenter))
        self._quantities = QuantityStep(table, phrases, evidence)
        self._values = ValueStep(table, phrases)
        self._ranges = ScaleStep(table, phrases, evidence)
        self._persons = PersonStep(table, evidence)
        self._corrections = CorrectionStep(phrases, self._values, evidence)
        self._unlinked = UnlinkedStep(phrases)
        self._codes = CodeStep(codes, table, phrases) if codes else None
        self.speller = Speller(table.text_words, own, ordinary_words())

    def link(self, text: str, asked: str | None = None, types: Sequence[str] = ()) -> Understood:
        """What `text` says. `asked` is the attribute asked last, which "yes" and "under 50" are about; one that
        the catalog does not have is ignored. `types` are the product types that the conversation is about, if it is
        about any: they tell apart what a word means for one kind of product and for another. Only the first 2,000
        characters are read.
        """
        reading = Reading.of(
            text, self._table.ids.get(asked) if asked else None, self._segmenter, self._quantities.own_units
        )
        if types:
            reading.rows = self._evidence.rows_of(types)
        if self._codes is not None:
            self._codes.read(reading)  # before its digits are amounts and its letters are corrected
        reading.write_out(lambda words: bool(self._phrases.types.of(words)))
        self._read_answer(reading)  # before anything else may claim the words
        self._types.read(reading, within=bool(types))
        if not reading.types and reading.asked is None:
            self._corrections.read(reading, only_types=True)  # what the numbers are about depends on the thing
        if reading.rows is not None:
            self._values.read_flags(reading, reading.rows)
        self._fitting.read(reading)
        self._preferences.read(reading)
        self._quantities.read(reading)
        if reading.rows is not None:
            self._ranges.read(reading, reading.rows)
            self._read_labelled(reading, reading.rows)
            self._persons.read(reading, reading.rows)
        self._values.read(reading)
        if reading.rows is not None:
            self._quantities.read_sizes(reading, reading.rows)
            self._values.read_sizes(reading, reading.rows)
            self._values.read_partial(reading, reading.rows)
        self._corrections.read(reading)
        self._unlinked.read(reading)
        understood, named = reading.understood(), self._names.named(text, reading.rows)
        about = self._told_apart(understood, named, reading.rows)
        if about and reading.types:  # what names the thing speaks of no fan's diameter
            bare = self._names.named(" ".join(word.text for word in reading.words if not word.typed), reading.rows)
            about = [name for name in about if name in bare]
        return replace(understood, attributes=named, about=about)

    def _told_apart(self, understood: Understood, named: Sequence[str], rows: Bools | None) -> list[str]:
        """The numeric attributes named without a value that some of the products in question state, and some do not."""
        if rows is None:
            return []
        valued = {constraint.attribute for constraint in understood.constraints}
        valued |= {preference.attribute for preference in understood.preferences}
        bare = [self._table.ids[name] for name in named if name not in valued]
        numeric = [number for number in bare if self._table.attributes[number].kind == "numeric"]
        return [self._table.attributes[n].name for n in numeric if self._evidence.divides(n, rows)]

    def _read_answer(self, reading: Reading) -> None:
        if reading.asked is None or not reading.words:
            return
        is_number = self._table.attributes[reading.asked].kind == "numeric"
        (self._quantities if is_number else self._values).read_answer(reading, reading.asked)

    def _read_labelled(self, reading: Reading, rows: Bools) -> None:
        """Values and numbers beside the names of their attributes."""
        for place, (label, value) in enumerate(zip(reading.words, reading.words[1:], strict=False)):
            if not (label.free and value.free):
                continue
            if not self._values.read_labelled(reading, place, rows) and value.text.isdecimal():
                self._quantities.read_numbers(reading, place)
