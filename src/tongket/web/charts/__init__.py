"""Charts: rows of a series → Vega-Lite → SVG and PNG. Pure functions: the same rows give the same bytes."""
