"""What a client may read as a whole: the ontology, the catalogue of questions, and the SPARQL of each."""

from __future__ import annotations

from collections.abc import Iterator

from kg.ask import Question, questions
from kg.ask.question import nearest
from kg.content import content
from kg.errors import QueryError

ONTOLOGY = "trialkg://ontology"
QUESTIONS = "trialkg://questions"
OF_QUESTION = f"{QUESTIONS}/"


def ontology() -> str:
    """Give the ontology as Turtle: every class and property with its definition."""
    return (content("ontology") / "trialkg.ttl").read_text(encoding="utf-8")


def catalogue() -> str:
    """List every question with its parameters, one line each."""
    return "\n".join(_lines(questions())) + "\n"


def sparql(name: str) -> str:
    """Give the SPARQL of a question, before values are put in; a `QueryError` where there is none."""
    known = questions()
    if name not in known:
        meant = nearest(name, known) or "."
        raise QueryError(f"there is no question {name!r}{meant} {QUESTIONS} lists them all.")
    return known[name].body


def _lines(known: dict[str, Question]) -> Iterator[str]:
    yield "# Ready questions (run_question)"
    for one in known.values():
        params = ", ".join(f"{param.name}: {param.type}" for param in one.params)
        yield f"- {one.name}({params}): {one.summary}"
