"""What of a report is worth saying first: what changed more than chance explains, and what a shop can do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from learning.intervals import Estimate, difference
from learning.journeys import Journey
from learning.lift import Comparison
from learning.report.figures import MEASURES, estimate, observations, wording
from learning.report.periods import start_of
from learning.report.shape import LEAST, Figure, Finding, Period, Report

_SURE = 0.05 / 2
"""Chance that one report names a change where there is none, and as much that it names a weak product type: one in
twenty together, shared among all of a kind (Bonferroni)."""
_OFTEN_DECLINED = 0.4
"""Lower bound of the share without preference, from which a question is called one to be asked less."""
_MOST = 3
"""Findings of one kind, beyond which a list is no advice."""
_WORTH_SAYING = 0.03
"""Points that a product type must lie below the rest of the shop, for sure."""


def findings(report: Report, journeys: Sequence[Journey]) -> list[Finding]:
    """Changes first, the bad ones before the good ones; then advice; then notes."""
    if not report.conversations:
        return [Finding("note", "neutral", wording()["advice"]["none"])]
    changes = sorted(_changes(report, journeys), key=lambda one: one.tone != "bad")
    advice = [*_training(report), *_lift(report), *_wishes(report), *_declined(report), *_weak(report, journeys)]
    found = [*changes, *(one for one in advice if one.kind == "advice")]
    notes = [*_silence(report, changes), *(one for one in advice if one.kind == "note")]
    return [*found, *notes]


def gap(one: Figure, other: Figure) -> tuple[float, float, float] | None:
    """How much larger the first is, and from where to where; None where one of them is not given."""
    found = [_estimate(figure) for figure in (one, other)]
    return difference(found[0], found[1]) if found[0] and found[1] else None


def percent(share: float) -> str:
    """A share for people; of small ones, a digit more."""
    return f"{100 * share:.1f} %" if 0 < share < 0.0995 else f"{100 * share:.0f} %"


def amount(figure_kind: str, value: float) -> str:
    """A share or a mean for people."""
    return percent(value) if figure_kind == "share" else f"{value:.2f}"


def between(figure: Figure) -> str:
    """Its interval for people; empty where it is not given."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = amount(figure.kind, figure.low), amount(figure.kind, figure.high)
    return high if low == high else f"{low.removesuffix(' %')}–{high}"


def _estimate(figure: Figure) -> Estimate | None:
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    return Estimate(figure.value, figure.low, figure.high, figure.total or 0.0, figure.count, figure.count)


def _changes(report: Report, journeys: Sequence[Journey]) -> Iterator[Finding]:
    """The last whole period against the one before; of what purchases decide, the last two that are settled."""
    said = wording()
    for measure in MEASURES:
        whole = [one for one in report.periods if one.is_whole and (one.is_settled or not measure.settles)]
        if measure.better == "neither" or len(whole) < 2:
            continue
        earlier, period = whole[-2], whole[-1]
        confidence = 1 - _SURE / len(MEASURES)
        before, now = (
            estimate(measure.kind, observations(measure, _of(one, report, journeys)), confidence)
            for one in (earlier, period)
        )
        if before is None or now is None:
            continue
        change, low, high = difference(now, before)
        if low <= 0 <= high:
            continue
        direction = "more" if change > 0 else "less"
        is_good = direction == measure.better
        text = said["changes"][direction].format(
            label=said["figures"][measure.key],
            now=amount(measure.kind, now.value),
            before=amount(measure.kind, before.value),
            period=period.label,
            earlier=earlier.label,
        )
        do = "" if is_good else said["change_advice"][measure.key]
        yield Finding("change", "good" if is_good else "bad", text, do, measure.key)


def _of(period: Period, report: Report, journeys: Sequence[Journey]) -> list[Journey]:
    return [one for one in journeys if start_of(one.started_at, report.by) == period.start]


def _silence(report: Report, changes: Sequence[Finding]) -> Iterator[Finding]:
    said = wording()["advice"]
    if report.conversations < LEAST:
        yield _note(said["few"], count=report.conversations, least=LEAST)
    whole = [one for one in report.periods if one.is_whole]
    if len(whole) < 2:
        yield _note(said["no_periods"], by=report.by)
    elif not changes:
        yield _note(said["nothing"], period=whole[-1].label)


