"""What every drawing may use: inks, the shades of a product's colour, and what the product looks like.

Knows nothing of products, and of shapes no more than the drawings themselves say.
"""

from __future__ import annotations

from collections.abc import Mapping

INKS = {
    "ink": "#2b2f38",
    "metal": "#b9c0ca",
    "steel": "#8a929e",
    "rubber": "#3a3e47",
    "glow": "#ffd978",
    "paper": "#ffffff",
}


def mix(first: str, second: str, share: float) -> str:
    """The colour (#rrggbb) that has `share` of the second and the rest of the first."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def luminance(colour: str) -> float:
    """Perceived brightness from 0 to 1 (ITU-R BT.601 weights)."""
    red, green, blue = _channels(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


class Look:
    """A product's attribute values, asked for with a default: a drawing must not depend on what is stated."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def number(self, name: str, default: float) -> float:
        """The number of an attribute."""
        value = self._values.get(name)
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else default

    def text(self, name: str, default: str = "") -> str:
        """The value of an attribute, the first of several."""
        value = self._values.get(name, default)
        return str(value[0] if isinstance(value, tuple) else value)

    def has(self, name: str) -> bool:
        """Whether the product states the attribute as yes."""
        return self._values.get(name) is True

    def share(self, name: str, low: float, high: float) -> float:
        """Where the number stands between low (0) and high (1), the middle if it is not stated."""
        return min(1.0, max(0.0, (self.number(name, (low + high) / 2) - low) / (high - low)))


def shades(colour: str) -> dict[str, str]:
    """The shades of a product's colour (#rrggbb) by the names that drawings use."""
    paper, night = INKS["paper"], "#171a22"
    is_light = luminance(colour) > 0.35
    return {
        "body": colour,
        "light": mix(colour, paper, 0.28),
        "lighter": mix(colour, paper, 0.55),
        "dark": mix(colour, night, 0.24),
        "darker": mix(colour, night, 0.45),
        # For fine lines that must show on the body, whatever its colour.
        "seam": mix(colour, night if is_light else paper, 0.22),
        "accent": "#e9a13b" if luminance(colour) < 0.8 else "#5b8def",
    }
