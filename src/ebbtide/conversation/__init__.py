"""The event table of two people: schema, merging, people, turns, coverage; pure, never touches disk or clock."""
