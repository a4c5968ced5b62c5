"""What stands behind a name: words, media, calls, and what the program itself writes."""
