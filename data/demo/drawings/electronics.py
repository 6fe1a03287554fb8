"""Pictures of what has a processor or is plugged into one."""

from __future__ import annotations

from data.demo.drawings.sketch import INK, PAPER, RUBBER, Look, Sketch, mix

_SCREEN = "url(#screen)"
_BODY = "url(#body)"


def mouse(sketch: Sketch, look: Look) -> None:
    """From above; wired ones trail a cable, vertical ones stand up, trackballs show their ball."""
    sketch.shadow(190, 262)
    if look.text("Connection") == "Wired":
        sketch.stroke("M172 78 C182 46 214 54 226 34 S262 18 276 8", RUBBER, 6)
    if look.text("Type") == "Vertical":
        _vertical_mouse(sketch)
        return
    small = 0.84 if look.text("Type") == "Travel" else 1.0
    with sketch.turned(f"translate(160 165) rotate(14) scale({small}) translate(-160 -165)"):
        outline = (
            "M160 66 C206 66 230 104 231 160 C232 222 206 258 160 258 C114 258 88 222 89 160 C90 104 114 66 160 66 Z"
        )
        sketch.path(outline, _BODY)
        with sketch.clipped("mouse", outline):
            sketch.path("M80 150 C110 166 210 166 240 150 L240 270 L80 270 Z", sketch.dark, opacity=0.22)
            sketch.path("M104 210 C100 140 110 96 138 74 C112 92 98 130 98 170 Z", PAPER, opacity=0.28)
        sketch.stroke("M91 146 C120 160 200 160 229 146", sketch.seam, 2.5)
        sketch.stroke("M160 67 L160 155", sketch.seam, 2.5)
        sketch.rect(150, 92, 20, 44, sketch.darker, 10)
        sketch.rect(154, 98, 12, 32, "#8b93a0", 6)
        for y in (104, 111, 118):
            sketch.stroke(f"M156 {y} L164 {y}", INK, 1.5)
        if look.number("Number of buttons", 3) >= 5:
            sketch.stroke("M93 172 C92 182 92 188 94 196 M95 204 C97 214 99 220 102 226", sketch.seam, 5)
        if look.has("Lighting") or look.text("Type") == "Gaming":
            sketch.stroke("M118 226 C134 246 186 246 202 226", sketch.accent, 4)
        if look.text("Type") == "Trackball":
            sketch.circle(112, 150, 27, sketch.darker)
            sketch.circle(112, 150, 22, "#d5484b")
            sketch.circle(105, 142, 7, PAPER, opacity=0.5)


def _vertical_mouse(sketch: Sketch) -> None:
    outline = "M86 254 C76 214 96 122 142 84 C168 64 196 84 204 120 C214 166 238 214 238 254 Z"
    sketch.path(outline, _BODY)
    with sketch.clipped("upright", outline):
        sketch.path("M150 70 C128 130 132 200 150 262 L250 262 L230 120 Z", sketch.dark, opacity=0.35)
        sketch.path("M92 240 C92 190 108 136 136 104 C116 140 106 190 106 244 Z", PAPER, opacity=0.25)
    sketch.stroke("M150 84 C130 132 132 200 148 252", sketch.seam, 2.5)
    sketch.stroke("M146 116 C170 122 190 122 206 128 M140 158 C168 162 196 162 216 164", sketch.seam, 2.5)
    sketch.rect(164, 128, 14, 32, sketch.darker, 7)
    sketch.rect(78, 248, 170, 10, sketch.darker, 5)


def keyboard(sketch: Sketch, look: Look) -> None:
    """From above; the size decides how many columns of keys there are, a backlight shines between them."""
    columns = {"Full size": 15, "Tenkeyless": 13, "75 %": 12, "60 %": 11}.get(look.text("Keyboard size"), 13)
    pitch = 16.5
    width = columns * pitch + 14
    left, top = 160 - width / 2, 118.0
    sketch.shadow(width + 20, 226)
    if look.text("Connection") == "Wired":
        sketch.stroke("M160 118 C160 84 190 92 192 62 S220 30 236 18", RUBBER, 5)
    sketch.rect(left, top + 5, width, 98, sketch.darker, 10)
    sketch.rect(left, top, width, 98, _BODY, 10)
    lit = look.has("Backlight")
    keys = mix(sketch.body, "#171a22", 0.35) if lit else sketch.lighter
    if lit:
        sketch.rect(left + 6, top + 7, width - 12, 84, "#63c7f2", 6, opacity=0.55)
    for row in range(5):
        x, y = left + 7, top + 8 + row * 16.6
        spans = [3, 1.5, 5, 1.5, columns - 11] if row == 4 else _row(columns, row)
        for span in spans:
            sketch.rect(x + 1, y + 1, span * pitch - 2.5, 14, keys, 3)
            sketch.rect(x + 2.5, y + 1.5, span * pitch - 5.5, 9, PAPER, 2.5, opacity=0.2)
            x += span * pitch
    sketch.rect(left + 8, top + 9, pitch - 2.5, 14, sketch.accent, 3)


def _row(columns: int, row: int) -> list[float]:
    """The widths of the keys of a row: the edge keys make the typical steps."""
    first = (1.0, 1.5, 1.75, 2.25)[row]
    last = (2.0, 1.5, 2.25, 1.75)[row]
    return [first, *[1.0] * (columns - 4), columns - (columns - 4) - first - last + 0.0, last]


