"""On which line of a YAML text a field stands, so that who wrote it finds what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml


class Lines:
    """The places of one text. Raises yaml.YAMLError for one that is none."""

    def __init__(self, text: str) -> None:
        self._root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def of(self, field: Sequence[str | int]) -> int:
        """The line, from 1 on, of a field as pydantic names it ("hide", 0, "attribute"); of one that is not there,
        the line of what it should be in."""
        node, line = self._root, 1
        for step in field:
            found = _inside(node, str(step))
            if found is None:
                break
            name, node = found
            line = name.start_mark.line + 1
        return line

    def twice(self) -> Iterator[tuple[str, int]]:
        """Every key that stands in one place twice, with the line of the second: what YAML reads over, so that the
        first is lost without a word."""
        yield from _twice(self._root)


def _inside(node: yaml.Node | None, step: str) -> tuple[yaml.Node, yaml.Node] | None:
    """What stands under a key or at a position: where it begins, and what it is."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if str(key.value) == step), None)
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        return node.value[int(step)], node.value[int(step)]
    return None


def _twice(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                yield str(key.value), key.start_mark.line + 1
            seen.add(str(key.value))
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item)
