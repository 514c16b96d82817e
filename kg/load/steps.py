"""The steps of a load, as data: each can be printed as a shell command and is run exactly as printed."""

from __future__ import annotations

import gzip
import shlex
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg.errors import LoadError

NQUADS, NTRIPLES = "application/n-quads", "application/n-triples"
UPDATE, FORM, JSON = "application/sparql-update", "application/x-www-form-urlencoded", "application/json"
USER, PASSWORD = "$TRIALKG_USER", "$TRIALKG_PASSWORD"
CHUNK = 1 << 20  # bytes
LINES = 4_000
SHOWN = 2_000  # characters of a body that are printed; longer ones are described


class Dumps(msgspec.Struct, frozen=True):
    """A body made of dumps, unpacked on the way since some stores refuse gzip, and a few lines after them."""

    files: tuple[Path, ...]
    after: str = ""


class Inserts(msgspec.Struct, frozen=True):
    """The same as one SPARQL Update: `before`, then every quad of the dumps and of `lines` inserted."""

    before: str
    files: tuple[Path, ...]
    lines: str


class Request(msgspec.Struct, frozen=True):
    """One HTTP request; `triples` is how far it brings the load, `again` whether it may be tried twice."""

    title: str
    method: str
    url: str
    body: str | Dumps | Inserts = ""
    media_type: str = ""
    triples: int = 0
    again: bool = True
    key: str = ""

    def __str__(self) -> str:
        words = ["curl", "-n", "--fail-with-body", "-X", self.method, self.url]
        if self.media_type:
            words += ["-H", f"Content-Type: {self.media_type}"]
        if isinstance(self.body, str):
            return shlex.join(words) + (f" --data-binary {_shown(self.body)}" if self.body else "")
        return f"({_source(self.body)}) | {shlex.join([*words, '-T', '-'])}"


class Command(msgspec.Struct, frozen=True):
    """One program to run; output that holds one of `failures` means that it failed, whatever its code.

    The words $TRIALKG_USER and $TRIALKG_PASSWORD are put in when it runs, from the credentials for `login`.
    """

    title: str
    words: tuple[str, ...]
    text: str = ""
    triples: int = 0
    failures: tuple[str, ...] = ()
    login: str = ""
    key: str = ""

    def __str__(self) -> str:
        shown = " ".join(
            f'"{word}"' if word in (USER, PASSWORD) else shlex.quote(word) for word in self.words
        )
        return f"{shown} <<'END'\n{self.text}END" if self.text else shown


class Write(msgspec.Struct, frozen=True):
    """A file to write, its folder with it."""

    title: str
    path: Path
    text: str
    key: str = ""

    def __str__(self) -> str:
        folder = shlex.quote(str(self.path.parent))
        return f"mkdir -p {folder} && cat > {shlex.quote(str(self.path))} <<'END'\n{self.text}END"


class Settle(msgspec.Struct, frozen=True):
    """A finished folder gets its final name, and the link that the server follows points to it."""

    title: str
    made: Path
    final: Path
    link: Path
    key: str = ""

    def __str__(self) -> str:
        made, final, link = (shlex.quote(str(path)) for path in (self.made, self.final, self.link))
        return f"test -d {final} || mv {made} {final}; ln -s {final} {link}.new && mv -T {link}.new {link}"


Step = Request | Command | Write | Settle


def chunks(body: Dumps | Inserts) -> Iterator[bytes]:
    """Yield a body piece by piece."""
    return _inserts(body) if isinstance(body, Inserts) else _dumps(body)


def _inserts(body: Inserts) -> Iterator[bytes]:
    yield f"{body.before}\nINSERT DATA {{\n".encode()
    pending: list[bytes] = []
    for file in body.files:
        with gzip.open(file) as quads:
            for quad in quads:
                pending.append(_insert(quad))
                if len(pending) == LINES:
                    yield b"".join(pending)
                    pending.clear()
    pending += map(_insert, body.lines.encode().splitlines(keepends=True))
    yield b"".join([*pending, b"}"])


def _insert(quad: bytes) -> bytes:
    """Turn a line `s p o <g> .` into `GRAPH <g>{s p o}`."""
    at = quad.rindex(b" <")
    return b"GRAPH" + quad[at:-3] + b"{" + quad[:at] + b"}\n"


def _dumps(body: Dumps) -> Iterator[bytes]:
    for file in body.files:
        with gzip.open(file) as unpacked:
            while piece := unpacked.read(CHUNK):
                yield piece
    if body.after:
        yield body.after.encode()


def settle(step: Settle) -> None:
    """Put a finished folder in place; what the link pointed to before stays where it is."""
    if not step.final.is_dir():
        step.made.rename(step.final)
    fresh = step.link.with_name(f"{step.link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(step.final, target_is_directory=True)
    fresh.replace(step.link)


def write(step: Write) -> None:
    """Write a file; a `LoadError` says why it cannot be."""
    try:
        step.path.parent.mkdir(parents=True, exist_ok=True)
        step.path.write_text(step.text, encoding="utf-8")
    except OSError as error:
        raise LoadError(f"{step.path} cannot be written: {error}") from error


def _source(body: Dumps | Inserts) -> str:
    files = shlex.join(map(str, body.files))
    if isinstance(body, Dumps):
        return f"gzip -dc {files}" + (f"; printf %s {shlex.quote(body.after)}" if body.after else "")
    quads = f"(gzip -dc {files}; printf %s {shlex.quote(body.lines)})"
    insert = r"sed -E 's/^(.*) (<[^ ]*>) \.$/GRAPH \2{\1}/'"
    return f"printf '{body.before}\\nINSERT DATA {{\\n'; {quads} | {insert}; printf '}}'"


def _shown(body: str) -> str:
    if len(body) <= SHOWN:
        return shlex.quote(body)
    return f"@-   # {len(body.encode()):,} bytes that begin with {shlex.quote(body[:200])}"
