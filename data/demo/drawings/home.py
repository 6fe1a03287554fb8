"""Pictures of what stands at home: kitchen, cleaning, light and seats."""

from __future__ import annotations

from data.demo.drawings.sketch import GLOW, INK, METAL, PAPER, RUBBER, STEEL, Look, Sketch

_BODY = "url(#body)"
_METAL = "url(#metal)"
_COFFEE = "#4a2f22"


def coffee_machine(sketch: Sketch, look: Look) -> None:
    """One silhouette for each of the four machine types."""
    kind = look.text("Machine type")
    sketch.shadow(190, 272)
    if kind == "Filter":
        _filter_machine(sketch, thermal=look.has("Thermal carafe"))
    elif kind == "Capsule":
        _capsule_machine(sketch)
    elif kind == "Espresso":
        _espresso_machine(sketch, frother=look.has("Milk frother"))
    else:
        _automatic_machine(sketch, display=look.has("Display"), frother=look.has("Milk frother"))


def _cup(sketch: Sketch, x: float, y: float) -> None:
    sketch.path(
        f"M{x - 17} {y - 26} L{x + 17} {y - 26} L{x + 13} {y - 4} C{x + 12} {y} {x - 12} {y} {x - 13} {y - 4} Z", PAPER
    )
    sketch.ellipse(x, y - 26, 17, 4, _COFFEE)
    sketch.stroke(f"M{x + 16} {y - 21} c11 -1 10 13 -2 13", PAPER, 3.5)


def _filter_machine(sketch: Sketch, *, thermal: bool) -> None:
    sketch.rect(84, 60, 54, 206, _BODY, 12)
    sketch.rect(84, 56, 146, 62, _BODY, 14)
    sketch.path("M146 118 L222 118 L210 152 L158 152 Z", sketch.dark)
    sketch.rect(78, 250, 160, 20, sketch.dark, 9)
    sketch.rect(94, 130, 12, 104, "#bfe0ee", 6, opacity=0.85)
    sketch.rect(94, 170, 12, 64, "#6fb3d6", 6)
    if thermal:
        sketch.path("M154 170 C154 160 214 160 214 170 L220 248 L148 248 Z", _METAL)
        sketch.rect(166, 158, 36, 10, INK, 5)
    else:
        sketch.path(
            "M152 166 L216 166 C232 190 232 236 218 248 L150 248 C136 236 136 190 152 166 Z",
            "url(#glass)",
            opacity=0.85,
        )
        sketch.path(
            "M143 200 L225 200 C228 222 226 240 218 248 L150 248 C142 240 140 222 143 200 Z", _COFFEE, opacity=0.92
        )
        sketch.rect(150, 158, 68, 11, INK, 5)
    sketch.stroke("M222 178 C250 174 250 232 224 230", INK, 8)
    sketch.circle(210, 86, 6, sketch.accent)
    sketch.stroke("M100 72 L190 72", PAPER, 4, opacity=0.3)


def _capsule_machine(sketch: Sketch) -> None:
    sketch.path("M112 84 C112 58 208 58 208 84 L214 138 L196 146 L196 240 L120 240 L120 146 L106 138 Z", _BODY)
    sketch.path("M126 146 L194 146 L194 240 L126 240 Z", sketch.darker)
    sketch.path("M112 82 C126 44 194 44 208 82 C190 92 130 92 112 82 Z", sketch.light)
    sketch.stroke("M126 66 C142 46 178 46 194 66", METAL, 8)
    sketch.rect(148, 138, 24, 20, INK, 5)
    sketch.rect(96, 238, 128, 28, sketch.dark, 10)
    sketch.rect(112, 238, 96, 8, METAL, 4)
    _cup(sketch, 160, 237)
    sketch.stroke("M160 158 L160 208", _COFFEE, 4)
    sketch.dots([(146, 106), (174, 106)], 7, sketch.lighter)


def _espresso_machine(sketch: Sketch, *, frother: bool) -> None:
    sketch.rect(62, 66, 196, 76, _BODY, 14)
    sketch.rect(76, 138, 168, 108, sketch.darker, 4)
    sketch.rect(62, 138, 34, 112, _BODY, 4)
    sketch.rect(54, 244, 212, 26, _BODY, 9)
    sketch.rect(100, 240, 150, 8, METAL, 3)
    sketch.rect(138, 138, 60, 16, _METAL, 4)
    sketch.rect(134, 154, 68, 17, METAL, 7)
    sketch.rect(196, 157, 58, 12, INK, 6)
    sketch.path("M156 171 L180 171 L174 184 L162 184 Z", STEEL)
    _cup(sketch, 168, 238)
    sketch.circle(112, 104, 17, PAPER)
    sketch.circle(112, 104, 17, "none", stroke=STEEL, stroke_width=4)
    sketch.stroke("M112 104 L120 95", "#c9473f", 3)
    sketch.dots([(160, 104), (186, 104), (212, 104)], 8, METAL)
    for x in (82, 110, 138):
        sketch.rect(x + 44, 56, 22, 12, PAPER, 4)
    if frother:
        sketch.stroke("M224 142 C238 168 228 196 224 216", METAL, 6)


