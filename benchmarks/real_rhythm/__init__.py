"""Known changes put into real two-person streams."""
