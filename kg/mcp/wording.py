"""Which ready question words are about: by the words of its header, and by what the words name.

An agent asks in its own words: "trials of pembrolizumab" has no word in common with "Trials that involve a
treatment". So what the vocabulary knows a name for counts as what it is, and some words as the field's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.ask import Question
from kg.folding import Word
from kg.folding import words as folded_words
from kg.mcp.desk import Desk
from kg.mcp.finder import Finder
from kg.terms import TKG
from kg.vocabulary import CONDITIONS, TREATMENTS

# said by everybody, and of every question
_SAID = """a all an and any are by do does find for from give how in is it list me of on or show studies study
    that the there these to trial trials was were what when where which who with"""
_EMPTY = frozenset(_SAID.split())
# the field's words, in the headers of questions, for words of others
_MEANT = {
    "drug": "treatment",
    "drugs": "treatment",
    "medicine": "treatment",
    "therapy": "treatment",
    "disease": "condition",
    "diseases": "condition",
    "company": "sponsor organization",
    "university": "sponsor organization",
    "funder": "sponsor organization",
    "sponsors": "sponsor organization",
    "recruit": "recruiting status",
    "recruits": "recruiting status",
    "open": "recruiting status",
    "together": "combine combination",
    "combined": "combine combination",
    "combining": "combine combination",
    "near": "point place",
    "reported": "results",
    "side": "adverse events",
    "dose": "radiotherapy fractionation",
    "why": "provenance linked",
}
_LONGEST = 5  # words of a name that is looked up
_OF_DESCRIPTION = 0.4  # what a word of the description counts beside one of name, summary and tags


def ranked(desk: Desk, text: str) -> list[Question]:
    """List questions that words are about, the best first; none where no word is of any of them."""
    known = desk.questions
    asked = " ".join(_asked(desk, text))
    headers = Finder((one.name, f"{one.name} {one.summary} {' '.join(one.tags)}") for one in known.values())
    descriptions = Finder((one.name, one.description) for one in known.values())
    scores: defaultdict[str, float] = defaultdict(float)
    for finder, weight in ((headers, 1.0), (descriptions, _OF_DESCRIPTION)):
        for found in finder.find(asked, least=0):
            scores[found.thing] += weight * found.score
    return [known[name] for name in sorted(scores, key=lambda name: (-scores[name], name))]


def _asked(desk: Desk, text: str) -> Iterator[str]:
    """Yield the words that tell something, with what they mean and what they name."""
    for word in text.casefold().split():
        if word not in _EMPTY:
            yield word
            yield _MEANT.get(word, "")
    yield from dict.fromkeys(_named(desk, text))


def _named(desk: Desk, text: str) -> Iterator[str]:
    """Yield of what kind the concepts are that a text names; the longest name at a place is meant."""
    words = folded_words(text)
    at = 0
    while at < len(words):
        length, concept = _longest(desk, text, words[at : at + _LONGEST])
        if concept:
            yield _kind(desk.value(concept, TKG.conceptKind))
        at += length


def _longest(desk: Desk, text: str, words: list[Word]) -> tuple[int, str]:
    """Find the longest name that words begin with; where there is none, one word is passed over."""
    for length in range(len(words), 0, -1):
        if concept := desk.names.called(text[words[0].start : words[length - 1].end]):
            return length, concept
    return 1, ""


def _kind(kind: str) -> str:
    if kind in TREATMENTS:
        return "treatment"
    return "condition" if kind in CONDITIONS else kind
