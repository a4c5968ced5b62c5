"""docs/how-sure.md, filled from result files."""
