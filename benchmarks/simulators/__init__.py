"""The simulators as the peers were measured on them: checks and the freeze."""
