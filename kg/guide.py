"""The pages of documentation about questions: what each answers, of what it is asked, and a real answer.

`python -m kg.guide BUILD` writes `docs/questions/` anew from a build of `examples/`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kg.ask import Asker, Page, Param, Question, questions
from kg.catalogue import examples
from kg.show.pages import markdown
from kg.store import open_build

_SHOWN = 5  # rows of the answer on a page
_INDEX = """# Questions

Made from `queries/*.rq` by `python -m kg.guide output` from a build of `examples/`. [Asking](../asking.md).
"""


def pages(build: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of every page, the index first."""
    known = questions()
    yield "README.md", _index(list(known.values()))
    asker = Asker(open_build(build))
    for name, asked in known.items():
        yield f"{name}.md", _page(asked, asker)


def _index(known: list[Question]) -> str:
    by_tag = defaultdict(list)
    for asked in known:
        by_tag[asked.tags[0]].append(f"- [{asked.name}]({asked.name}.md): {asked.summary}\n")
    return _INDEX + "".join(f"\n## {tag.capitalize()}\n\n{''.join(by_tag[tag])}" for tag in sorted(by_tag))


def _page(asked: Question, asker: Asker) -> str:
    values = examples(asked)
    given = "".join(f" --param {name}={value}" for name, value in values.items())
    answer = asker.answer(asked, values, Page(limit=_SHOWN))
    more = f"\nThese are {_SHOWN} of {answer.total:,} rows.\n" if answer.total > _SHOWN else ""
    return (
        f"# {asked.name}\n\n{asked.summary}.\n\n{asked.description}\n\n"
        f"{''.join(_params(asked.params))}```sh\nkg query {asked.name}{given}\n```\n\n"
        f"{markdown(answer).decode()}{more}"
    )


def _params(params: list[Param]) -> Iterator[str]:
    if params:
        yield "| parameter | what | type | without it | example |\n|---|---|---|---|---|\n"
        for param in params:
            kind = f"{param.type}, several" if param.many else param.type
            without = " or ".join(param.defaults) or ("any" if param.optional else "needed")
            yield f"| `{param.name}` | {param.label} | {kind} | {without} | {param.example or ''} |\n"
        yield "\n"


def write_pages(build: Path, folder: Path) -> None:
    """Write all pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(build):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]), Path("docs") / "questions")