def _automatic_machine(sketch: Sketch, *, display: bool, frother: bool) -> None:
    sketch.rect(82, 54, 156, 216, _BODY, 18)
    sketch.rect(104, 44, 112, 16, sketch.darker, 7)
    sketch.rect(100, 72, 120, 48, "#171b22", 9)
    if display:
        sketch.rect(106, 77, 108, 38, "url(#screen)", 5)
        sketch.dots([(126, 96), (150, 96), (174, 96), (198, 96)], 7, PAPER, opacity=0.9)
    else:
        sketch.dots([(120, 96), (147, 96), (173, 96), (200, 96)], 8, METAL)
    sketch.rect(104, 134, 112, 112, sketch.darker, 8)
    sketch.rect(138, 128, 44, 40, _METAL, 7)
    sketch.rect(148, 166, 7, 10, INK, 2)
    sketch.rect(165, 166, 7, 10, INK, 2)
    sketch.stroke("M152 178 L152 208 M168 178 L168 208", _COFFEE, 3.5)
    _cup(sketch, 160, 240)
    sketch.rect(92, 242, 136, 12, METAL, 4)
    if frother:
        sketch.rect(242, 190, 40, 80, "url(#glass)", 8, opacity=0.9)
        sketch.rect(246, 214, 32, 52, PAPER, 6)
        sketch.stroke("M182 150 C214 148 250 160 256 192", RUBBER, 5)


def kettle(sketch: Sketch, look: Look) -> None:
    """Glass shows the water, a gooseneck is long and thin."""
    large = 0.88 + 0.14 * look.share("Capacity", 0.8, 2)
    sketch.shadow(190, 272)
    with sketch.turned(f"translate(160 268) scale({large:.3f}) translate(-160 -268)"):
        sketch.rect(94, 254, 132, 15, INK, 7)
        sketch.stroke("M212 112 C268 96 276 226 220 232", INK, 15)
        if look.has("Gooseneck spout"):
            sketch.stroke("M106 226 C66 220 88 150 60 124 L48 120", sketch.dark, 11)
            sketch.stroke("M106 224 C68 216 90 150 62 123", sketch.light, 4)
        else:
            sketch.path("M116 112 L74 104 C72 118 88 142 108 150 Z", sketch.dark)
        outline = "M114 100 L206 100 L226 244 C226 252 222 256 214 256 L106 256 C98 256 94 252 94 244 Z"
        if look.text("Material") == "Glass":
            sketch.path(outline, "url(#glass)", opacity=0.9)
            sketch.path(
                "M106 164 C130 156 188 172 215 164 L226 244 C226 252 222 256 214 256 L106 256 C98 256 94 252 94 244 Z",
                "#7fbfe0",
                opacity=0.75,
            )
            sketch.dots([(130, 190), (158, 182), (182, 200), (144, 214), (196, 184)], 4, PAPER, opacity=0.7)
            sketch.path(
                "M96 232 L224 232 L226 246 C226 252 222 256 214 256 L106 256 C98 256 94 252 94 246 Z", sketch.body
            )
            sketch.path("M114 100 L206 100 L208 112 L112 112 Z", sketch.body)
        else:
            sketch.path(outline, "url(#side)" if look.text("Material") == "Stainless steel" else _BODY)
            sketch.path("M128 112 L142 112 L132 244 L114 244 Z", PAPER, opacity=0.3)
            sketch.rect(176, 146, 10, 76, "#bfe0ee", 5, opacity=0.75)
        sketch.path("M114 102 C120 78 200 78 206 102 Z", sketch.dark)
        sketch.rect(150, 72, 20, 13, INK, 5)
        if look.has("Temperature control"):
            sketch.dots([(232, 150), (240, 168), (243, 186)], 4.5, GLOW)


def vacuum_cleaner(sketch: Sketch, look: Look) -> None:
    """A canister on a hose, a stick, a robot or a handheld."""
    {"Canister": _canister, "Robot": _robot, "Handheld": _handheld}.get(look.text("Build"), _stick)(sketch, look)


