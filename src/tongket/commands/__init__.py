"""The commands beside `read`, a module each: options in, one call, what to tell."""
