"""The desk's safety: who may do what, and what is refused before anybody looks at it (docs/desk-safety.md)."""
