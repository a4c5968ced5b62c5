"""Weekly measures for both people, one small module each; pure functions of the event table."""
