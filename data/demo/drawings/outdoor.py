"""Pictures of what goes out of the house: bags and bicycles."""

from __future__ import annotations

from math import cos, pi, sin

from data.demo.drawings.sketch import GLOW, INK, METAL, PAPER, RUBBER, STEEL, Look, Sketch

_BODY = "url(#body)"


def backpack(sketch: Sketch, look: Look) -> None:
    """From the front; large ones are tall and rolled at the top."""
    tall = look.share("Volume", 12, 50)
    top = 92 - 34 * tall
    sketch.shadow(180, 274)
    sketch.stroke(f"M138 {top + 6} C138 {top - 26} 182 {top - 26} 182 {top + 6}", sketch.darker, 9)
    sketch.path(
        "M84 150 C60 170 62 236 76 258 M236 150 C260 170 258 236 244 258",
        "none",
        stroke=sketch.darker,
        stroke_width=11,
        stroke_linecap="round",
    )
    outline = (
        f"M88 {top + 44} C88 {top + 4} 112 {top} 160 {top} C208 {top} 232 {top + 4} 232 "
        f"{top + 44} L238 246 C238 264 228 270 212 270 L108 270 C92 270 82 264 82 246 Z"
    )
    sketch.path(outline, _BODY)
    if look.number("Bottle pockets", 2) >= 1:
        sketch.path(
            "M84 206 L104 214 L104 270 L100 270 C88 268 82 262 82 246 Z M236 206 L216 214 L216 270 "
            "L220 270 C232 268 238 262 238 246 Z",
            sketch.dark,
        )
    if tall > 0.6:
        sketch.path(
            f"M92 {top + 40} C92 {top + 4} 228 {top + 4} 228 {top + 40} L232 {top + 70} C200 "
            f"{top + 82} 120 {top + 82} 88 {top + 70} Z",
            sketch.dark,
        )
        for x in (124, 196):
            sketch.rect(x - 5, top + 60, 10, 50, sketch.darker, 4)
            sketch.rect(x - 8, top + 92, 16, 12, METAL, 3)
    else:
        sketch.stroke(f"M100 {top + 50} C110 {top + 22} 210 {top + 22} 220 {top + 50}", sketch.seam, 3.5)
        sketch.rect(212, top + 46, 7, 18, METAL, 3)
    sketch.rect(108, 178, 104, 78, sketch.dark, 16)
    sketch.rect(108, 174, 104, 78, sketch.light, 16)
    sketch.stroke("M120 194 L200 194", sketch.seam, 3.5)
    sketch.rect(192, 192, 6, 17, METAL, 3)
    sketch.rect(146, 212, 28, 18, sketch.accent, 4)
    if look.has("Hip belt"):
        sketch.stroke("M82 244 L58 254 M238 244 L262 254", sketch.darker, 13)
    if look.has("Waterproof"):
        sketch.path("M132 128 c-10 14 -10 22 0 24 c10 -2 10 -10 0 -24 Z", PAPER, opacity=0.75)


def suitcase(sketch: Sketch, look: Look) -> None:
    """Standing upright; size, shell and wheels as stated."""
    scale = {"Cabin": 0.84, "Medium": 0.94, "Large": 1.03}.get(look.text("Travel size"), 0.94)
    sketch.shadow(176 * scale, 284)
    with sketch.turned(f"translate(160 282) scale({scale}) translate(-160 -282)"):
        sketch.stroke("M132 84 L132 30 C132 24 136 22 140 22 L180 22 C184 22 188 24 188 30 L188 84", STEEL, 7)
        sketch.rect(136, 16, 48, 13, INK, 6)
        for x in (104, 216) if look.number("Number of wheels", 4) == 2 else (104, 132, 188, 216):
            sketch.rect(x - 9, 268, 18, 10, sketch.darker, 3)
            sketch.circle(x, 278, 8, RUBBER)
            sketch.circle(x, 278, 3, METAL)
        sketch.rect(84, 82, 152, 190, sketch.darker, 22)
        sketch.rect(84, 80, 152, 188, _BODY, 22)
        if look.text("Shell") == "Fabric":
            sketch.rect(100, 148, 120, 102, sketch.dark, 12, opacity=0.45)
            sketch.rect(100, 144, 120, 102, sketch.body, 12)
            sketch.stroke("M110 160 L210 160 M102 108 L218 108", sketch.seam, 3.5)
            sketch.rect(202, 158, 7, 16, METAL, 3)
        else:
            for x in range(104, 222, 16):
                sketch.stroke(f"M{x} 96 L{x} 252", sketch.seam, 4, opacity=0.7)
                sketch.stroke(f"M{x - 5} 98 L{x - 5} 250", PAPER, 2, opacity=0.22)
            if look.text("Shell") == "Aluminium":
                for x, y in ((92, 88), (228, 88), (92, 260), (228, 260)):
                    sketch.rect(x - 8, y - 8, 16, 16, METAL, 5)
        if look.has("Expandable"):
            sketch.stroke("M86 176 L234 176", sketch.darker, 3)
        sketch.rect(142, 76, 36, 10, INK, 5)
        if look.text("Lock") != "No lock":
            sketch.rect(226, 160, 13, 30, METAL, 4)


