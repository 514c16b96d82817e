"""What people look up by words, and what is given together, counted once: `search.sqlite` beside the store.

`write` makes it from the published N-Quads of a build, dump by dump in any number of processes; `Index` reads
it. It holds nothing that the dumps do not say: names of trials, concepts, organisations, sites and questions
(`find`), how many trials there are of what (`overview`), and which treatments arms receive together, by the
rule of the question `combination` (`together`). The same dumps give the same bytes.
"""

from __future__ import annotations

from kg.search.index import Index
from kg.search.write import FILE, Kept, folded, write

__all__ = ["FILE", "Index", "Kept", "folded", "write"]
