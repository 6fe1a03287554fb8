#!/usr/bin/env python3
"""What conversations teach, on simulated shops whose shoppers have hidden tastes (`benchmarks.simulator`).

python -m benchmarks.learning learns --home HOME --seeds 1-3 [--world dev|near|sealed] [--gating none|gate|step]
    [--json FILE]

HOME has a catalog, an index and day one's ranker; it is not changed. `--gating`: what was learned serves always (none),
if `floorwalker retrain` lets it without tuning the head (gate), or by all that it does (step), both in a copy of HOME.
Definitions, and what came out: benchmarks/learning.md.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.experiments.growth import bots, changed, few, learns
from benchmarks.experiments.lab import Conditions
from benchmarks.experiments.offpolicy import offpolicy
from benchmarks.experiments.stability import forgets, gate, speed
from benchmarks.simulator.worlds import WORLDS
from floorwalker.steps import Track
from floorwalker.terminal import progress_bars

Experiment = Callable[[Conditions, Sequence[int], Track], Iterator[dict[str, Any]]]
SCENARIOS: dict[str, Experiment] = {
    "learns": learns,
    "changes": changed,
    "forgets": forgets,
    "bots": bots,
    "few": few,
    "offpolicy": offpolicy,
    "gate": gate,
    "speed": speed,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", choices=SCENARIOS)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--seeds", default="1", help="of the shops: 1, or 1-100")
    parser.add_argument("--world", choices=sorted(WORLDS), default="dev")
    parser.add_argument("--gating", choices=["none", "gate", "step"], default="gate")
    parser.add_argument("--shoppers", type=int, default=400, help="who judge each ranker")
    parser.add_argument(
        "--exploration", type=float, default=0.03, help="rate at which another list or question is tried"
    )
    parser.add_argument("--conversations", type=int, default=2000, help="that a shop has in the end")
    parser.add_argument("--step", type=int, default=500, help="conversations between two retrainings")
    parser.add_argument("--runs", type=int, default=100, help="logs (offpolicy) or worse models (gate) that are tried")
    parser.add_argument("--json", type=Path, help="file for everything, one object a row")
    options = parser.parse_args()

    conditions = Conditions(
        home=options.home,
        world=options.world,
        gating=options.gating,
        shoppers=options.shoppers,
        exploration=options.exploration,
        conversations=options.conversations,
        step=options.step,
        runs=options.runs,
    )
    started = time.monotonic()
    with progress_bars() as track:
        for row in SCENARIOS[options.scenario](conditions, seeds(options.seeds), track):
            row["seconds"] = round(time.monotonic() - started, 1)
            print(_said(row), flush=True)
            if options.json:
                with options.json.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"scenario": options.scenario, "world": options.world} | row) + "\n")


def seeds(text: str) -> list[int]:
    """The shops that are meant."""
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _said(row: dict[str, Any]) -> str:
    shown = {name: value for name, value in row.items() if name not in ("figures", "changes", "said", "line")}
    return "  ".join([*(f"{name} {value}" for name, value in shown.items()), row.get("line", "")])


if __name__ == "__main__":
    main()
