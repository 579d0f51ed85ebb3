"""Checks between reports: the same thing told by two of them, or by one at two places. Pure functions over points.

No reading depends on them; the ledger computes them over the figures that count (ledger/flags/).
"""
