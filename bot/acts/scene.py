"""What stands before the shopper when a message comes: the same words do different things in different scenes."""

from __future__ import annotations

from dataclasses import dataclass, replace

STATES = (
    "start", "list", "question", "use", "product", "comparison", "recommended", "offer", "cart", "page", "page-list",
    "order", "address", "confirm", "ordered", "unclear", "restored",
)  # fmt: skip
"""What the assistant did last; docs: `bot/data/acts/states.yml`."""
KINDS = ("boolean", "numeric", "categorical")
LISTED = frozenset(("list", "question", "use", "product", "comparison", "recommended", "offer", "cart", "page-list"))
"""The states in which products stand before the shopper."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the assistant did last, and what the shopper sees of it."""

    state: str = "start"
    """One of `STATES`."""
    asked: str = ""
    """The label of the attribute that was asked for; empty if none was."""
    asked_kind: str = ""
    """One of `KINDS`; empty if no attribute was asked for, or its kind is not known."""
    types: tuple[str, ...] = ()
    """The product types in force."""
    listed: int = 0
    """How many products the shopper sees."""

    def __post_init__(self) -> None:
        """Raises ValueError for a state or kind that there is not."""
        if self.state not in STATES:
            raise ValueError(f"state {self.state!r} is none of {', '.join(STATES)}")
        if self.asked_kind and self.asked_kind not in KINDS:
            raise ValueError(f"asked_kind {self.asked_kind!r} is none of {', '.join(KINDS)}")

    @classmethod
    def of_tag(cls, tag: str) -> Scene:
        """The scene of a training line's tag: a state, or `question:LABEL`. Raises ValueError for another."""
        state, _, asked = tag.partition(":")
        scene = cls(state.strip(), asked.strip())
        if bool(scene.asked) != (scene.state == "question"):
            raise ValueError(f"{tag!r}: an attribute belongs to the state `question`, and to no other")
        return replace(scene, listed=5) if scene.state in LISTED else scene
