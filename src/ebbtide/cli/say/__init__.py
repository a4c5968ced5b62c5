"""What `ebbtide say` does on a terminal and with drafts; it asks, shows and keeps nothing by itself."""
