"""The registry: bodies and places under ids that stay the same, whatever the spelling."""
