"""Vega-Lite specifications as plain dicts, and their rendering to SVG; two colours mean two people."""
