"""Triples into the files that people take away: N-Quads, Turtle, JSON-LD, and their description."""
