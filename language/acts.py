"""The acts: what a message, or a part of one, may do."""

from __future__ import annotations

ACTS = (
    "search", "widen", "release", "correct", "show_more", "details", "compare", "advice", "like", "dislike",
    "add_to_cart", "alternatives", "accessories", "why", "why_asked", "undo", "thread_back", "restart", "drop",
    "assortment", "affirm", "deny", "greet", "goodbye", "thank", "wait", "help", "human", "anger",
    "order_status", "cancel_order", "change_order", "change_address", "refund", "refund_status", "invoice", "identify",
    "delivery", "delivery_time", "return_policy", "cancellation_fee", "payment_methods", "payment_problem", "account",
    "place_order", "newsletter", "feedback", "complaint", "contact", "shop_info", "privacy", "discount", "warranty",
    "out_of_scope", "unclear",
)  # fmt: skip