def laptop(sketch: Sketch, look: Look) -> None:
    """Open, from the front; larger screens are drawn larger."""
    scale = 0.86 + 0.2 * look.share("Screen size", 13.3, 17.3)
    sketch.shadow(268 * scale, 248)
    with sketch.turned(f"translate(160 236) scale({scale:.3f}) translate(-160 -236)"):
        sketch.rect(56, 74, 208, 144, sketch.darker, 10)
        sketch.rect(56, 72, 208, 144, _BODY, 10)
        sketch.rect(62, 78, 196, 132, "#15181f", 6)
        _wallpaper(sketch, 67, 84, 186, 120)
        sketch.circle(160, 81, 1.6, "#5b6474")
        sketch.path("M34 218 L286 218 L298 236 C298 242 294 244 288 244 L32 244 C26 244 22 242 22 236 Z", sketch.dark)
        sketch.path("M34 216 L286 216 L298 234 L22 234 Z", "url(#side)")
        sketch.path("M132 234 L188 234 C186 239 182 240 178 240 L142 240 C138 240 134 239 132 234 Z", sketch.darker)
        if look.has("Touchscreen"):
            sketch.circle(206, 150, 13, PAPER, opacity=0.28)
            sketch.circle(206, 150, 6, PAPER, opacity=0.75)


def _wallpaper(sketch: Sketch, x: float, y: float, width: float, height: float) -> None:
    """A quiet landscape on a screen."""
    sketch.rect(x, y, width, height, _SCREEN, 3)
    with sketch.clipped("wallpaper", f"M{x} {y}h{width}v{height}h-{width}Z"):
        sketch.circle(x + width * 0.72, y + height * 0.36, height * 0.13, "#ffe2a8", opacity=0.9)
        base = y + height
        sketch.path(
            f"M{x} {base} L{x} {y + height * 0.7} Q{x + width * 0.25} {y + height * 0.45} {x + width * 0.5} "
            f"{y + height * 0.72} T{x + width} {y + height * 0.66} L{x + width} {base} Z",
            "#2f5d7c", opacity=0.75,
        )  # fmt: skip
        sketch.path(
            f"M{x} {base} L{x} {y + height * 0.88} Q{x + width * 0.3} {y + height * 0.7} {x + width * 0.62} "
            f"{y + height * 0.87} T{x + width} {y + height * 0.8} L{x + width} {base} Z",
            "#1f3f5c", opacity=0.85,
        )  # fmt: skip
        sketch.path(f"M{x} {y}h{width * 0.42}L{x + width * 0.12} {base}H{x}Z", PAPER, opacity=0.07)


def monitor(sketch: Sketch, look: Look) -> None:
    """From the front; its size and shape follow the screen, a height-adjustable stand is a column."""
    inches = look.number("Screen size", 27)
    wide = inches == 34
    width = 252.0 if wide else 176 + 74 * min(1.0, (inches - 21.5) / 12)
    height = width * (0.44 if wide else 0.585)
    left, bottom = 160 - width / 2, 214.0
    top = bottom - height
    sketch.shadow(150, 266)
    if look.has("Height-adjustable"):
        sketch.rect(148, bottom - 20, 24, 72, "url(#metal)", 3)
        sketch.rect(98, 256, 124, 10, sketch.dark, 5)
    else:
        sketch.path("M140 206 L180 206 L190 258 L130 258 Z", sketch.dark)
        sketch.ellipse(160, 260, 54, 8, sketch.darker)
    if look.has("Curved"):
        bow = (
            f"M{left} {top} Q160 {top + 16} {left + width} {top} L{left + width} {bottom} Q160 "
            f"{bottom - 14} {left} {bottom} Z"
        )
        sketch.path(bow, sketch.body, stroke=sketch.body, stroke_width=9, stroke_linejoin="round")
        with sketch.clipped("bow", bow):
            _wallpaper(sketch, left, top, width, height)
        return
    sketch.rect(left - 5, top - 5, width + 10, height + 18, _BODY, 7)
    sketch.rect(left - 1, top - 1, width + 2, height + 2, "#15181f", 3)
    _wallpaper(sketch, left, top, width, height)
    sketch.circle(160, bottom + 6.5, 2.5, sketch.lighter)


def smartphone(sketch: Sketch, look: Look) -> None:
    """Back and front; as many cameras as it has."""
    scale = 0.93 + 0.12 * look.share("Screen size", 5.9, 6.8)
    sketch.shadow(210, 270)
    with sketch.turned(f"translate(160 262) scale({scale:.3f}) translate(-160 -262)"):
        with sketch.turned("rotate(-7 120 160)"):
            sketch.rect(68, 58, 100, 206, sketch.darker, 20)
            sketch.rect(66, 56, 100, 206, _BODY, 20)
            _cameras(sketch, int(look.number("Number of cameras", 2)))
            sketch.circle(116, 176, 9, sketch.seam, opacity=0.5)
        with sketch.turned("rotate(6 210 170)"):
            sketch.rect(150, 62, 102, 206, sketch.darker, 20)
            sketch.rect(153, 65, 96, 200, "#11141a", 17)
            _wallpaper(sketch, 158, 72, 86, 186)
            sketch.rect(188, 78, 26, 7, "#11141a", 3.5)
            for i in range(4):
                sketch.rect(167 + i * 18, 226, 13, 13, PAPER, 4, opacity=0.85)
            sketch.rect(184, 252, 34, 3, PAPER, 1.5, opacity=0.9)


def _cameras(sketch: Sketch, count: int) -> None:
    sketch.rect(76, 66, 44, 26 + 22 * min(2, max(0, count - 1)), sketch.dark, 12)
    places = [(90, 80), (90, 102), (90, 124), (108, 102)]
    for x, y in places[: max(1, min(4, count))]:
        sketch.circle(x, y, 9.5, "#0f1218")
        sketch.circle(x, y, 5, "#2c4b6e")
        sketch.circle(x - 2, y - 2, 1.8, PAPER, opacity=0.8)
    sketch.circle(109, 80, 3.5, "#fff3cf")
