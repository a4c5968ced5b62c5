"""One module a command, imported on demand; the only room that prints."""
