"""How a trial stands to a concept or an organisation: a sum of powers of two, one for each that is so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.terms import Term, reading

# the record names the concept itself, and not only something narrower
NAMED = 1
# what a treatment is given as: the codes of the list exposure-role
ROLES = {
    "investigational": 2,
    "comparator": 4,
    "background": 8,
    "placebo": 16,
    "sham": 32,
    "supportive": 64,
    "rescue": 128,
}
LEADS, COLLABORATES = 256, 512
# by its own name: a treatment that some participant is given, a condition that the trial as a whole studies
GIVEN, STUDIED = 1024, 2048


def of_exposures(
    concepts: Iterable[tuple[Term, Term]],
    roles: Iterable[tuple[Term, Term]],
    numbers: Mapping[Term, int],
    wider: Mapping[int, frozenset[int]],
) -> dict[int, int]:
    """Sum up in which roles a record gives each concept, itself or by a narrower one."""
    role = dict(roles)
    found: defaultdict[int, int] = defaultdict(int)
    for exposure, concept in concepts:
        bit = ROLES.get(reading(role.get(exposure, '""')), 0)
        number = numbers.get(concept)
        if number is None:
            continue
        found[number] |= NAMED | GIVEN
        for wide in wider.get(number, frozenset()) | {number}:
            found[wide] |= bit
    return found
