"""Amounts of administrative fines, as data: one file a field of law, and `acts.toml`, which says what reports call them."""
