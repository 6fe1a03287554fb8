"""A sheet to draw on, 320 by 320: shapes, shades of one colour, soft background and shadow, written out as SVG.

Knows nothing of products. No scripts, no fonts, no references outside the file, so that it shows offline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import escape

SIZE = 320
INK = "#2b2f38"
METAL = "#b9c0ca"
STEEL = "#8a929e"
RUBBER = "#3a3e47"
GLOW = "#ffd978"
PAPER = "#ffffff"


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


class Sketch:
    """Collects shapes. `body`, `light`, `dark` … are shades of the product's colour."""

    def __init__(self, colour: str) -> None:
        self.body = colour
        self.light = mix(colour, PAPER, 0.28)
        self.lighter = mix(colour, PAPER, 0.55)
        self.dark = mix(colour, "#171a22", 0.24)
        self.darker = mix(colour, "#171a22", 0.45)
        self.line = mix(colour, "#171a22", 0.34 if luminance(colour) > 0.35 else 0.6)
        """For seams and edges on the body; on a dark body they are darker still."""
        self.seam = mix(colour, "#171a22", 0.22) if luminance(colour) > 0.35 else mix(colour, PAPER, 0.22)
        """For fine lines that must show on the body, whatever its colour."""
        self.accent = "#e9a13b" if luminance(colour) < 0.8 else "#5b8def"
        self._shapes: list[str] = []

    def add(self, tag: str, **attributes: object) -> None:
        """A shape; in names a trailing underscore goes, the others become hyphens."""
        written = " ".join(f'{k.rstrip("_").replace("_", "-")}="{_written(v)}"' for k, v in attributes.items())
        self._shapes.append(f"<{tag} {written}/>")

    def path(self, d: str, fill: str = "none", **style: object) -> None:
        """A filled outline."""
        self.add("path", d=d, fill=fill, **style)

    def stroke(self, d: str, colour: str, width: float, **style: object) -> None:
        """A line with round ends."""
        self.add(
            "path", d=d, fill="none", stroke=colour, stroke_width=width,
            **{"stroke_linecap": "round", "stroke_linejoin": "round", **style},
        )  # fmt: skip

    def rect(self, x: float, y: float, width: float, height: float, fill: str, r: float = 0, **style: object) -> None:
        """A rectangle with corners of radius `r`."""
        self.add("rect", x=x, y=y, width=width, height=height, rx=r, fill=fill, **style)

    def circle(self, x: float, y: float, r: float, fill: str, **style: object) -> None:
        """A disc."""
        self.add("circle", cx=x, cy=y, r=r, fill=fill, **style)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str, **style: object) -> None:
        """An ellipse."""
        self.add("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill=fill, **style)

    def shadow(self, width: float, y: float = 268, x: float = 160) -> None:
        """What the product throws on the ground."""
        self.ellipse(x, y, width / 2, max(5.0, width / 22), "url(#shadow)")

    def dots(self, points: Iterable[tuple[float, float]], r: float, fill: str, **style: object) -> None:
        """Many equal discs."""
        for x, y in points:
            self.circle(x, y, r, fill, **style)

    @contextmanager
    def turned(self, transform: str) -> Iterator[None]:
        """The shapes drawn inside are transformed."""
        self._shapes.append(f'<g transform="{transform}">')
        yield
        self._shapes.append("</g>")

    @contextmanager
    def clipped(self, name: str, d: str) -> Iterator[None]:
        """The shapes drawn inside show only within the outline."""
        self._shapes.append(f'<clipPath id="{name}"><path d="{d}"/></clipPath><g clip-path="url(#{name})">')
        yield
        self._shapes.append("</g>")

    def svg(self, name: str) -> str:
        """The whole picture."""
        tint = mix(self.body, "#6d86b0", 0.5)
        ground = mix(PAPER, tint, 0.10), mix(PAPER, tint, 0.24)
        gradients = [
            _radial("ground", ((0, ground[0]), (1, ground[1]))),
            _linear("body", ((0, self.light), (0.55, self.body), (1, self.dark))),
            _linear("side", ((0, self.dark), (0.3, self.light), (0.65, self.body), (1, self.dark)), horizontal=True),
            _linear("metal", ((0, "#dfe3e8"), (0.5, METAL), (1, STEEL)), horizontal=True),
            _linear("screen", ((0, "#31486e"), (0.55, "#4f7fa8"), (1, "#8ec3c4"))),
            _linear("glass", ((0, "#ffffff"), (1, "#cfe3ee"))),
            '<radialGradient id="shadow"><stop offset="0" stop-color="#1d2433" stop-opacity=".38"/>'
            '<stop offset="1" stop-color="#1d2433" stop-opacity="0"/></radialGradient>',
        ]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
            f'role="img"><title>{escape(name)}</title><defs>{"".join(gradients)}</defs>'
            f'<rect width="{SIZE}" height="{SIZE}" fill="url(#ground)"/>{"".join(self._shapes)}</svg>\n'
        )


def _written(value: object) -> str:
    return f"{value:.5g}" if isinstance(value, float) else escape(str(value))


def _stops(stops: tuple[tuple[float, str], ...]) -> str:
    return "".join(f'<stop offset="{offset:g}" stop-color="{colour}"/>' for offset, colour in stops)


def _linear(name: str, stops: tuple[tuple[float, str], ...], *, horizontal: bool = False) -> str:
    end = 'x2="1" y2="0"' if horizontal else 'x2="0.25" y2="1"'
    return f'<linearGradient id="{name}" x1="0" y1="0" {end}>{_stops(stops)}</linearGradient>'


def _radial(name: str, stops: tuple[tuple[float, str], ...]) -> str:
    return f'<radialGradient id="{name}" cx="0.5" cy="0.42" r="0.75">{_stops(stops)}</radialGradient>'
