"""A finished Tide as terminal text, JSON and one HTML file that needs nothing; reads results, computes none."""
