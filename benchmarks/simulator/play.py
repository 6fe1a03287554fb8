#!/usr/bin/env python3
"""Plays simulated shoppers against the recommender of a home, and writes the log that they would leave.

python -m benchmarks.simulator.play --home HOME --conversations 2000 --seed 1 --database sqlite:////tmp/log.db

With `--truth FILE` the truth about each conversation (which type, which need, a bot or not) is written there, to be
held against what is learned; nothing may be learned from it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.simulator.stage import Order, Stage, opened
from benchmarks.simulator.worlds import WORLDS
from floorwalker.settings import Settings
from floorwalker.terminal import progress_bars


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="with a catalog, an index and a ranker")
    parser.add_argument("--conversations", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="number of the first: to go on where another log ended")
    parser.add_argument("--seed", type=int, default=1, help="of the shop, which draws its shoppers' tastes")
    parser.add_argument("--world", choices=sorted(WORLDS), default="dev")
    parser.add_argument("--bots", type=float, default=0.0, help="share of conversations that are none of shoppers")
    parser.add_argument("--changed", action="store_true", help="after the tastes have changed")
    parser.add_argument("--days", type=float, default=60.0, help="over which the conversations spread, up to now")
    parser.add_argument("--exploration", type=float, default=0.03, help="how often another list or question is tried")
    parser.add_argument("--database", required=True, help="SQLAlchemy URL of the log, such as sqlite:////tmp/log.db")
    parser.add_argument("--truth", type=Path, help="file for the truth, one line of JSON a conversation")
    options = parser.parse_args()

    stage = Stage(opened(Settings(home=options.home), options.exploration), WORLDS[options.world], options.seed)
    if options.changed:
        stage.change_tastes()
    order = Order(options.conversations, options.first, options.days, bots=options.bots)
    with progress_bars() as track:
        stage.write(order, options.database, track("Playing conversations"), options.truth)


if __name__ == "__main__":
    main()
