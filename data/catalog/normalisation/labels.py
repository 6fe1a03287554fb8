"""Attribute names: a stable key for programs, and a label that people read."""

from __future__ import annotations

import re
from functools import lru_cache

from data.catalog.products import BUILT_IN

_ACRONYM_WORDS = """
    AC ADSL ANSI ATA AWG BIOS BTU CD CE CPU DC DDR DDR2 DDR3 DDR4 DIMM DPI DRAM DSL DVD DVI EAN ECC EU FM FSB GPS
    GPU GTIN HD HDCP HDD HDMI HDR HTTP ID IEEE IP IPS IR ISBN ISO IT JPEG LAN LCD LED LPT MAC MHL MIDI MP3 MPEG
    NAS NFC NTSC OEM OS PAL PC PCI PDF PIN PIP PoE QR RAID RAM RFID RGB RJ RoHS ROM RPM RSS SAS SATA SCSI SD SDK
    SIM SKU SMS SNMP SPL SSD TCO TDP TFT TV UHF UK UPC UPS URL US USB UV VESA VGA VHF VoIP VPN VRAM WAN WLAN WEEE
    XLR Bluetooth Wi-Fi
"""
_ACRONYMS = {word.lower(): word for word in _ACRONYM_WORDS.split()} | {"wxdxh": "W x D x H", "lxwxh": "L x W x H"}
_VERSION = re.compile(r"\b(\d)[ _](\d)\b")
_GROUP = re.compile(r"__([a-z0-9][a-z0-9_]*?)_(?=_|$)")
_RANGE_NOTE = re.compile(r"^([a-z])_\1$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def slug(name: str) -> str:
    """The key of a source's attribute name: lower case, words of any script joined by underscores."""
    return re.sub(r"[^\w]+", "_", _CAMEL.sub(" ", name.strip()).casefold()).strip("_") or "attribute"


@lru_cache(maxsize=10_000)  # every product of an import names its attributes
def attribute_name(source_name: str) -> str:
    """The key of an attribute; one that a built-in attribute has gets "_stated" behind it."""
    name = slug(source_name)
    return f"{name}_stated" if name in BUILT_IN else name


def label(name: str) -> str:
    """The label of a source's attribute name: "thermal_design_power__tdp_" reads "Thermal design power (TDP)"."""
    text = _GROUP.sub(_group, name.strip())
    text = _VERSION.sub(r"\1.\2", text.replace("_", " "))
    if text != text.lower() and "_" not in name:
        return " ".join(text.split())  # written for people already
    words = [_ACRONYMS.get(word, word) for word in _CAMEL.sub(" ", text).split()]
    words = [_inside_brackets(word) for word in words]
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]


def _group(match: re.Match[str]) -> str:
    """A double underscore stands for a bracket; Icecat's t-t and h-h only say that the value is a range."""
    return "" if _RANGE_NOTE.match(match[1]) else f" ({match[1]}) "


def _inside_brackets(word: str) -> str:
    if not word.startswith("("):
        return word
    inner = word.strip("()")
    is_acronym = len(inner) == 2 and inner.isalpha() and word.endswith(")")
    return word.replace(inner, inner.upper() if is_acronym else _ACRONYMS.get(inner, inner))
