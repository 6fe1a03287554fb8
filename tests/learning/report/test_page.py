"""The page: needs nothing else, runs nothing, takes text as text, and has a table for every picture."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from data.catalog.products import Attribute
from learning.drift import drift
from learning.journeys import Journey, NotMet
from learning.lift import lift
from learning.report.page import page
from learning.report.summary import summarise
from tests.learning.making import AT, made

UNTIL = AT + timedelta(days=40)
EVIL = "<script>alert(1)</script>\"'"
VOID = {"meta", "br", "path", "rect", "polygon", "polyline"}


def rendered(told: list[Journey], definitions: dict[str, Attribute] | None = None) -> str:
    known = definitions or {}
    report = summarise(
        told, until=UNTIL, made_at=UNTIL, lift=lift(told, UNTIL), drift=drift(told, UNTIL), definitions=known
    )
    return page(report, known)


def shop() -> list[Journey]:
    """Five weeks of a shop with everything that a report shows."""
    return [
        made(
            str(n),
            arm="holdout" if n % 5 == 0 else "assistant",
            started_at=AT + timedelta(hours=0.8 * n),
            clicked=frozenset({"a/1"} if n % 3 else ()),
            carted=n % 4 == 0,
            acts=("search",),
            score=0.5,
            not_met=(NotMet(EVIL, (("memory", "gte", EVIL),), EVIL), NotMet("", (), EVIL)),
            misunderstandings=(("corrected", 1),),
            models=frozenset({EVIL}),
        )
        for n in range(1000)
    ]


class Checked(HTMLParser):
    """Reads a page, and notes what is open and what would run or load something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.bad: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.bad += [(tag, name) for name, _ in attrs if name.startswith("on") or name in ("style", "src", "srcset")]
        self.bad += [(tag, value) for name, value in attrs if name == "href" and value and not value.startswith("#")]
        if tag in ("script", "iframe", "object", "embed", "link", "img", "form"):
            self.bad.append((tag, ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("told", [[], [made("a")], shop()], ids=["none", "one", "many"])
def test_is_whole_and_runs_and_loads_nothing(told: list[Journey]) -> None:
    text, read = rendered(told), Checked()
    read.feed(text)

    assert (read.open, read.bad) == ([], [])
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text
    assert "url(" not in style
    assert "http" not in text.replace("http-equiv", "")


def test_takes_text_from_the_log_as_text() -> None:
    text = rendered(shop())

    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def test_every_picture_has_its_figures_in_a_table() -> None:
    text = rendered(shop())
    pictures = re.findall(r'<figure><h3>(.*?)</h3>\s*<svg[^>]*role="img"[^>]*>(.*?)</svg>', text, re.DOTALL)
    (table,) = re.findall(r"<details>.*?</details>", text, re.DOTALL)

    assert len(pictures) >= 4
    for label, drawn in pictures:
        assert f">{label}</th>" in table
        assert "nan" not in drawn
        for value in re.findall(r"<title>[^:]+: ([\d.]+(?: %)?)", drawn):
            assert value in table


def test_speaks_of_few_without_rates() -> None:
    text = rendered([made(str(n), clicked=frozenset({"a/1"})) for n in range(7)])

    assert "too few to say" in text
    assert "Only 7 conversations" in text
    assert "100 %" not in re.sub(r"(?s)<style>.*?</style>", "", text)


def test_calls_things_as_a_chinese_catalog_does() -> None:
    told = [made(str(n), category="手机", attributes=frozenset({("手机", "memory")})) for n in range(30)]
    text = rendered(told, {"memory": Attribute("memory", "内存", "numeric", "GB")})

    assert ">手机</th>" in text
    assert "内存 100 %" in text


def test_a_gap_in_time_breaks_the_line() -> None:
    told = [one for one in shop() if not AT + timedelta(days=7) <= one.started_at < AT + timedelta(days=14)]
    text = rendered([replace(one, misunderstandings=()) for one in told])
    (drawn,) = re.findall(r"<figure><h3>Clicked a product</h3>(.*?)</figure>", text, re.DOTALL)

    assert drawn.count("<polyline") == 2
