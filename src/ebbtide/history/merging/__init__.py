"""Several exports of one chat as one history: rows aligned, folded and kept once."""
