"""Clinical-trial records into a validated RDF knowledge graph, published as linked data."""

__version__ = "0.1.0"
