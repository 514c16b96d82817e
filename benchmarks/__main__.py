"""Everything measured, on one page: `python -m benchmarks [RECORDS…] [--quick] -o PAGE.md`, or `make bench`.

RECORDS are what records are made from; `examples/` where none is named. What cannot be measured, because a
package or a server is not there, is a row that says so. The page is written anew after each part, so that a
run that is stopped leaves what it found; plots lie in a folder beside it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.page import write
from benchmarks.parts import PARTS, found
from benchmarks.place import Place
from benchmarks.plan import LOADERS, PLANS, STORES, Plan
from benchmarks.table import Found, Row, spelt

NUMBERS = {
    "rounds": "rounds of what is measured several times",
    "mapped": "records mapped in every way",
    "checked": "records checked by every engine",
    "staged": "records of the stages, and linked",
    "renewed": "records built, and built again with one in a hundred newer",
    "asked": "records that the stores hold which are asked the questions",
    "small": "records that rdflib holds",
    "loaded": "records loaded by each store's loader",
    "served": "records of the build that is served",
    "addresses": "pages of a kind",
}


def main(words: list[str]) -> int:
    """Measure part after part; code 2 where the command line asks what cannot be."""
    parser = _parser()
    given = parser.parse_args(words)
    if missing := [one for one in given.records if not Path(one).exists()]:
        parser.error(f"{missing[0]} is not there; name files or folders of records, or none for examples/")
    plan = chosen(given)
    run = told(given.plan, plan)
    everything: list[Found] = []
    with _folder(given.folder) as folder:
        place = Place(folder, plan)
        for part in given.parts:
            sys.stderr.write(f"{part}\n")
            for one in found(part, place, plan):
                everything.append(one)
                sys.stderr.write(f"  {_told(one)}\n")
            write(given.output, everything, run)
    return 0


def chosen(given: argparse.Namespace) -> Plan:
    """Take a plan, and change in it what the command line says."""
    fields = {name for name in Plan.__struct_fields__ if getattr(given, name, None)}
    changed = {name: getattr(given, name) for name in fields}
    lists = {name: tuple(value) for name, value in changed.items() if isinstance(value, list)}
    return msgspec.structs.replace(PLANS[given.plan], **{**changed, **lists})


def told(name: str, plan: Plan) -> str:
    """Say how much was measured; of records only the names, since pages are published."""
    numbers = {one: getattr(plan, one) for one in Plan.__struct_fields__ if one != "records"}
    spelt = [
        f"{one} {', '.join(map(str, value)) or 'all' if isinstance(value, tuple) else value}"
        for one, value in numbers.items()
    ]
    made = f"made from {', '.join(Path(one).name for one in plan.records)}, {name}: {'; '.join(spelt)}"
    return f"{made}; load average before {os.getloadavg()[0]:.1f}"


def _told(one: Found) -> str:
    if isinstance(one, Row):
        seconds = one.seconds if one.seconds is not None else one.processor
        return f"{one.way}: {one.note if seconds is None else f'{spelt(seconds)} s'}"
    return f"{one.store}, {one.question}: {one.trouble or f'{one.warm * 1000:.3g} ms'}"


@contextmanager
def _folder(named: Path | None) -> Iterator[Path]:
    if named is None:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
        return
    named.mkdir(parents=True, exist_ok=True)
    yield named


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("records", nargs="*", default=["examples"])
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/benchmarks.md"), help="the page")
    plans = parser.add_mutually_exclusive_group()
    for name in ("quick", "full"):
        words = f"measure as much as {name} says in benchmarks/plan.py"
        plans.add_argument(f"--{name}", dest="plan", action="store_const", const=name, help=words)
    parser.set_defaults(plan="usual")
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS), help="else all")
    parser.add_argument("--folder", type=Path, help="keep what is made here, for another run to take over")
    parser.add_argument(
        "--sizes", type=_number, nargs="+", help="records of whole builds, such as 1000 100000"
    )
    parser.add_argument("--workers", type=_number, nargs="+", help="processes of builds and of the server")
    parser.add_argument("--clients", type=_number, nargs="+", help="how many take pages at once")
    parser.add_argument("--stores", nargs="+", choices=STORES, help="asked the questions")
    parser.add_argument("--loaders", nargs="+", choices=LOADERS, help="stores loaded")
    parser.add_argument("--questions", nargs="+", help="names of questions; else all")
    parser.add_argument("--patience", type=float, help="seconds after which a question is given up")
    parser.add_argument("--seconds", type=float, help="of a round of requests")
    for name, words in NUMBERS.items():
        parser.add_argument(f"--{name}", type=_number, help=words)
    return parser


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1; --parts leaves things out")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
