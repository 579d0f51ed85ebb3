"""Figures side by side: series of an indicator, who reported it and who did not, and why two can't be compared."""
