"""The processes apart: one holds the key of an open vault, one reads exports without it."""
