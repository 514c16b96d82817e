"""The ways, one module each."""
