"""The ledger: what many readings say, kept, and each figure counted once."""
