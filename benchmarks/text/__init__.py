"""What the words show, measured on labelled texts."""
