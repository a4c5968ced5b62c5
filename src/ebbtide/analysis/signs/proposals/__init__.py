"""Messages that may show a sign; none counts before the user has judged it."""
