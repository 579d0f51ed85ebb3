"""Near-copies: which documents tell the same, which of them counts. `index` keeps it on the disk."""
