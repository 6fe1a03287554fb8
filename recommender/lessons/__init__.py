"""What a shop teaches a ranker before anybody has clicked: examples (`ranker.examples`) in its own terms.

Out of buying knowledge that links to its product types (`linked`), its own sentences (`sentences`), a chat model's
answers (`teacher`), and queries and questions of people (`rated`). `shop_examples` joins what of these there is.
"""

from __future__ import annotations

from recommender.lessons.sources import Sources, shop_examples

__all__ = ["Sources", "shop_examples"]
