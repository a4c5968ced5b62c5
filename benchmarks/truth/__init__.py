"""The truth benchmark: made-up couples with a known answer, looked at as a user would."""
