"""What every worker needs and none should have to make: done once, before they are forked."""

from __future__ import annotations

from kg.ask import questions
from kg.site import kinds
from kg.site.data import nesting
from kg.vocabulary import load


def warm() -> None:
    """Read the vocabulary, the questions and the templates."""
    load()
    questions()
    nesting()
    kinds()
