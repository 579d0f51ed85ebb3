"""The ledger: the store of what was read, its queries, what people decided about it, and its exports."""
