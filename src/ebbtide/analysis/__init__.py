"""What changed between two people: language, measures, changes, effects, signs.

Pure: it touches no disk, clock, locale or network.
"""
