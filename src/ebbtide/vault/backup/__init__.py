"""A vault as one verified file, and back; nothing counts before it was opened again."""
