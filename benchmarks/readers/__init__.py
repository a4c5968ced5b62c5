"""Readers beside their peers: speed, memory and who is right."""
