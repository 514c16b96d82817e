"""How a server runs: what `kg serve` was told, handed to each of its processes."""

from __future__ import annotations

import os

import msgspec

from kg.errors import ServeError
from kg.serve.limits import Limits
from kg.site.rewriting import home_of

VARIABLE = "KG_SERVE"


class Options(msgspec.Struct, frozen=True):
    """Bounds of one process of the server.

    `base` rewrites IRIs for a copy, "" leaves them as they are; `jobs` are its killable processes for pages,
    and as many for queries; `seconds` is what a page may take, `memory` bytes of one job's process, `cache`
    bytes of answers kept, `poll` seconds between looks at the build folder; `earlier` are manifests of
    earlier releases, `log` is json, common or none; `limits` are those of SPARQL and the questions. Agents
    may ask under `hosts`, besides the host of `base` and this machine's own names.
    """

    build: str
    base: str = ""
    jobs: int = 2
    seconds: float = 10.0
    memory: int = 2 << 30
    queue: int = 64
    cache: int = 256 << 20
    poll: float = 2.0
    earlier: tuple[str, ...] = ()
    log: str = "json"
    limits: Limits = Limits()
    hosts: tuple[str, ...] = ()

    @property
    def home(self) -> str:
        """The path below which links lead."""
        return home_of(self.base)


def hand_over(options: Options) -> None:
    """Leave the options for the processes that uvicorn starts."""
    os.environ[VARIABLE] = msgspec.json.encode(options).decode()


def handed_over() -> Options:
    """Read the options that were left; raises ServeError where none were."""
    try:
        return msgspec.json.decode(os.environ[VARIABLE], type=Options)
    except KeyError as error:
        raise ServeError("the server is started with: kg serve") from error
