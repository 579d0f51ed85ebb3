"""The desk: a web application over one ledger, rendered on the server. `tongket serve` opens it."""
