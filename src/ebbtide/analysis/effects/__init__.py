"""Did it help: each design of an action gets only the claims that it supports."""
