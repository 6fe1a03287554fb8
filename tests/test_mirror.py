"""Tests stand where what they test stands: tests/data/catalog/test_store.py is about data/catalog/store.py."""

from __future__ import annotations

from floorwalker.settings import ROOT

SCENARIOS = {
    "bot/chat_model/test_injection.py": "every action against a model that obeys whoever speaks to it",
    "bot/chat_model/test_phrasing.py": "every action with a model",
    "bot/test_beside_stock.py": "our parts of Rasa and stock ones",
    "bot/test_flows.py": "Rasa's own checks of rules and stories",
    "bot/test_rasa.py": "what the trained assistant understands",
    "bot/test_shopping.py": "conversations over the real recommender",
    "bot/test_variants.py": "products in several forms, from an export's rows to the cart",
    "data/catalog/importers/test_shops.py": "the exports of shop systems, case by case",
    "data/catalog/test_damaged.py": "the readers in data/catalog/importers, on files that nobody thought of",
    "data/catalog/test_reading.py": "data/catalog/importers and recognising.py, on files as shops write them",
    "data/catalog/test_spellings.py": "the same, and normalisation, on spellings that others wrote down",
    "floorwalker/test_any_catalog.py": "the whole assistant of another trade",
    "floorwalker/test_chinese.py": "the whole assistant of a Chinese shop",
    "floorwalker/test_docs.py": "docs/",
    "floorwalker/test_icecat.py": "the figures on a large real catalog",
    "floorwalker/test_setup.py": "scripts/setup",
    "floorwalker/test_stack.py": "the whole assistant of the demo shop",
    "gateway/test_contract.py": "the gateway's OpenAPI description, with requests that nobody thought of",
    "gateway/test_crash.py": "a gateway that is killed",
    "gateway/test_hostile.py": "what attackers write as shopper, catalog and agent",
    "gateway/test_proxies.py": "the proxies of docs/deployment.md before a gateway",
    "gateway/test_replicas.py": "two gateways over one database",
    "gateway/test_restart.py": "gateways that are killed, or share a Redis, while people talk",
    "ops/test_compose.py": "docker-compose.yml and the Dockerfiles",
    "ops/test_monitoring.py": "the rules and the dashboard",
    "ops/test_scripts.py": "what images and continuous integration run",
    "recommender/companions/test_companions.py": "a product beside others, through the engine",
    "recommender/engine/test_preferences.py": "what the order makes of preferences, through the engine",
    "recommender/server/test_contract.py": "the recommender's OpenAPI description, in the same way",
    "retrieval/understanding/test_chinese.py": "requests in Chinese, through all of it",
    "retrieval/understanding/test_requests.py": "requests in shoppers' words, through all of it",
    "test_mirror.py": "the tests",
    "web/test_build.py": "web/dist",
    "web/test_hostile.py": "the same in widget and console, in a browser",
    "web/test_widget_access.py": "web/widget for those who cannot see it or use a mouse, in a browser",
    "web/test_widget_network.py": "web/widget and web/sdk without a network and in two tabs, in a browser",
    "web/test_console_jobs.py": "models, catalogs and jobs in the console",
    "web/test_console_safe.py": "web/console/safe, in a browser",
    "web/test_console_assist.py": "web/console/assist, in a browser",
    "web/test_console_compose.py": "web/console/compose, in a browser",
    "web/test_console_see.py": "web/console/see, in a browser",
    "web/test_console_steer.py": "web/console/steer, in a browser",
    "web/test_console_teach.py": "web/console/teach, in a browser",
    "web/test_shops_pages.py": "web/shops, in a browser",
}
"""Tests of several modules at once, or of none, each with what it is about."""


def test_every_test_file_is_about_the_module_of_its_name() -> None:
    files = {path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    tested = {path.as_posix(): ROOT / path.parent / path.stem.removeprefix("test_") for path in files}
    alone = {name for name, module in tested.items() if not (module.is_dir() or module.with_suffix(".py").is_file())}

    assert alone == SCENARIOS.keys(), "name the file after its module, or say here what it is about"
