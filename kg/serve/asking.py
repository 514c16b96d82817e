"""A canned question asked in a worker, with its values checked, and written in the form that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import msgspec

from kg.ask import Answer, Asker, Page, Question
from kg.ask.question import nearest
from kg.errors import QueryError
from kg.serve.forms import FORMS, QUERY, Form
from kg.serve.problem import ProblemError
from kg.serve.reply import Reply
from kg.show import FORMATS
from kg.site import Release

COUNTED, TRUNCATED = "X-Counted", "X-Truncated"


class Ask(msgspec.Struct, frozen=True):
    """A question by name, the values of its parameters in the order given, and which rows are wanted."""

    question: str
    values: tuple[tuple[str, str], ...]
    form: str
    limit: int
    offset: int


def ask(release: Release, asked: dict[str, object]) -> bytes:
    """Do the job: a packed reply, the answer or what is wrong with the question."""
    wanted = msgspec.convert(asked, Ask)
    try:
        return answer(release, wanted).packed()
    except ProblemError as error:
        return error.reply().packed()


def answer(release: Release, wanted: Ask) -> Reply:
    """Answer a question; a `ProblemError` names the parameter that cannot be used, and what can."""
    question = found(release, wanted.question)
    values = _values(question, wanted)
    form = FORMS[wanted.form]
    try:
        if form.name == QUERY:
            return Reply(form.media, release.asker.sparql(question, values).encode())
        page = Page(limit=wanted.limit, offset=wanted.offset)
        said = release.asker.answer(question, values, page)
    except QueryError as error:
        raise _wrong(release.asker, question, values) or ProblemError(400, str(error)) from error
    return Reply(form.media, FORMATS[form.name](said), dict(_headers(said, wanted, form)))


def found(release: Release, name: str) -> Question:
    """Find a question; raises a `ProblemError` that names the nearest ones."""
    known = release.questions
    if name not in known:
        raise ProblemError(404, f"there is no question {name[:80]!r}{nearest(name[:80], known)}")
    return known[name]


def _values(question: Question, wanted: Ask) -> dict[str, list[str]]:
    """Gather the values of each parameter; none may be missing, or be of no parameter."""
    values: dict[str, list[str]] = {}
    for name, value in wanted.values:
        values.setdefault(name, []).append(value)
    known = {param.name: param for param in question.params}
    for name, given in values.items():
        if name not in known:
            takes = ", ".join(known) or "none"
            raise _about(name, f"{question.name} has no parameter {name[:80]!r}; it has {takes}")
        if len(given) > 1 and not known[name].many:
            raise _about(name, f"{question.name} takes one {name}, not {len(given)}")
    for param in question.params:
        if not (param.optional or param.defaults or param.name in values):
            raise _about(param.name, f"{param.name} is missing, such as {param.name}={param.example or '…'}")
    return values


def _wrong(asker: Asker, question: Question, values: dict[str, list[str]]) -> ProblemError | None:
    """Find the value that cannot be used."""
    for name, given in values.items():
        for value in given:
            try:
                asker.term(question.param(name), value)
            except QueryError as error:
                return _about(name, str(error))
    return None


def _about(parameter: str, detail: str) -> ProblemError:
    return ProblemError(400, detail, parameter=parameter)


def _headers(said: Answer, wanted: Ask, form: Form) -> Iterator[tuple[str, str]]:
    """Say of how many the answer is, and where the rows before and after it are."""
    if said.counted:
        yield COUNTED, said.counted.sentence.encode("ascii", "replace").decode()
    if len(said.rows) < said.total:
        yield TRUNCATED, str(len(said.rows))
    links = ", ".join(_links(said.total, wanted))
    if links:
        yield "Link", links
    if form.name == "parquet":
        yield "Content-Disposition", f'attachment; filename="{wanted.question}.parquet"'


def _links(total: int, wanted: Ask) -> Iterator[str]:
    """Link to pages of the same size, relative to the address that was asked."""
    if wanted.offset:
        yield _link("first", 0, wanted)
        yield _link("prev", max(0, wanted.offset - wanted.limit), wanted)
    if wanted.limit and wanted.offset + wanted.limit < total:
        yield _link("next", wanted.offset + wanted.limit, wanted)


def _link(relation: str, offset: int, wanted: Ask) -> str:
    query = urlencode([*wanted.values, ("limit", wanted.limit), ("offset", offset)])
    return f'<?{query}>; rel="{relation}"'
