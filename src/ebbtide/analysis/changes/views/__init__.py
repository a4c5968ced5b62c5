"""Other views of the same weeks: the loop, the quarters, the day inside the date interval."""