def _canister(sketch: Sketch, look: Look) -> None:
    sketch.shadow(270, 266, 166)
    sketch.stroke("M214 200 C262 160 244 84 190 70 C160 62 134 76 122 92", RUBBER, 13)
    sketch.stroke("M126 88 L62 242", STEEL, 9)
    sketch.rect(112, 74, 34, 22, INK, 10, transform="rotate(24 128 84)")
    sketch.path("M26 262 C26 244 44 238 62 238 L84 238 C92 238 96 250 96 262 Z", INK)
    sketch.path(
        "M120 244 C110 196 140 160 190 160 C250 160 284 196 284 244 C284 256 276 260 264 260 L138 "
        "260 C128 260 122 254 120 244 Z",
        _BODY,
    )
    sketch.stroke("M160 168 C176 138 214 138 228 166", sketch.darker, 10)
    if look.has("Bagless"):
        sketch.path("M126 226 C128 190 150 176 174 178 L174 244 L128 244 Z", "url(#glass)", opacity=0.8)
        sketch.rect(134, 220, 36, 22, "#a59c90", 6, opacity=0.8)
    sketch.circle(242, 236, 28, sketch.darker)
    sketch.circle(242, 236, 12, METAL)
    sketch.circle(148, 254, 11, RUBBER)


def _stick(sketch: Sketch, look: Look) -> None:
    sketch.shadow(180, 282, 150)
    sketch.stroke("M190 116 L138 252", _STICK, 11)
    sketch.path("M82 282 C80 260 96 250 118 250 L160 250 C182 250 196 260 194 282 Z", sketch.dark)
    sketch.rect(88, 266, 100, 7, sketch.accent, 3)
    with sketch.turned("rotate(20 200 90)"):
        sketch.stroke("M196 56 C206 20 252 28 244 66 L236 92", INK, 13)
        sketch.rect(170, 48, 70, 44, _BODY, 20)
        sketch.rect(176, 88, 48, 62, "url(#glass)", 14, opacity=0.9)
        sketch.rect(182, 118, 36, 28, "#a59c90", 9, opacity=0.75)
        sketch.circle(205, 70, 12, sketch.darker)
        sketch.circle(205, 70, 6, sketch.accent)
    if look.has("Wet cleaning"):
        sketch.path("M160 206 c-9 13 -9 20 0 22 c9 -2 9 -9 0 -22 Z", "#5ba9d6")


_STICK = "#9aa2ad"


def _robot(sketch: Sketch, look: Look) -> None:
    station = look.has("Emptying station")
    sketch.shadow(250, 262)
    if station:
        sketch.rect(104, 48, 112, 178, sketch.dark, 18)
        sketch.rect(108, 44, 104, 176, _BODY, 16)
        sketch.rect(122, 58, 76, 60, sketch.dark, 10, opacity=0.4)
    middle = 212 if station else 196
    sketch.ellipse(160, middle + 14, 114, 46, sketch.darker)
    sketch.ellipse(160, middle + 4, 114, 46, sketch.dark)
    sketch.ellipse(160, middle, 112, 44, _BODY)
    sketch.ellipse(160, middle, 92, 34, "none", stroke=sketch.seam, stroke_width=2.5)
    if look.text("Navigation") == "Laser":
        sketch.ellipse(160, middle - 6, 28, 12, sketch.darker)
        sketch.rect(132, middle - 18, 56, 13, sketch.darker)
        sketch.ellipse(160, middle - 18, 28, 11, sketch.light)
    sketch.dots([(148, middle + 22), (160, middle + 23), (172, middle + 22)], 3.5, sketch.accent)
    sketch.path(
        f"M60 {middle + 22} C96 {middle + 66} 224 {middle + 66} 260 {middle + 22} L258 {middle + 30} "
        f"C222 {middle + 76} 98 {middle + 76} 62 {middle + 30} Z",
        INK,
        opacity=0.75,
    )


def _handheld(sketch: Sketch, _: Look) -> None:
    sketch.shadow(230, 252)
    with sketch.turned("rotate(-12 160 180)"):
        sketch.stroke("M176 134 C190 92 262 92 264 150 L258 190", INK, 15)
        sketch.rect(132, 136, 134, 84, _BODY, 34)
        sketch.path("M140 138 L96 148 C78 154 70 200 52 214 L60 226 L140 218 Z", "url(#glass)", opacity=0.92)
        sketch.path("M138 190 L84 200 L66 222 L138 216 Z", "#a59c90", opacity=0.7)
        sketch.rect(130, 134, 14, 88, sketch.darker, 6)
        sketch.circle(226, 178, 17, sketch.darker)
        sketch.circle(226, 178, 8, sketch.accent)


