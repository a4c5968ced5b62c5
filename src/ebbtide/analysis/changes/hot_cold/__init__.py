"""Going back and forth between two levels: switching held against one change and single dips."""
