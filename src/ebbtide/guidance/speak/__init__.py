"""What to say: guides that ask one thing at a time, plain dated facts, and the linter of drafts; pure, without a clock."""
