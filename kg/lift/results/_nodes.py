"""What several modules of results have in common: groups, counts of a group, figures with their spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.lift._mint import Mint
from kg.lift._say import say_text
from kg.lift.results._figures import number, whole
from kg.study.results import ResultGroup
from kg.terms import DCTERMS, LABEL, TKG, A, Term, Triple, code, decimal, integer, slug, text


def root(mint: Mint, path: str) -> str:
    """Give the IRI of a part of the results without its closing bracket, for more path to follow."""
    return mint.part(f"results/{path}")[:-1]


def group_iri(owner: str, group_id: str | None) -> Term:
    """Name a group of a module or of an outcome measure by its id there."""
    return f"{owner}/group/{_in_path(group_id)}>"


def _in_path(group_id: str | None) -> str:
    """Spell a group's id for an IRI; the registry's own (`OG000`) stay as they are."""
    if group_id and group_id.isalnum() and group_id.isascii():
        return group_id
    return slug(group_id or "") or "unnamed"


def paths(group_ids: Iterable[str | None]) -> list[str]:
    """Spell the ids of a list for IRIs, each once: a second `OG000` becomes `OG000-2`.

    >>> paths(["OG000", "OG001", "OG000"])
    ['OG000', 'OG001', 'OG000-2']
    """
    seen: Counter[str] = Counter()
    spelt = []
    for group_id in group_ids:
        path = _in_path(group_id)
        seen[path] += 1
        spelt.append(path if seen[path] == 1 else f"{path}-{seen[path]}")
    return spelt


def group_triples(owner: str, kind: str, groups: Sequence[ResultGroup], mint: Mint) -> Iterator[Triple]:
    """Say what the groups are that results are given for."""
    for path, group in zip(paths(group.id for group in groups), groups, strict=True):
        subject = f"{owner}/group/{path}>"
        yield mint.trial, TKG.hasResultGroup, subject
        yield subject, A, TKG.ResultGroup
        yield subject, LABEL, text(group.title or group.id or "Group")
        yield subject, TKG.groupKind, code("group-kind", kind)
        yield from say_text(subject, TKG.groupId, group.id)
        yield from say_text(subject, DCTERMS.description, group.description)


def count_triples(
    owner: Term, subject: Term, group: Term, words: str | None, comment: str | None = None
) -> Iterator[Triple]:
    """Say how many of a group are counted: as written, and as a number where it is one."""
    yield owner, TKG.hasCount, subject
    yield subject, A, TKG.GroupCount
    yield subject, LABEL, text(words or "not stated")
    yield subject, TKG.group, group
    if (count := whole(words)) is not None:
        yield subject, TKG.participants, integer(count)
    yield from say_text(subject, DCTERMS.description, comment)


def say_number(subject: Term, prop: Term, words: str | None) -> Iterator[Triple]:
    """State a number; words that are none state nothing here, and stand in the label."""
    value = number(words)
    if value is not None:
        yield subject, prop, decimal(value)


def figure(value: str | None, spread: str | None, lower: str | None, upper: str | None) -> str:
    """Write a figure with its spread and limits in the record's own words.

    >>> figure("61", "8.9", None, None), figure("4.8", None, "4.3", "5.4")
    ('61 ± 8.9', '4.8 (4.3 to 5.4)')
    """
    words = value or "not stated"
    if spread:
        words += f" ± {spread}"
    if lower or upper:
        words += f" ({lower or '…'} to {upper or '…'})"
    return words
