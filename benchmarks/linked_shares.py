"""How much is linked, with which vocabularies, and how far that agrees with the record's own MeSH terms.

`python benchmarks/linked_shares.py DATA [INDEX NAME…]`: DATA holds API v2 records; INDEX is an index of
imported vocabularies (`kg vocab add`), NAME those to link to. A trial counts as oncology by its MeSH terms.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kg.folding import fold
from kg.lexicon import Lexicon, chosen, lexicon
from kg.link import Linker
from kg.sources import Read, read
from kg.study import Study
from kg.vocab.index import Index
from kg.vocabulary import TREATMENTS

TYPES = ("DRUG", "BIOLOGICAL", "RADIATION", "PROCEDURE")
NEOPLASMS = frozenset({"D009369", "D000009369"})
SHOWN = 15


def is_oncology(study: Study) -> bool:
    """Tell by the record's MeSH terms, and those above them."""
    module = study.derived_section.condition_browse_module
    return any(mesh.id in NEOPLASMS for mesh in (*module.meshes, *module.ancestors))


def shares(studies: list[Study], linker: Linker) -> Iterator[str]:
    """Say what share of interventions is linked, by type, in oncology and in all."""
    linked: Counter[tuple[str, str]] = Counter()
    there: Counter[tuple[str, str]] = Counter()
    for study in studies:
        groups = ("oncology", "all") if is_oncology(study) else ("all",)
        found = {link.about for link in linker.links(study) if link.kind == "treatment"}
        interventions = study.protocol_section.arms_interventions_module.interventions
        for position, intervention in enumerate(interventions, start=1):
            for group in groups if intervention.type in TYPES else ():
                there[group, str(intervention.type)] += 1
                linked[group, str(intervention.type)] += f"intervention/{position}" in found
    for group in ("oncology", "all"):
        of = {kind: (linked[group, kind], there[group, kind]) for kind in TYPES}
        counted, total = (sum(one[n] for one in of.values()) for n in (0, 1))
        each = ", ".join(f"{kind.lower()} {a}/{b}" for kind, (a, b) in of.items())
        yield f"  {group}: {counted} of {total} linked ({counted / total:.1%}): {each}"


def agreement(studies: list[Study], words: Lexicon, linker: Linker) -> Iterator[str]:
    """Compare treatments linked with the record's MeSH intervention terms that the shipped vocabulary has."""
    concepts = words.vocabulary.concepts.values()
    of_name = {fold(name): one.id for one in concepts if one.kind in TREATMENTS for name in one.names}
    both = only_mesh = only_linked = 0
    missed: Counter[str] = Counter()
    added: Counter[str] = Counter()
    for study in studies:
        terms = [mesh.term or "" for mesh in study.derived_section.intervention_browse_module.meshes]
        mesh = {of_name[fold(term)] for term in terms if fold(term) in of_name}
        linked = {link.concept for link in linker.links(study) if link.kind == "treatment"}
        if not terms:
            continue
        above = set().union(*(words.above[one] for one in linked)) if linked else set()
        below = set().union(*(words.above[one] for one in mesh)) if mesh else set()
        both += len(mesh & above)
        only_mesh += len(mesh - above)
        extra = {one for one in linked if one not in below and not words.above[one] & mesh}
        only_linked += len(extra)
        missed.update(words.label(one) for one in mesh - above)
        added.update(words.label(one) for one in extra)
    with_concept, all_linked = both + only_mesh, both + only_linked
    yield f"  of MeSH terms with a concept, {both} of {with_concept} are linked ({both / with_concept:.1%})"
    yield f"  of {all_linked} concepts linked, {both} are MeSH terms too ({both / all_linked:.1%})"
    yield f"  MeSH only: {', '.join(f'{name} {n}' for name, n in missed.most_common(SHOWN))}"
    yield f"  linked only: {', '.join(f'{name} {n}' for name, n in added.most_common(SHOWN))}"


def main(data: Path, index: str, names: list[str]) -> None:
    """Print the figures with the shipped vocabulary, and with the imported ones."""
    newest: dict[str, Study] = {}
    for found in read([data]):
        if isinstance(found, Read) and found.provenance.source == "ctgov_json":
            newest[found.study.trial_id or ""] = found.study
    studies = list(newest.values())
    lines = [
        f"{len(studies):,} trials, {sum(map(is_oncology, studies)):,} of oncology",
        "shipped vocabulary:",
    ]
    shipped = lexicon()
    lines += [*shares(studies, shipped.linker()), *agreement(studies, shipped, shipped.linker())]
    if names:
        words = lexicon(index, chosen(Index(Path(index)), names))
        lines += [f"with {', '.join(names)}:", *shares(studies, words.linker())]
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "", sys.argv[3:])
