"""Pictures of what is worn."""

from __future__ import annotations

from data.demo.drawings.sketch import METAL, PAPER, Look, Sketch

_BODY = "url(#body)"


def shoe(sketch: Sketch, look: Look) -> None:
    """From the side; the sole is as thick as the cushioning, and has lugs for trails."""
    thick = {"Low": 0, "Medium": 6, "High": 13}.get(look.text("Cushioning"), 6)
    sketch.shadow(262, 244)
    ground = 234
    top = ground - 26 - thick
    if look.text("Surface") == "Trail":
        for x in range(44, 270, 17):
            sketch.path(f"M{x} {ground - 4} h12 l-3 10 h-6 Z", "#2e3138")
    sketch.path(
        f"M36 {top} C30 {ground - 12} 34 {ground} 52 {ground} L258 {ground} C284 {ground} 294 "
        f"{ground - 12} 290 {top + 6} Z",
        "#f7f7f4",
    )
    sketch.path(f"M35 {ground - 9} C36 {ground} 42 {ground + 2} 54 {ground + 2} L256 {ground + 2} "
                f"C278 {ground + 2} 290 {ground - 6} 291 {ground - 12} L280 {ground - 8} L60 "
                    f"{ground - 8} Z", sketch.darker)  # fmt: skip
    if look.has("Carbon plate"):
        sketch.stroke(f"M48 {top + 14} C120 {top + 22} 200 {top + 4} 280 {top + 14}", "#23262e", 3.5)
    with sketch.turned(f"translate(0 {-thick})"):
        _upper(sketch)


def _upper(sketch: Sketch) -> None:
    outline = (
        "M40 212 C34 176 44 142 52 118 C56 106 74 106 80 118 C88 134 104 136 118 122 L132 108 "
        "C140 100 150 102 156 110 C176 140 204 158 244 166 C276 172 292 190 291 214 Z"
    )
    sketch.path(outline, _BODY)
    with sketch.clipped("upper", outline):
        sketch.path("M236 150 C262 166 262 200 252 222 L300 222 L300 150 Z", sketch.dark, opacity=0.45)
        sketch.path("M30 100 L82 112 C92 160 84 190 96 222 L30 222 Z", sketch.dark, opacity=0.5)
        sketch.path(
            "M104 222 C132 200 152 178 160 146 L178 160 C176 188 164 206 150 222 Z", sketch.lighter, opacity=0.9
        )
        sketch.path(
            "M166 222 C180 208 188 190 190 170 L204 176 C204 194 198 210 190 222 Z", sketch.lighter, opacity=0.9
        )
        sketch.dots(
            ((x, y) for y in range(172, 212, 7) for x in range(214 + y % 2 * 3, 290, 7)), 1.2, sketch.seam, opacity=0.6
        )
    sketch.path(
        "M52 120 C56 108 74 108 80 120 C88 136 104 138 118 124 L126 116 C112 142 70 140 52 120 Z", sketch.darker
    )
    sketch.path(
        "M130 108 C138 98 152 100 158 110 C166 122 176 132 186 139 L174 152 C154 140 140 126 130 108 Z", sketch.darker
    )
    for i in range(4):
        x, y = 138 + i * 13, 117 + i * 9
        sketch.stroke(f"M{x} {y + 12} L{x + 17} {y - 6}", PAPER, 5)
    sketch.stroke("M50 124 C46 112 44 104 52 98", sketch.body, 7)


def t_shirt(sketch: Sketch, look: Look) -> None:
    """With its sleeves, neck and pattern."""
    sleeves = look.text("Sleeve length", "Short")
    torso = "M112 74 L208 74 L222 92 L222 256 C222 264 216 268 208 268 L112 268 C104 268 98 264 98 256 L98 92 Z"
    arms = {
        "Sleeveless": "",
        "Short": "M114 74 C92 80 74 92 62 116 L44 152 L84 172 L104 136 Z M206 74 C228 80 246 92 258 "
        "116 L276 152 L236 172 L216 136 Z",
        "Long": "M114 74 C90 80 74 96 68 122 L40 240 L72 250 L104 146 Z M206 74 C230 80 246 96 252 "
        "122 L280 240 L248 250 L216 146 Z",
    }.get(sleeves, "")
    sketch.shadow(150, 284)
    if arms:
        sketch.path(arms, sketch.dark)
        sketch.path(arms, sketch.body, opacity=0.7)
    if sleeves == "Sleeveless":
        torso = (
            "M122 74 L198 74 C200 104 208 122 222 130 L222 256 C222 264 216 268 208 268 "
            "L112 268 C104 268 98 264 98 256 L98 130 C112 122 120 104 122 74 Z"
        )
    sketch.path(torso, _BODY)
    if look.text("Pattern") == "Striped":
        with sketch.clipped("torso", torso):
            for y in range(104, 270, 24):
                sketch.rect(90, y, 140, 9, sketch.seam, opacity=0.75)
    elif look.text("Pattern") == "Printed":
        sketch.circle(160, 158, 27, sketch.accent)
        sketch.path("M126 186 L150 146 L164 166 L174 152 L194 186 Z", sketch.lighter)
        sketch.path("M126 186 L150 146 L164 166 L174 152 L194 186 Z", "none", stroke=sketch.seam, stroke_width=2)
    _neck(sketch, look.text("Neckline"))
    sketch.stroke("M104 258 L216 258", sketch.seam, 2, stroke_dasharray="4 4")
    sketch.stroke("M112 120 C108 160 116 200 110 240 M208 126 C214 166 204 206 210 236", sketch.seam, 2, opacity=0.5)