def bicycle(sketch: Sketch, look: Look) -> None:
    """From the side: wheels, frame, gears, and what its type brings along."""
    kind = look.text("Bicycle type")
    sketch.shadow(280, 262)
    scale = 0.8 if kind == "Children's" else 1.0
    with sketch.turned(f"translate(160 258) scale({scale}) translate(-160 -258)"):
        for x in (78, 242):
            _wheel(sketch, x, 200, wide=kind == "Mountain")
        if look.has("Luggage rack"):
            sketch.stroke("M54 142 L112 142 M60 143 L78 198 M104 143 L80 196", STEEL, 4.5)
        _frame(sketch, look, kind)
        if look.has("Lights included"):
            sketch.circle(232, 118, 7, INK)
            sketch.path("M238 112 L266 100 L266 138 L238 124 Z", GLOW, opacity=0.5)
            sketch.rect(48, 138, 8, 11, "#d8383f", 3)


def _wheel(sketch: Sketch, x: float, y: float, *, wide: bool) -> None:
    sketch.circle(x, y, 56, "none", stroke=RUBBER, stroke_width=11.0 if wide else 7.0)
    sketch.circle(x, y, 51, "none", stroke=METAL, stroke_width=3)
    for spoke in range(12):
        angle = spoke * pi / 6
        sketch.stroke(f"M{x} {y} L{x + 50 * cos(angle):.1f} {y + 50 * sin(angle):.1f}", STEEL, 0.9, opacity=0.8)
    sketch.circle(x, y, 6, STEEL)


def _frame(sketch: Sketch, look: Look, kind: str) -> None:
    colour, dark = sketch.body, sketch.dark
    low = look.text("Frame shape") == "Step-through"
    head, seat, crank = "224 112", "122 118", "142 200"
    sketch.stroke("M78 200 L142 200 M78 200 L124 124", dark, 6)
    sketch.stroke(f"M{crank} L118 104", dark, 8)
    if low:
        sketch.stroke("M222 128 C190 190 168 192 142 196 M224 116 C196 160 168 172 134 176", colour, 8)
    else:
        sketch.stroke(f"M{crank} L{head} L{seat if kind != 'Mountain' else '124 136'}", colour, 9)
    if kind == "Electric":
        sketch.stroke("M162 184 L202 138", INK, 17)
        sketch.stroke("M170 172 L178 163", "#63c7f2", 4)
        sketch.circle(142, 200, 16, INK)
    fork = "M220 98 L228 132 L242 200"
    sketch.stroke(fork, dark, 7)
    if look.text("Suspension") != "No suspension":
        sketch.stroke("M229 136 L235 166", STEEL, 10)
    if kind == "Gravel":
        sketch.stroke("M219 98 L240 92 C256 92 256 116 240 116", INK, 7)
    elif kind in ("City", "Children's") or low:
        sketch.stroke("M219 98 L216 82 C214 74 200 74 190 80", INK, 7)
    else:
        sketch.stroke("M219 98 L216 86 M204 82 L230 88", INK, 7)
    sketch.path("M92 96 C104 90 130 94 144 100 C140 108 118 106 96 108 C88 108 86 100 92 96 Z", INK)
    sketch.circle(142, 200, 12, "none", stroke=STEEL, stroke_width=4)
    sketch.stroke("M142 200 L156 224 M148 226 L166 224", INK, 5)
    sketch.stroke("M142 189 L78 194 M142 211 L78 206", INK, 1.6)
