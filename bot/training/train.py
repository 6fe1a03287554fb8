#!/usr/bin/env python3
"""Trains the assistant on the project's data and the examples generated from a catalog; runs in .venv-rasa.

train.py --data FOLDER --out assistant.tar.gz [--sentence-model FOLDER] [--vocabulary vocabulary.json]
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
    parser.add_argument("--data", type=Path, required=True, help="folder of generated examples")
    parser.add_argument("--out", type=Path, required=True, help="the model file to write")
    parser.add_argument("--sentence-model", type=Path, help="folder of model.onnx and tokenizer.json")
    parser.add_argument("--vocabulary", type=Path, help="the catalog's words; the lookup tables of --data if not given")
    options = parser.parse_args()
    if not list(options.data.glob("*.yml")):
        parser.exit(1, f"{options.data} holds no examples\n  -> make them: floorwalker train-assistant\n")
    from bot.components import outside

    outside.sentence_model, outside.vocabulary = options.sentence_model, options.vocabulary
    train(options.data, options.out)


def train(data: Path, out: Path) -> None:
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
            training_files=[str(BOT / "data"), str(rules), str(data)],
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