def _training(report: Report) -> Iterator[Finding]:
    said = wording()
    if report.drift.retrain:
        reasons = ", ".join(said["signals"][name].lower() for name in report.drift.reasons)
        own = said["advice"]["drift"]
        yield Finding("advice", "bad", own["text"].format(reasons=reasons), own["do"], "drift")
    elif not report.drift.is_too_few:
        yield _note(said["advice"]["stable"], days=(report.drift.until - report.drift.since).days)


def _lift(report: Report) -> Iterator[Finding]:
    """By purchases after a week, or by clicks while these are too few."""
    told = [one for one in reversed(report.lift.comparisons) if one.verdict != "too few"]
    for one in [*told, *reversed(report.lift.comparisons)][:1]:
        yield _worth(one)


def _worth(one: Comparison) -> Finding:
    said: dict[str, str] = wording()["advice"]["lift"]
    more = f"{one.more_shoppers:,}"
    if one.verdict == "too few":
        return _note(said["few"], more=more)
    low, high = (f"{100 * (edge or 0.0):+.1f}" for edge in (one.difference_low, one.difference_high))
    if one.verdict == "no difference yet":
        return _note(said["undecided"], low=low, high=high, more=more)
    ours, theirs = percent(one.assistant.share or 0.0), percent(one.holdout.share or 0.0)
    text = said[one.verdict].format(outcome=one.outcome, ours=ours, theirs=theirs, low=low, high=high)
    is_good = one.verdict == "better"
    return Finding("advice", "good" if is_good else "bad", text, "" if is_good else said["worse_do"], "lift")


def _wishes(report: Report) -> Iterator[Finding]:
    said = wording()["advice"]
    wishes = [(" · ".join(filter(None, [one.category, one.wish])), one.shoppers) for one in report.wishes]
    words = [(f"“{one.words}”", one.shoppers) for one in report.words]
    for kind, asked in (("wish", wishes), ("words", words)):
        listed = "; ".join(f"{wish} ({shoppers} shoppers)" for wish, shoppers in asked[:_MOST])
        if listed:
            yield _advice(said[kind], "not_met", listed=listed)


def _declined(report: Report) -> Iterator[Finding]:
    said = wording()["advice"]["declined"]
    often = [one for one in report.questions if (one.declined.low or 0.0) >= _OFTEN_DECLINED]
    listed = "; ".join(
        said["each"].format(
            label=one.label,
            category=one.category or "all products",
            share=percent(one.declined.value or 0.0),
            count=one.declined.count,
        )
        for one in sorted(often, key=lambda one: -(one.declined.total or 0.0))[:_MOST]
    )
    if listed:
        yield _advice(said, "declined", listed=listed)


def _weak(report: Report, journeys: Sequence[Journey]) -> Iterator[Finding]:
    """Product types of which fewer conversations succeed than of all others together."""
    (measure,) = [one for one in MEASURES if one.key == "succeeded"]
    confidence, found = 1 - _SURE / max(1, len(report.types)), []
    for kind in report.types:
        own = [one for one in journeys if one.category == kind.category]
        others = [one for one in journeys if one.category not in ("", kind.category)]
        now, rest = (estimate("share", observations(measure, told), confidence) for told in (own, others))
        if now is not None and rest is not None and difference(now, rest)[2] < -_WORTH_SAYING:
            found.append((now.value - rest.value, kind.category, now.value, rest.value))
    said = wording()["advice"]["weak_type"]
    for _, category, value, elsewhere in sorted(found)[:_MOST]:
        yield _advice(said, "succeeded", category=category, now=percent(value), rest=percent(elsewhere))


def _note(text: str, **gaps: Any) -> Finding:
    return Finding("note", "neutral", text.format(**gaps))


def _advice(said: dict[str, str], about: str, **gaps: Any) -> Finding:
    return Finding("advice", "neutral", said["text"].format(**gaps), said["do"].format(**gaps), about)
