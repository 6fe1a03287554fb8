"""The optional chat model: it words what is known already, and what it words is checked before anybody reads it.

It proposes text and nothing else: it has no tools, chooses no action, sets no slot, and sees neither orders nor who
asks. `writer` asks it within its limits, `checks` say whether its words are supported; `bot.dialogue.phrasing` brings
both to the actions, which always have an answer without it.
"""
