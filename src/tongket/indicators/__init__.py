"""The catalogue of indicators: which figures form a comparable series."""
