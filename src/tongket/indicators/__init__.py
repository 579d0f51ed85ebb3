"""The catalogue of indicators: which figures form a comparable series.

`catalogue/*.toml` holds the entries, one file a sector; `catalogue.py` loads them, `match.py` tells of a figure which
indicator it is a value of. docs/indicators.md says how an entry is written.
"""
