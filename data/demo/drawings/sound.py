"""Pictures of what makes sound."""

from __future__ import annotations

from data.demo.drawings.sketch import PAPER, RUBBER, Look, Sketch

_BODY = "url(#body)"


def headphones(sketch: Sketch, look: Look) -> None:
    """Ear cups of two sizes, or a pair of earbuds: with their case if wireless, on a cable if not."""
    wired = look.text("Connection") == "Wired"
    if look.text("Design") == "In-ear":
        _wired_earbuds(sketch) if wired else _wireless_earbuds(sketch)
        return
    sketch.shadow(200, 268)
    if wired:
        sketch.stroke("M82 236 C80 276 118 262 132 284 S170 296 190 306", RUBBER, 4.5)
    large = 1.0 if look.text("Design") == "Over-ear" else 0.78
    sketch.stroke("M80 190 C62 40 258 40 240 190", sketch.darker, 17)
    sketch.stroke("M80 188 C62 40 258 40 240 188", sketch.body, 13)
    sketch.stroke("M104 108 C124 72 196 72 216 108", sketch.lighter, 4, opacity=0.7)
    sketch.stroke("M97 118 C120 68 200 68 223 118", sketch.dark, 5, stroke_dasharray="1 9", opacity=0.6)
    for x, side in ((82, 1), (238, -1)):
        with sketch.turned(f"translate({x} 202) scale({large}) rotate({side * 6})"):
            sketch.rect(side * 24 - 13, -44, 26, 88, RUBBER, 13)
            sketch.rect(-27, -54, 46 if side > 0 else 54, 108, sketch.darker, 23)
            sketch.rect(-27, -54, 44 if side > 0 else 52, 106, _BODY, 22)
            sketch.ellipse(-6, -2, 11, 32, sketch.dark, opacity=0.45)
            sketch.ellipse(-12, -22, 4, 15, PAPER, opacity=0.35)
            if look.has("Noise cancelling"):
                sketch.dots([(-6, 30), (-6, 37)], 1.8, sketch.seam)


def _wireless_earbuds(sketch: Sketch) -> None:
    sketch.shadow(210, 268)
    sketch.rect(86, 190, 148, 78, sketch.darker, 34)
    sketch.rect(86, 186, 148, 78, _BODY, 34)
    sketch.path("M86 214 C110 222 210 222 234 214", "none", stroke=sketch.seam, stroke_width=3)
    sketch.rect(148, 228, 24, 5, sketch.accent, 2.5)
    sketch.ellipse(116, 203, 16, 4, PAPER, opacity=0.4)
    for x, side in ((112, 1), (208, -1)):
        with sketch.turned(f"translate({x} 112) scale({side} 1) rotate(-10)"):
            sketch.rect(-11, 0, 22, 72, _BODY, 11)
            sketch.rect(-6, 58, 12, 10, sketch.seam, 5)
            sketch.ellipse(6, -8, 34, 31, sketch.dark)
            sketch.ellipse(3, -11, 33, 30, _BODY)
            sketch.path("M26 -30 C48 -34 58 -18 52 0 C46 12 32 8 28 2 Z", RUBBER)
            sketch.ellipse(-10, -22, 8, 5, PAPER, opacity=0.5)


def _wired_earbuds(sketch: Sketch) -> None:
    sketch.shadow(170, 276)
    sketch.stroke("M104 118 C96 190 150 186 158 230 M216 118 C224 190 170 186 162 230 M160 230 C160 "
        "262 120 262 118 284",
                  sketch.dark, 5)  # fmt: skip
    sketch.rect(152, 214, 16, 26, sketch.darker, 7)
    sketch.rect(206, 168, 10, 26, sketch.darker, 5)
    for x, side in ((104, 1), (216, -1)):
        with sketch.turned(f"translate({x} 96) scale({side} 1) rotate(-14)"):
            sketch.rect(-9, 6, 18, 40, sketch.dark, 9)
            sketch.ellipse(0, -6, 34, 32, _BODY)
            sketch.path("M22 -26 C46 -32 58 -14 50 4 C44 16 28 12 24 4 Z", RUBBER)
            sketch.circle(-8, -8, 13, sketch.dark, opacity=0.5)
            sketch.ellipse(-12, -20, 9, 5, PAPER, opacity=0.5)


def speaker(sketch: Sketch, look: Look) -> None:
    """A pill, a tube or, from 40 W, a box with a handle."""
    watts = look.number("Power", 20)
    if watts >= 40:
        _boom_box(sketch, look)
    elif watts >= 20:
        _tube(sketch, look)
    else:
        _pill(sketch, look)


def _boom_box(sketch: Sketch, look: Look) -> None:
    sketch.shadow(260, 260)
    sketch.stroke("M96 112 C100 58 220 58 224 112", sketch.darker, 13)
    sketch.rect(38, 106, 244, 150, sketch.darker, 34)
    sketch.rect(38, 102, 244, 150, _BODY, 34)
    for x in (104, 216):
        if look.has("Light show"):
            sketch.circle(x, 178, 55, sketch.accent)
        sketch.circle(x, 178, 51, "#23262e")
        sketch.circle(x, 178, 42, "#3a3f4a")
        sketch.circle(x, 178, 19, "#181b21")
        sketch.ellipse(x - 6, 172, 7, 5, PAPER, opacity=0.35)
    sketch.rect(142, 118, 36, 8, sketch.seam, 4)
    sketch.dots([(150, 234), (160, 234), (170, 234)], 3, sketch.lighter)


def _tube(sketch: Sketch, look: Look) -> None:
    sketch.shadow(240, 244)
    sketch.rect(46, 128, 228, 108, "url(#body)", 52)
    with sketch.clipped("tube", "M98 128h124a52 54 0 0 1 0 108h-124a52 54 0 0 1 0-108Z"):
        sketch.dots(
            ((x, y) for y in range(134, 236, 8) for x in range(52 + y % 16 // 4, 274, 8)),
            1.7,
            sketch.seam,
            opacity=0.65,
        )
        sketch.rect(46, 132, 228, 22, PAPER, 11, opacity=0.16)
    for x in (62, 258):
        sketch.ellipse(x, 182, 20, 50, sketch.darker)
        sketch.ellipse(x, 182, 13, 38, sketch.accent if look.has("Light show") else sketch.dark)
    sketch.rect(126, 170, 68, 26, sketch.darker, 13, opacity=0.85)
    sketch.dots([(144, 183), (160, 183), (176, 183)], 4, sketch.lighter)
    if look.has("Strap"):
        sketch.stroke("M258 136 C290 122 300 156 286 190", RUBBER, 6)


def _pill(sketch: Sketch, look: Look) -> None:
    sketch.shadow(170, 264)
    if look.has("Strap"):
        sketch.stroke("M214 104 C258 82 262 140 232 152", RUBBER, 7)
    sketch.path("M92 130 C92 84 228 84 228 130 L234 226 C234 276 86 276 86 226 Z", "url(#side)")
    sketch.dots(
        ((x, y) for y in range(150, 250, 9) for x in range(98 + y % 2 * 4, 226, 9)), 1.8, sketch.seam, opacity=0.7
    )
    sketch.ellipse(160, 124, 66, 28, sketch.dark)
    sketch.ellipse(160, 121, 60, 24, sketch.light)
    if look.has("Light show"):
        sketch.ellipse(160, 121, 60, 24, "none", stroke=sketch.accent, stroke_width=4)
    sketch.stroke("M152 121 L168 121 M160 114 L160 128 M118 121 L132 121 M188 121 L202 121", sketch.darker, 4)
