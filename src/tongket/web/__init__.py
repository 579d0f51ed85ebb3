"""The desk: where people look, search, compare and correct."""
