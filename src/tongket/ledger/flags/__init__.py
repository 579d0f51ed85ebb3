"""Flags of a ledger: computed over the figures that count, decided about by people."""
