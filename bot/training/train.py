#!/usr/bin/env python3
"""Trains Rasa's part of the assistant: patterns of entities, slots, rules, responses; runs in .venv-rasa.

train.py --out assistant.tar.gz [--tokeniser tokenizer.json]

Nothing of a catalog goes into the model: the words of the current one are read while it runs.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

BOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BOT.parent))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the model file to write")
    parser.add_argument("--tokeniser", type=Path, help="of a language model: the words it knows are taken for no typos")
    options = parser.parse_args()
    if options.tokeniser is not None and not options.tokeniser.is_file():
        parser.exit(1, f"there is no {options.tokeniser}\n  -> train with: floorwalker train-assistant\n")
    from bot.components import outside

    outside.tokeniser = options.tokeniser
    train(options.out)


def train(out: Path) -> None:
    """Writes the model to `out` in one step: a run that fails leaves the old one."""
    from bot import rasa_environment
    from bot.dialogue import wording
    from bot.dialogue.decisions import Table

    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        rasa_environment.prepare(cache=Path(folder) / "cache")
        import rasa
        import yaml

        shutil.copytree(BOT / "domain", domain := Path(folder) / "domain")
        table, rules = Table.read(), Path(folder) / "rules.yml"
        made = {
            domain / "responses.yml": wording.domain(),
            domain / "decisions.yml": table.domain(),
            rules: table.rules(),
        }
        for path, content in made.items():
            path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
        result = rasa.train(
            domain=str(domain),
            config=str(BOT / "config.yml"),
            training_files=[str(BOT / "data" / "nlu"), str(rules)],
            output=folder,
            fixed_model_name="assistant",
            force_training=True,
        )
        if result.model is None:
            sys.exit("the model could not be trained; the lines above say why")
        Path(result.model).replace(out)
    sys.stdout.write(f"trained: {out}\n")


if __name__ == "__main__":
    main()
