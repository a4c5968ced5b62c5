"""How long the analysis, the command and its help take."""
