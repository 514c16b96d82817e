"""The package is a fan, not a web: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kg"

LEAVES = {
    "spool",
    "workers",
    "errors",
    "terms",
    "study",
    "content",
    "vocabulary",
    "arms",
    "registries",
    "folding",
    "countries",
    "manifest",
    "limits",
    "nodes",
    "workplace",
    "kept",
}
ROOMS = {"sources", "lift", "link", "infer", "check", "gate", "publish", "store", "ask", "show", "fetch"}
ROOMS |= {"coverage", "vocab", "lexicon", "explain", "validate", "report", "rejected", "export", "load"}
ROOMS |= {"guide", "catalogue", "retry", "search", "site", "serve", "mcp"}
COMMANDS = {path.stem for path in PACKAGE.glob("cli_*.py")}
# what each room may import besides the leaves and itself
ALSO = {
    "lexicon": {"link", "infer", "vocab"},
    "compose": {"lift", "link", "infer", "lexicon"},
    "gate": {"check"},
    "gather": {"sources"},
    "report": {"check"},
    "sheet": {"sources", "compose", "check", "gate", "lexicon", "publish", "report"},
    "ledger": {"sheet"},
    "earlier": {"ledger", "sheet"},
    "renew": {"store"},
    "filling": {"earlier", "ledger", "renew", "shard", "store"},
    "summary": {"check", "shard"},
    "shard": {"earlier", "ledger", "publish", "report", "sheet"},
    "engines": {"gather", "shard", "sources"},
    "build": {
        "engines",
        "gather",
        "shard",
        "earlier",
        "filling",
        "ledger",
        "sheet",
        "summary",
        "check",
        "infer",
        "lexicon",
        "publish",
        "store",
        "report",
        "rejected",
        "search",
    },
    "show": {"ask"},
    "catalogue": {"ask"},
    "guide": {"ask", "catalogue", "show", "store"},
    "explain": {"ask", "link"},
    "validate": {"check", "gate", "publish", "show"},
    "rejected": {"check"},
    "retry": {"rejected", "shard", "sources"},
    "export": {"publish", "ask", "store"},
    "load": {"publish", "ask", "store"},
    "site": {"ask", "store", "show", "explain", "publish", "export", "report", "search"},
    "serve": {"ask", "store", "show", "site", "mcp", "catalogue"},
    "mcp": {"ask", "store", "show", "explain"},
    **{command: {*ROOMS, "shard"} for command in COMMANDS},
    "cli": {*ROOMS, *COMMANDS, "build", "engines", "gather", "shard"},
    "__main__": {"cli"},
}


def room(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg."):
            found.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("kg.")}
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_inwards(path: Path) -> None:
    """A room imports leaves and itself; only the driver and the command import rooms."""
    own = room(path)
    allowed = LEAVES | {own} | ALSO.get(own, set())
    assert imported(path) - allowed == set()


def test_no_source_imports_another() -> None:
    """Sources share the toolbox (names with an underscore) and never each other."""
    modules = {path.stem for path in (PACKAGE / "sources").glob("[!_]*.py")}
    for path in (PACKAGE / "sources").glob("*.py"):
        names = {
            (node.module or "").rpartition(".")[2]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg.sources")
        }
        assert names & modules == set()
