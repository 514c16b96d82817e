"""Which trials are exported: all, those named, or those that a canned question finds."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pyoxigraph

from kg.ask import Asker, Values, question
from kg.errors import ExportError
from kg.export.release import Release
from kg.registries import trial_id
from kg.store import open_build
from kg.terms import DCTERMS, FOAF, Term, inside

_COLUMN = "trial"


class Choice(msgspec.Struct, frozen=True):
    """What a user can choose: trials by id, and a question with its values whose trials are taken.

    With both, a trial must be named and found.
    """

    trials: tuple[str, ...] = ()
    question: str = ""
    values: Values = {}

    @property
    def is_all(self) -> bool:
        """Tell whether nothing is left out."""
        return not self.trials and not self.question


def chosen(release: Release, choice: Choice) -> frozenset[Term] | None:
    """Give the nodes of the trials that were chosen, or None where that is all.

    Raises ExportError where the build does not hold a trial that was named, or a question gives no trials.
    """
    if choice.is_all:
        return None
    store = open_build(release.folder)
    sets = []
    if choice.trials:
        sets.append(frozenset(_node(store, given) for given in choice.trials))
    if choice.question:
        sets.append(frozenset(_found(store, choice)))
    return frozenset.intersection(*sets)


def _node(store: pyoxigraph.Store, given: str) -> Term:
    known = trial_id(given)
    spelt = known.id if known else given
    identifier = pyoxigraph.NamedNode(inside(DCTERMS.identifier))
    topic = pyoxigraph.NamedNode(inside(FOAF.primaryTopic))
    for quad in store.quads_for_pattern(None, identifier, pyoxigraph.Literal(spelt)):
        # an identifier of a trial may be spelt as the id of another; only a trial is what a record is about
        if any(store.quads_for_pattern(None, topic, quad.subject)):
            return str(quad.subject)
    raise ExportError(f"the build has no trial {given!r}; `kg query trials` lists those it has")


def _found(store: pyoxigraph.Store, choice: Choice) -> Iterable[Term]:
    results = Asker(store).run(question(choice.question), choice.values)
    columns = (
        [variable.value for variable in results.variables]
        if isinstance(results, pyoxigraph.QuerySolutions)
        else []
    )
    if not isinstance(results, pyoxigraph.QuerySolutions) or _COLUMN not in columns:
        has = f"its columns are {', '.join(columns)}" if columns else "it gives no table"
        raise ExportError(f"{choice.question} does not say which trials: no column {_COLUMN!r}; {has}")
    return [str(row[_COLUMN]) for row in results if isinstance(row[_COLUMN], pyoxigraph.NamedNode)]
