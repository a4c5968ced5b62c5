"""The gate before plans and guides, and the help lines; guides and plays are obtainable only through it."""
