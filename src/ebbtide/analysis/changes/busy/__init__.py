"""A busy time or a step back: low stretches and five rows of evidence both ways; never a verdict by one row."""
