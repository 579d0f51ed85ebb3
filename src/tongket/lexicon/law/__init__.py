"""Amounts of administrative fines as data: a file for each field of law, and `acts.toml`, what reports call acts."""
