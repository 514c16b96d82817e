"""Where a release goes, as the user said it, and what is in there already."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kg.errors import LoadError


class Target(msgspec.Struct, frozen=True):
    """A store; what is empty was not said. Which of these a driver needs, it says itself when it plans."""

    endpoint: str = ""  # its HTTP address
    query: str = ""  # where queries go, if elsewhere
    location: str = ""  # a folder, or s3://…
    server: str = ""  # host:port of a protocol of its own
    tool: str = ""  # the program to call instead of the one a driver calls
    then: str = ""  # what makes a server open the new location
    batch: int = 0  # triples a request

    def address(self, path: str = "") -> str:
        """Name an address below the endpoint; a `LoadError` says that there is none."""
        if not self.endpoint.startswith(("http://", "https://")):
            raise LoadError(
                f"--endpoint {self.endpoint or 'is missing'}: it is needed, as http://… or https://…"
            )
        return self.endpoint.rstrip("/") + path

    def folder(self) -> Path:
        """Name the place that a server serves; a `LoadError` says what it must be."""
        if not self.location:
            raise LoadError("--location is missing: the path that the server serves, a link that we will set")
        path = Path(self.location).absolute()
        if path.exists() and not path.is_symlink():
            raise LoadError(
                f"{path} is a folder of its own; a release is put where nothing is, or where a link is."
                " Name a new path and have the server serve that"
            )
        return path


class Present(msgspec.Struct, frozen=True):
    """What a store holds before a load: triples by graph of our base, and a graph that is not ours."""

    graphs: dict[str, int] = {}
    foreign: str = ""
