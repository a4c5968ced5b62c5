"""The parts of `ebbtide signs`: where it looks, what it lists, and the review."""
