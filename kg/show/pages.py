"""Answers to read elsewhere: one HTML page that needs nothing but itself, and Markdown."""

from __future__ import annotations

import re
from html import escape

import pyoxigraph

from kg.ask import Answer, Term
from kg.show.spelling import is_number, shorten, subject_of

_HEAD = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; margin: 1rem }}
table {{ border-collapse: collapse }}
caption {{ text-align: left; padding: .5rem 0 }}
th, td {{ border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top }}
td.number {{ text-align: right }}
</style>
"""
# what Markdown would take for markup
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def html(answer: Answer) -> bytes:
    """Write one page with one table, links as links."""
    said = answer.counted.sentence if answer.counted else f"{answer.total:,} rows"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in answer.columns)
    body = "".join(f"<tr>{_cells(answer.columns, row)}</tr>\n" for row in answer.rows)
    page = (
        f"{_HEAD.format(title=escape(said))}<table>\n<caption>{escape(said)}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</html>\n"
    )
    return page.encode()


def _cells(columns: list[str], row: tuple[Term, ...]) -> str:
    return "".join(_cell(term, _target(columns, row, at)) for at, term in enumerate(row))


def _cell(term: Term, target: str | None) -> str:
    words = escape(shorten(term))
    linked = f'<a href="{escape(target)}">{words}</a>' if target else words
    return f'<td class="number">{linked}</td>' if is_number(term) else f"<td>{linked}</td>"


def markdown(answer: Answer) -> bytes:
    """Write a table as GitHub reads it, and below it of how many it is."""
    rules = ["---:" if _numeric(answer, at) else "---" for at in range(len(answer.columns))]
    lines = [_line(answer.columns), _line(rules)]
    lines += [
        _line([_linked(term, _target(answer.columns, row, at)) for at, term in enumerate(row)])
        for row in answer.rows
    ]
    if answer.counted:
        lines += ["", answer.counted.sentence]
    return "".join(f"{line}\n" for line in lines).encode()


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _linked(term: Term, target: str | None) -> str:
    words = _MARKUP.sub(r"\\\1", " ".join(shorten(term).split()))
    return f"[{words}](<{target}>)" if target else words


def _numeric(answer: Answer, at: int) -> bool:
    return bool(answer.rows) and all(row[at] is None or is_number(row[at]) for row in answer.rows)


def _target(columns: list[str], row: tuple[Term, ...], at: int) -> str | None:
    """Give where a cell leads: its own IRI if a browser may open it, or what the row is about for its id."""
    term = row[at]
    target = term.value if isinstance(term, pyoxigraph.NamedNode) else None
    if columns[at] == "id":
        target = subject_of(columns, row)
    return target if target and target.startswith(("http://", "https://")) else None
