"""Whether what the model wrote is supported: by a page, by products' facts, or, for a question, by needing no support.

A check gives a few words for a reason, or None. It knows no model, no prompt, no service. What it cannot decide it
refuses: the answer without the model is always there.
"""
