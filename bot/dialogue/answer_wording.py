"""An answer about products in words: what each states of an attribute, grouped, in one sentence or two.

Pieces come from the responses (`utter_piece_*`); which products are meant is said by their place in the list that was
shown, or by title where only one is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogue import wording
from bot.dialogue.locale import Locale
from bot.dialogue.wording import in_sentence
from data.catalog.constraints import Constraint, Range
from recommender.protocol.questions import AskedAttribute, Stated

MOST_LISTED = 6
"""Values listed after one another."""
PRICE = "price"
_STOPS = ".。 "
_SIGNS = {"lt": "<", "lte": "≤", "gt": ">", "gte": "≥"}


class AnswerWording:
    """Words answers in one language; `places` are the numbers, from 1, of the products that were shown, by id."""

    def __init__(self, locale: str, places: Mapping[str, int]) -> None:
        self._locale = locale
        self._names = Locale(locale)
        self._places = places

    def piece(self, name: str, **gaps: object) -> str:
        """A piece of a sentence."""
        return wording.text(f"utter_piece_{name}", self._locale).format(**gaps)

    def label(self, asked: AskedAttribute) -> str:
        """How an attribute is called."""
        return self._names.label(asked.name, asked.label)

    def subject(self, asked: AskedAttribute) -> str:
        """What is asked: the attribute, with the value that the question names."""
        claim = asked.claim
        if claim is None or isinstance(claim.value, bool):
            return self.label(asked)
        return f"{self.label(asked)} {self._claimed(asked, claim)}"

    def values(self, asked: AskedAttribute, stated: Stated) -> str:
        """What a product states, nothing if it does not; of two prices, from one to the other."""
        if asked.name == PRICE and len(stated.values) == 2:
            return " – ".join(self.value(asked, value) for value in stated.values)
        return self.listed([self.value(asked, value) for value in stated.values])

    def value(self, asked: AskedAttribute, value: Any) -> str:
        """One value, with its unit."""
        if isinstance(value, bool):
            return self.piece("yes" if value else "no")
        return self._names.amount(value, asked.unit) if isinstance(value, int | float) else str(value)

    def places(self, ids: Sequence[str]) -> str:
        """Products by their numbers: "1, 3 and 4"."""
        return self.listed([str(number) for number in sorted(self._places[id] for id in ids if id in self._places)])

    def listed(self, parts: Sequence[str]) -> str:
        """Some parts with commas, and "and" before the last."""
        if len(parts) < 2:
            return "".join(parts)
        return self.piece("and", first=self.piece("comma").join(parts[:-1]), last=parts[-1])

    def of_one(self, asked: AskedAttribute, title: str, *, is_open: bool, alone: bool = True) -> str:
        """What the only product states; `is_open` if the question does not ask whether, `alone` if it asks about
        nothing else, and no title if it was said."""
        (stated,) = asked.products
        if not stated.values:
            label = in_sentence(self.label(asked))
            return self.piece("unstated_of", title=title, label=label) if title else self.piece("silence", label=label)
        label, value = self.label(asked), self.values(asked, stated)
        if not alone and asked.claim is not None and stated.verdict is not None and asked.kind == "categorical":
            label, value = self.subject(asked), self.piece("yes" if stated.verdict else "no")
        said = self.piece("value", label=label, value=value)
        said = self.piece("about", title=title, said=said) if title else said
        compared = self._compared(stated) if asked.towards and not is_open else ""
        if compared:
            said = self.piece("compared", said=said, compared=compared)
        # Without a claim, what is stated may be the opposite of what is asked: "is it noisy" finds silent clicks.
        is_plain = asked.claim is None and asked.towards is None
        if is_open or not alone or stated.verdict is None or is_plain or asked.found_by == "purpose":
            return said
        return self.piece("answer_yes" if stated.verdict else "answer_no", said=said)

    def _compared(self, stated: Stated) -> str:
        if stated.below is None or stated.above is None:
            return ""
        is_low = stated.above >= stated.below
        return self.piece("most_more" if is_low else "most_less", share=round(100 * max(stated.above, stated.below)))

    def of_some(self, asked: AskedAttribute) -> str:
        """What several products state, those that state the same together."""
        silent = [stated.id for stated in asked.products if not stated.values]
        if len(silent) == len(asked.products):
            return self.piece("unstated", label=self.label(asked))
        has_verdicts = asked.found_by != "purpose" and not asked.towards
        if has_verdicts and any(stated.verdict is not None for stated in asked.products):
            parts = self._by_verdict(asked)
        else:
            parts = self._by_value(asked)
        if silent:
            parts.append(self.piece("silent", places=self.places(silent)))
        return self.piece("grouped", subject=self.subject(asked), parts=self.piece("semicolon").join(parts))

    def _by_verdict(self, asked: AskedAttribute) -> list[str]:
        parts = []
        for verdict in (True, False):
            own = [stated for stated in asked.products if stated.values and stated.verdict is verdict]
            word = self.piece("yes" if verdict else "no")
            if own and len(own) == len(asked.products) and asked.kind != "numeric":
                parts.append(self.piece("all" if verdict else "none", word=word))
            elif own:
                parts.append(self.piece("these", word=word, places=self._with_values(asked, own)))
        return parts

    def _with_values(self, asked: AskedAttribute, own: Sequence[Stated]) -> str:
        """The products by number, with what they state where that tells more than a yes or no."""
        if asked.kind != "numeric":
            return self.places([stated.id for stated in own])
        ordered = sorted(own, key=lambda stated: self._places.get(stated.id, 0))
        return self.listed(
            [self.piece("bracket", word=self.places([one.id]), value=self.values(asked, one)) for one in ordered]
        )

    def _by_value(self, asked: AskedAttribute) -> list[str]:
        groups: dict[str, list[str]] = {}
        for stated in asked.products:
            if stated.values:
                groups.setdefault(self.values(asked, stated), []).append(stated.id)
        if len(groups) == 1 and len(next(iter(groups.values()))) == len(asked.products):
            return [self.piece("all", word=next(iter(groups)))]
        return [self.piece("these", word=self.places(ids), places=value) for value, ids in groups.items()]

    def serving(self, asked: AskedAttribute, said: str) -> str:
        """What is stated, with what would serve the use that was asked about."""
        if asked.found_by != "purpose":
            return said
        wanted = self.listed([self.value(asked, value) for value in asked.wanted[:MOST_LISTED]])
        name = f"better_{asked.towards}" if asked.towards else "better" if wanted else None
        if name is None:
            return said
        better = self.piece(name, wanted=wanted)
        why = self.piece("why", better=better, why=asked.why) if asked.why else better
        return self.piece("serving", said=said.rstrip(_STOPS), better=why)

    def extreme(self, asked: AskedAttribute) -> str:
        """Which of several is at the end asked about; nothing if all are."""
        stated = {own.id: own.values[0] for own in asked.products if own.values}
        if asked.towards is None or len(set(stated.values())) < 2:
            return ""
        end = (min if asked.towards == "low" else max)(stated.values())
        ids = [id for id, value in stated.items() if value == end]
        return self.piece("lowest" if asked.towards == "low" else "highest", places=self.places(ids))

    def others(self, asked: AskedAttribute) -> str:
        """Which of the others are what the question asks for: of those shown, or else how many that were not."""
        ids = [stated.id for stated in asked.others if stated.verdict]
        if ids:
            return self.piece("others", subject=self.subject(asked), places=self.places(ids))
        if not asked.elsewhere:
            return self.piece("nowhere") if asked.elsewhere == 0 else ""
        return self.piece("elsewhere", count=asked.elsewhere, subject=self.subject(asked))

    def models(self, asked: AskedAttribute) -> str:
        """What else the products come in."""
        of: dict[str, list[str]] = {}
        for model in asked.models:
            of.setdefault(model.of, []).append(self.value(asked, model.value))
        if not of:
            return ""
        if len(asked.products) == 1:
            return self.piece("also", label=in_sentence(self.label(asked)), values=self.listed(next(iter(of.values()))))
        parts = [self.piece("these", word=self.places([id]), places=self.listed(values)) for id, values in of.items()]
        return self.piece("also_some", label=in_sentence(self.label(asked)), parts=self.piece("semicolon").join(parts))

    def common(self, asked: AskedAttribute) -> str:
        """What products of the type mostly state."""
        values = [self.piece("bracket", word=one.label, value=one.count) for one in asked.common[:MOST_LISTED]]
        return self.piece("common", label=in_sentence(self.label(asked)), values=self.listed(values)) if values else ""

    def _claimed(self, asked: AskedAttribute, claim: Constraint) -> str:
        value = claim.value
        if isinstance(value, Range):
            ends = [self.value(asked, end) for end in (value.min, value.max) if end is not None]
            return " – ".join(ends)
        if isinstance(value, tuple):
            return " / ".join(self.value(asked, one) for one in value)
        sign = _SIGNS.get(claim.op, "")
        if claim.op == "neq":
            sign = "≠"
        return f"{sign} {self.value(asked, value)}".strip()
