"""What changed between two people: language, measures, changes, effects, signs.

Pure and without a sentence: it touches no disk, clock, locale or network, and returns figures and findings.
"""
