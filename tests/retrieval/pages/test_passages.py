"""The shop's pages: read, cut into passages, and asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from floorwalker.settings import ROOT
from retrieval.errors import PageInvalid
from retrieval.pages.passages import Passage, Passages, read_page, read_passages, write_passages
from retrieval.search.encoder import Encoder

QUESTIONS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pages() -> Passages:
    """The demo shop's pages, with the packaged language model."""
    folder = ROOT / "data" / "demo" / "pages"
    return Passages([p for path in sorted(folder.rglob("*.md")) for p in read_page(path)], Encoder("").encode)


def test_answers_questions_and_not_what_no_page_says(pages: Passages) -> None:
    asked = [(entry["heading"], pages.search(entry["question"], 1)) for entry in QUESTIONS["answered"]]
    answered = [(heading, found[0].passage.heading) for heading, found in asked if found]
    unanswerable = [question for question in QUESTIONS["unanswered"] if pages.search(question, 1)]

    assert len(answered) >= 0.85 * len(asked)
    assert sum(heading == found for heading, found in answered) >= 0.88 * len(answered)
    assert len(unanswerable) <= 0.1 * len(QUESTIONS["unanswered"]), unanswerable


def test_answers_chinese_questions_from_chinese_pages(pages: Passages) -> None:
    questions = yaml.safe_load(Path(__file__).with_name("questions_zh.yaml").read_text(encoding="utf-8"))
    asked = [(entry["heading"], pages.search(entry["question"], 1, "zh")) for entry in questions["answered"]]
    right = [heading for heading, found in asked if found and found[0].passage.heading.startswith(heading)]
    unanswerable = [question for question in questions["unanswered"] if pages.search(question, 1, "zh")]

    assert len(right) >= 0.9 * len(asked)
    assert len(unanswerable) <= 0.1 * len(questions["unanswered"]), unanswerable
    assert all(found[0].passage.locale == "zh" for _, found in asked if found)


def test_the_script_of_the_question_decides_before_the_locale(pages: Passages) -> None:
    (chinese,), (english,) = (
        pages.search(q, 1, locale) for q, locale in (("运费多少", "en"), ("shipping costs", "zh"))
    )
    assert (chinese.passage.locale, english.passage.locale) == ("zh", "en")


def test_chinese_words_beside_others_do_not_hide_english_pages() -> None:
    passages = [Passage("Delivery takes 3 days.", "Delivery", "Delivery time", "/en", "en")]
    assert Passages(passages, Encoder("").encode).search("几天能到: delivery time", 1, "zh")


def test_prefers_passages_in_the_shoppers_language() -> None:
    passages = [
        Passage("Delivery takes 3 days.", "Delivery", "Time", "/en", "en"),
        Passage("Delivery: 3 days.", "Delivery", "Time", "/zh", "zh"),
    ]
    pages = Passages(passages, Encoder("").encode)
    assert [pages.search("how long does delivery take", 1, locale, 0.1)[0].passage.url for locale in ("zh", "en")] == [
        "/zh",
        "/en",
    ]
    assert pages.search("how long does delivery take", 1, "fr", 0.1)


def test_a_page_is_cut_at_its_headings_and_kept_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "help.md"
    page.write_text("---\ntitle: Help\nurl: /h\n---\n# Help\nIntro.\n\n## Size\nLarge <b>one</b>.\n", encoding="utf-8")

    passages = read_page(page)
    write_passages(passages, tmp_path / "pages.json")

    assert [(p.heading, p.text, p.url) for p in passages] == [
        ("Help", "Intro.", "/h"),
        ("Size", "Large <b>one</b>.", "/h"),
    ]
    assert read_passages(tmp_path / "pages.json") == passages
    assert read_passages(tmp_path / "none.json") == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xfe", "cannot be read as UTF-8"),
        (b"---\ntitle: x\nno end", "a second ---"),
        (b"---\n[: x\n---\ntext", "no YAML"),
        (b"# Only a heading\n", "holds no text"),
        (b"x" * 200_001, "longer than 200000"),
    ],
)
def test_names_the_file_and_the_remedy_of_a_page_that_is_none(tmp_path: Path, content: bytes, problem: str) -> None:
    page = tmp_path / "bad.md"
    page.write_bytes(content)

    with pytest.raises(PageInvalid, match=problem) as raised:
        read_page(page)
    assert str(raised.value).startswith("bad.md: ")


def test_damaged_passages_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pages.json").write_text('[{"text": 1, "other": 2}]', encoding="utf-8")
    with pytest.raises(PageInvalid, match="run: floorwalker pages import"):
        read_passages(tmp_path / "pages.json")


def test_a_page_whose_address_would_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(
        "---\ntitle: Returns\nurl: javascript:alert(1)\n---\n# Returns\nWithin 30 days.\n"
    )
    with pytest.raises(PageInvalid, match=r"page\.md: url: address does not begin with https"):
        read_page(tmp_path / "page.md")
