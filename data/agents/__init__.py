"""The people who serve shoppers: who they are, how they sign in, what they write down for each other."""
