"""What to say, try and decide; pure, and everything passes the gate of `safety` first."""
