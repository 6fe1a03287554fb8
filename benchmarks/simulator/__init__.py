"""Shoppers whose tastes nobody knows: they talk to the recommender as a page and the bot do, and leave a real log.

What a shop's log is read for, and how anything is learned from it, is not known here.
"""
