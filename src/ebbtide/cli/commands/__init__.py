"""The commands, one a module; each asks, calls and shows."""