def desk_lamp(sketch: Sketch, look: Look) -> None:
    """On a base or a clamp; the brighter, the wider its light."""
    clamp = look.text("Mounting") == "Clamp"
    reach = 44 + 34 * look.share("Brightness", 200, 1300)
    sketch.path(f"M196 118 L{196 - reach} 262 L{236 + reach * 0.7:.0f} 262 L250 142 Z", GLOW, opacity=0.38)
    sketch.shadow(150, 272, 118)
    if clamp:
        sketch.rect(40, 246, 130, 12, "#b58d63", 3)
        sketch.path("M96 236 L130 236 L130 290 L104 290 L104 278 L118 278 L118 248 L96 248 Z", sketch.darker)
    else:
        sketch.ellipse(112, 264, 60, 13, sketch.darker)
        sketch.ellipse(112, 259, 60, 13, _BODY)
    wood = look.text("Material") == "Wood"
    arm = "#c59a66" if wood else sketch.body
    sketch.stroke("M112 252 L84 150", sketch.darker, 11)
    sketch.stroke("M112 252 L84 150", arm, 7)
    sketch.stroke("M84 150 L186 78", sketch.darker, 11)
    sketch.stroke("M84 150 L186 78", arm, 7)
    sketch.dots([(84, 150), (186, 80), (112, 252)], 9, sketch.darker)
    sketch.dots([(84, 150), (186, 80), (112, 252)], 4, METAL)
    with sketch.turned("rotate(28 206 98)"):
        sketch.ellipse(212, 136, 46, 11, "#fff1c4")
        sketch.path(
            "M190 62 C190 52 230 52 230 62 L232 78 C252 92 260 114 260 136 C240 146 182 146 164 136 "
            "C164 114 172 92 190 78 Z",
            _BODY,
        )
        sketch.path("M184 92 C174 106 172 120 172 132 L184 134 C182 118 186 102 192 92 Z", PAPER, opacity=0.35)
        sketch.path("M164 136 C182 146 240 146 260 136 C240 128 182 128 164 136 Z", "#fff6dc")


def office_chair(sketch: Sketch, look: Look) -> None:
    """Three-quarter front; headrest and armrests only where it has them, mesh shows its weave."""
    sketch.shadow(180, 284)
    sketch.stroke("M160 244 L98 272 M160 244 L222 272 M160 244 L160 280 M160 246 L124 262 M160 246 L196 262", STEEL, 9)
    for x, y in ((98, 278), (222, 278), (160, 284), (122, 268), (198, 268)):
        sketch.circle(x, y, 8, INK)
    sketch.rect(152, 206, 16, 44, _METAL, 4)
    back = (
        "M112 66 C114 56 124 52 136 52 L184 52 C196 52 206 56 208 66 L214 160 C214 172 206 176 "
        "196 176 L124 176 C114 176 106 172 106 160 Z"
    )
    if look.has("Headrest"):
        sketch.rect(150, 36, 20, 30, INK, 4)
        sketch.rect(122, 14, 76, 32, sketch.dark, 15)
        sketch.rect(122, 12, 76, 30, _BODY, 14)
    sketch.path(back, _BODY)
    with sketch.clipped("back", back):
        if look.text("Upholstery") == "Mesh":
            for i in range(-8, 26):
                x = i * 9 + 60
                sketch.stroke(f"M{x} 40 L{x + 130} 190 M{x + 130} 40 L{x} 190", sketch.seam, 1.1, opacity=0.6)
        elif look.text("Upholstery") in ("Leather", "Imitation leather"):
            for y in (82, 112, 142):
                sketch.stroke(f"M104 {y} C130 {y + 8} 190 {y + 8} 216 {y}", sketch.seam, 3)
        else:
            sketch.path("M124 64 C118 100 118 130 122 166 L136 166 C132 130 132 100 138 64 Z", PAPER, opacity=0.2)
    if look.has("Lumbar support"):
        sketch.rect(118, 134, 84, 20, sketch.dark, 10, opacity=0.75)
    sketch.path(
        "M92 192 C92 178 104 174 120 174 L200 174 C216 174 228 178 228 192 L232 204 C232 214 222 216 "
        "210 216 L110 216 C98 216 88 214 88 204 Z",
        sketch.dark,
    )
    sketch.path(
        "M92 190 C92 176 104 172 120 172 L200 172 C216 172 228 176 228 190 L230 200 C200 208 120 208 90 200 Z", _BODY
    )
    if look.text("Armrests", "Fixed armrests") != "No armrests":
        sketch.stroke("M84 150 L84 186 L98 198 M236 150 L236 186 L222 198", INK, 9)
        sketch.rect(70, 138, 30, 14, INK, 7)
        sketch.rect(220, 138, 30, 14, INK, 7)
