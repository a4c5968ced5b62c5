"""The sentences of a look, in a fixed order, for both people alike."""
