"""The vault at a million messages, under crashes, and under a trace of the network."""
