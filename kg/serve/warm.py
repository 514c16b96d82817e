"""What every worker needs and none should have to make while somebody waits."""

from __future__ import annotations

from kg.site import Asked, Release, find, kinds
from kg.site.data import nesting
from kg.site.html import compile_templates
from kg.site.release import known_questions
from kg.vocabulary import load


def warm() -> None:
    """Read the vocabulary, the questions and the templates: once, before the workers are forked."""
    load()
    known_questions()
    nesting()
    kinds()
    compile_templates()


def first_page(release: Release) -> bytes:
    """Make one page of a trial, and with it what pages of trials share: once in each worker."""
    for name in release.manifest.graphs:
        if "/record/" in name and (page := find(release, Asked("/trial/" + name.rpartition("/")[2]))):
            return page.html().encode()[:1]
    return b""
