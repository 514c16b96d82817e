"""Ways from JSON to N-Triples, side by side: the same records in, the same triples out.

The triples are a part of what `kg.lift` says: of each trial its id, titles, status, dates, conditions, arms,
interventions and outcomes (`subset`). A way is a module of `peers/` that declares

    TITLE                    what it is called in the table
    NEEDS                    the distributions that it needs
    write(source, target)    reads records, one a line, and writes N-Triples

and is found, not listed. `compare` holds every way to the triples of `kg.lift` before its time counts.
"""
