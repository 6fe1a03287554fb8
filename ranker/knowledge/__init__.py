"""Buying knowledge: for each kind of product, what people need it for, which attributes then decide, which way and why.

Written down in YAML (`families/`, in the words of `concepts/`), read by `files` and checked by `checks`, held against a
catalog by `linking`, turned into training examples by `teaching`.
"""
