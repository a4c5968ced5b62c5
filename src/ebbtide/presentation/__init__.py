"""Results in words, pictures and pages; decides nothing."""
