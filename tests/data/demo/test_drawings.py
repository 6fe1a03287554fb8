"""The demo's pictures: well-formed, harmless, in the product's colour and different where products differ."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from data.demo.drawings import DRAWINGS, draw_product
from data.demo.drawings.sketch import luminance, mix

_RED = "#cb4545"
_HARMLESS = {
    "svg", "title", "defs", "linearGradient", "radialGradient", "stop", "clipPath", "g", "path",
    "rect", "circle", "ellipse",
}  # fmt: skip


def drawn(drawing: str, colour: str = _RED, **values: object) -> str:
    return draw_product(drawing, colour, {name.replace("_", " "): v for name, v in values.items()}, name="a product")


def elements(svg: str) -> list[Element]:
    return list(fromstring(svg).iter())


@pytest.mark.parametrize("drawing", sorted(DRAWINGS))
def test_is_well_formed_even_when_nothing_is_known_of_the_product(drawing: str) -> None:
    root = fromstring(drawn(drawing))

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(list(root.iter())) > 15


@pytest.mark.parametrize("drawing", sorted(DRAWINGS))
def test_holds_shapes_only_and_refers_to_nothing_outside(drawing: str) -> None:
    svg = drawn(drawing)

    assert {element.tag.rpartition("}")[2] for element in elements(svg)} <= _HARMLESS
    assert not re.search(r"\bon\w+=|href|javascript:|https?://(?!www\.w3\.org/2000/svg)", svg)


@pytest.mark.parametrize("drawing", sorted(DRAWINGS))
def test_every_gradient_and_clip_it_uses_is_in_the_file(drawing: str) -> None:
    svg = drawn(drawing)

    assert set(re.findall(r"url\(#(\w+)\)", svg)) <= set(re.findall(r' id="(\w+)"', svg))


@pytest.mark.parametrize("drawing", sorted(DRAWINGS))
def test_shows_the_colour(drawing: str) -> None:
    assert drawn(drawing, _RED) != drawn(drawing, "#3f74c9")
    assert _RED in drawn(drawing, _RED)


def test_a_name_with_markup_stays_text() -> None:
    svg = draw_product("mouse", _RED, {}, name='<script>alert("1")</script> & co')

    assert "<script" not in svg
    assert next(e for e in elements(svg) if e.tag.endswith("title")).text == '<script>alert("1")</script> & co'


@pytest.mark.parametrize(
    ("drawing", "attribute", "values"),
    [
        ("mouse", "Type", ("Standard", "Vertical", "Trackball", "Travel", "Gaming")),
        ("mouse", "Connection", ("Wired", "Wireless")),
        ("keyboard", "Keyboard size", ("60 %", "75 %", "Tenkeyless", "Full size")),
        ("keyboard", "Backlight", (True, False)),
        ("laptop", "Screen size", (13.3, 15.6, 17.3)),
        ("monitor", "Curved", (True, False)),
        ("monitor", "Screen size", (21.5, 27.0, 34.0)),
        ("headphones", "Design", ("In-ear", "On-ear", "Over-ear")),
        ("smartphone", "Number of cameras", (1.0, 2.0, 3.0, 4.0)),
        ("speaker", "Power", (10.0, 20.0, 60.0)),
        ("shoe", "Surface", ("Road", "Trail")),
        ("shoe", "Cushioning", ("Low", "Medium", "High")),
        ("t_shirt", "Sleeve length", ("Sleeveless", "Short", "Long")),
        ("t_shirt", "Neckline", ("Round neck", "V-neck", "Polo collar")),
        ("jacket", "Hood", ("No hood", "Fixed hood")),
        ("jacket", "Type", ("Down", "Fleece", "Softshell", "Rain")),
        ("backpack", "Volume", (16.0, 30.0, 65.0)),
        ("suitcase", "Travel size", ("Cabin", "Medium", "Large")),
        ("suitcase", "Shell", ("Fabric", "Polycarbonate", "Aluminium")),
        ("coffee_machine", "Machine type", ("Filter", "Capsule", "Espresso", "Fully automatic")),
        ("kettle", "Gooseneck spout", (True, False)),
        ("kettle", "Material", ("Glass", "Plastic", "Stainless steel")),
        ("vacuum_cleaner", "Build", ("Canister", "Cordless stick", "Robot", "Handheld")),
        ("desk_lamp", "Mounting", ("Base", "Clamp")),
        ("office_chair", "Headrest", (True, False)),
        ("office_chair", "Armrests", ("No armrests", "4D armrests")),
        ("bicycle", "Bicycle type", ("Children's", "City", "Mountain", "Gravel", "Electric")),
        ("bicycle", "Luggage rack", (True, False)),
    ],
)
def test_looks_different_when_the_product_does(drawing: str, attribute: str, values: tuple[object, ...]) -> None:
    pictures = {draw_product(drawing, _RED, {attribute: value}, name="x") for value in values}

    assert len(pictures) == len(values)


def test_mixes_colours_channel_by_channel() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert luminance("#ffffff") == pytest.approx(1.0)
    assert luminance("#000000") == 0.0
