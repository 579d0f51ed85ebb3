"""Parquet, types and exact decimals as in the ledger."""

from __future__ import annotations

from pathlib import Path

from tongket.ledger.exports.content import Content


def write(content: Content, path: Path) -> None:
    """The figures as one Parquet file."""
    import pyarrow.parquet as pq

    pq.write_table(content.figures, path, compression="zstd")
