"""The kinds of signs, one module a kind; each gives evidence against before evidence for."""
