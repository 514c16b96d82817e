"""How much is measured: three plans, and what the command line changes in them.

`quick` takes a few minutes, `usual` about half an hour on two free cores, `full` hours: it builds 100,000
records.
"""

from __future__ import annotations

import msgspec

STORES = ("embedded", "oxigraph", "fuseki", "virtuoso", "rdflib")
LOADERS = ("oxigraph_folder", "tdb2", "virtuoso")


class Plan(msgspec.Struct, frozen=True):
    """Numbers of records, in the order that they are measured; `sizes` are those of whole builds.

    `asked` are in the stores that questions are asked of, and `small` in rdflib; no `questions` are all of
    them, and one that takes `patience` seconds is given up. `addresses` are how many pages of a kind are
    taken, `clients` how many take them at once, in rounds of so many `seconds`.
    """

    records: tuple[str, ...] = ("examples",)
    rounds: int = 3
    workers: tuple[int, ...] = (1, 2)
    mapped: int = 2_000
    checked: int = 50
    staged: int = 500
    sizes: tuple[int, ...] = (1_000, 3_000, 10_000)
    renewed: int = 3_000
    asked: int = 1_000
    small: int = 200
    stores: tuple[str, ...] = STORES
    questions: tuple[str, ...] = ()
    patience: float = 10.0
    loaded: int = 300
    loaders: tuple[str, ...] = LOADERS
    served: int = 10_000
    addresses: int = 300
    clients: tuple[int, ...] = (1, 4, 16)
    seconds: float = 1.0

    @property
    def kept(self) -> frozenset[int]:
        """Name the sizes of builds that more is measured of; those of 100,000 records take 40 GB each."""
        return frozenset({self.asked, self.small, self.loaded, self.served})


PLANS = {
    "quick": Plan(
        rounds=1,
        mapped=200,
        checked=10,
        staged=100,
        sizes=(100, 300),
        renewed=300,
        asked=100,
        small=20,
        loaded=100,
        served=300,
        addresses=50,
        seconds=0.3,
    ),
    "usual": Plan(),
    "full": Plan(
        mapped=10_000,
        staged=2_000,
        sizes=(1_000, 10_000, 100_000),
        renewed=10_000,
        asked=10_000,
        loaded=3_000,
        seconds=2.0,
        patience=120.0,
    ),
}
