"""A build as a server: pages, data, questions and SPARQL over HTTP; what may be slow runs beside its loop."""
