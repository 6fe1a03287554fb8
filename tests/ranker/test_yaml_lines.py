"""Lines of fields in YAML."""

from __future__ import annotations

from ranker.yaml_lines import Lines

TEXT = """\
# a comment
pin:
  - attribute: Colour
    category: Mouse

  - {attribute: Weight}
synonyms: {a: [b], c: [d, e]}
"""


def test_finds_the_line_of_a_field_or_of_what_it_should_be_in() -> None:
    lines = Lines(TEXT)

    assert [lines.of(f) for f in (["pin"], ["pin", 0, "category"], ["pin", "1", "attribute"])] == [2, 4, 6]
    assert [lines.of(f) for f in (["pin", 0, "factor"], ["pin", 7], ["hide"], [])] == [3, 2, 1, 1]
    assert lines.of(["synonyms", "c", 1]) == 7


def test_finds_what_stands_there_twice() -> None:
    assert list(Lines("a: 1\nb:\n- {c: 1, c: 2}\na: 2\n").twice()) == [("c", 3), ("a", 4)]
    assert list(Lines("").twice()) == []
