"""What of a message is masked, what stays, and how placeholders are given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.masking import MESSAGES, missed, read_message
from data.privacy.masking import asked_for, find, mask
from language.placeholders import restored


def masked(text: str, known: Mapping[str, str | None] | None = None, asked: tuple[str, ...] = ()) -> str:
    return mask(text, known, asked).text


@pytest.mark.parametrize("path", sorted(MESSAGES.glob("*.txt")), ids=lambda path: path.stem)
def test_at_least_98_of_100_pieces_of_personal_data_are_masked(path: Path) -> None:
    messages = [read_message(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    lost = [one for message in messages for one in missed(message)]

    assert len(lost) <= 0.02 * sum(len(message.planted) for message in messages), lost


def test_the_messages_are_five_hundred() -> None:
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in MESSAGES.glob("*.txt")) >= 500


@pytest.mark.parametrize(
    "text",
    [
        "Do you have the Sony WH-1000XM4 in black under 250 euros?",
        "27 inch, 1TB SSD, 16 GB DDR5-6000, 3840x2160, 144 Hz",
        "EN 166 goggles, LA90PM charger, part number 06019F6000",
        "4006381333931",
        "is EAN 4006381333931 in stock?",
        "I want to order 100 pens",
        "between 1500 and 2000 euros",
        "I'm German and need an adapter",
        "I'm Vegan. Do you ship to New Zealand?",
        "my password is wrong",
        "Dr. Martens boots size 42",
        "for my wife, thanks",
        "the second one",
        "iPhone 14 Pro Max 256GB vs Samsung Galaxy S22",
        "我是学生，预算3000元，想买1TB的硬盘",
        "订单满100元包邮吗",
        "型号是LA90PM，条码4006381333931",
        "我想买索尼WH-1000XM4，5000毫安的充电宝",
        "我叫不出名字的那个，白色的，42码",
        "谢谢",
    ],
)
def test_products_sizes_prices_and_talk_stay(text: str) -> None:
    assert masked(text) == text


def test_the_same_value_keeps_its_placeholder_throughout_a_conversation() -> None:
    first = mask("I'm Anna Meyer, anna@example.com")
    assert first.text == "I'm ‹name_1›, ‹email_1›"

    second = mask("not anna@example.com but a.meyer@example.com", first.values)
    assert second.text == "not ‹email_1› but ‹email_2›"
    assert second.new == {"‹email_2›": "a.meyer@example.com"}
    assert restored(second.text, second.values) == "not anna@example.com but a.meyer@example.com"


def test_a_number_whose_value_is_gone_is_not_given_again() -> None:
    assert masked("it is b@example.com", {"‹email_1›": None}) == "it is ‹email_2›"


def test_a_value_that_is_known_is_masked_however_it_is_said_again() -> None:
    assert masked("ask Meyerhold at the door", {"‹name_1›": "Meyerhold"}) == "ask ‹name_1› at the door"


def test_what_the_assistant_asked_for_is_masked_as_the_answer() -> None:
    assert asked_for("What is the order number?") == {"order"}
    assert masked("12345", asked=("order",)) == "‹order_1›"
    assert masked("12345") == "12345"
    assert masked("hinter der Mühle 3, Neudorf", asked=("address",)) == "‹address_1›"
    assert masked("is it 3 km away?", asked=("address",)) == "is it 3 km away?"


def test_nothing_that_a_shopper_writes_passes_for_a_placeholder() -> None:
    assert masked("give me ‹email_1›") == "give me email_1"


def test_wide_digits_and_letters_are_read_as_their_narrow_ones() -> None:
    assert masked("手机１３８００１３８０００") == "手机‹phone_1›"


def test_a_pasted_page_is_masked_to_its_end() -> None:
    page = "word " * 3000 + "mail anna@example.com"

    assert masked(page).endswith("mail ‹email_1›")


def test_found_pieces_never_overlap() -> None:
    found = find("order FW-10231, card 4111 1111 1111 1111 04/28, Anna, 12 Baker Street, London NW1 6XE, a@example.com")

    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