def _neck(sketch: Sketch, neckline: str) -> None:
    if neckline == "V-neck":
        sketch.path("M128 72 L192 72 L160 118 Z", sketch.darker)
        sketch.stroke("M128 74 L160 118 L192 74", sketch.seam, 6)
    elif neckline == "Polo collar":
        sketch.path("M130 70 L190 70 L160 100 Z", sketch.darker)
        sketch.path(
            "M128 70 L116 92 L148 112 L160 98 Z M192 70 L204 92 L172 112 L160 98 Z",
            sketch.light,
            stroke=sketch.seam,
            stroke_width=2,
        )
        sketch.stroke("M160 100 L160 146", sketch.seam, 3)
        sketch.dots([(160, 116), (160, 134)], 3, PAPER)
    else:
        sketch.path("M128 72 C132 104 188 104 192 72 Z", sketch.darker)
        sketch.stroke("M126 74 C132 110 188 110 194 74", sketch.seam, 6)


def jacket(sketch: Sketch, look: Look) -> None:
    """Closed; down ones are quilted, rain-proof ones have taped seams, and a hood if it has one."""
    sketch.shadow(160, 290)
    if look.text("Hood") in ("Fixed hood", "Detachable hood"):
        sketch.path("M112 92 C104 30 216 30 208 92 C198 70 122 70 112 92 Z", sketch.dark)
        sketch.path("M124 92 C122 54 198 54 196 92 Z", sketch.darker)
    arms = (
        "M112 84 C88 92 76 108 70 134 L44 248 L76 258 L108 160 Z M208 84 C232 92 244 108 250 134 "
        "L276 248 L244 258 L212 160 Z"
    )
    sketch.path(arms, sketch.dark)
    sketch.path(arms, sketch.body, opacity=0.65)
    torso = "M116 82 L204 82 L226 102 L228 270 C228 276 224 278 218 278 L102 278 C96 278 92 276 92 270 L94 102 Z"
    sketch.path(torso, _BODY)
    with sketch.clipped("jacket", torso):
        _surface(sketch, look.text("Type"))
    sketch.path("M118 84 C118 64 132 58 138 58 L182 58 C188 58 202 64 202 84 L160 104 Z", sketch.dark)
    sketch.path("M134 62 L186 62 L160 96 Z", sketch.darker)
    sketch.stroke("M160 92 L160 276", sketch.seam, 5)
    sketch.stroke("M160 92 L160 276", METAL, 2, stroke_dasharray="3 3")
    sketch.rect(156, 96, 8, 16, METAL, 3)
    sketch.stroke("M112 204 L130 236 M208 204 L190 236", sketch.seam, 4)
    if look.number("Number of pockets", 2) >= 3:
        sketch.rect(182, 134, 28, 5, sketch.seam, 2.5)
    sketch.rect(46, 238, 30, 10, sketch.seam, 4, transform="rotate(15 60 243)")
    sketch.rect(244, 238, 30, 10, sketch.seam, 4, transform="rotate(-15 260 243)")


def _surface(sketch: Sketch, kind: str) -> None:
    if kind == "Down":
        for y in range(112, 280, 26):
            sketch.path(
                f"M88 {y} Q124 {y + 11} 160 {y} T232 {y} L232 {y + 9} Q196 {y + 20} 160 {y + 9} T88 {y + 9} Z",
                sketch.dark,
                opacity=0.45,
            )
            sketch.stroke(
                f"M90 {y - 5} Q124 {y + 4} 158 {y - 5} M162 {y - 5} Q196 {y + 4} 230 {y - 5}", PAPER, 2, opacity=0.25
            )
    elif kind == "Fleece":
        sketch.dots(
            ((x, y) for y in range(92, 280, 9) for x in range(94 + y % 2 * 5, 230, 10)), 1.6, sketch.seam, opacity=0.45
        )
    else:
        sketch.path("M90 100 L116 82 L204 82 L230 100 L230 140 C196 152 124 152 90 140 Z", sketch.dark, opacity=0.4)
        if kind in ("Rain", "Hardshell"):
            sketch.stroke("M90 141 C124 153 196 153 230 141", sketch.lighter, 2.5, opacity=0.8)
