"""Ebbtide reads the messages you already have and shows what changed, when, by how much, and on whose side."""
