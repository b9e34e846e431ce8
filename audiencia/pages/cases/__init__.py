"""A department's cases as its people work on them: list, search, one case, acts, and several at once."""
