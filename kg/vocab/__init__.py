"""Public vocabularies, imported into one local index: files in, concepts with all their names out.

`kg.vocab.formats` reads what publishers publish, `kg.vocab.index` keeps and finds it. This module knows which
format a file has, and adds it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import lxml.etree
import msgspec
import platformdirs

from kg.errors import VocabularyError
from kg.vocab._files import BROKEN, documents, head
from kg.vocab._load import Added
from kg.vocab.entry import KINDS, About
from kg.vocab.formats import Format, all_formats
from kg.vocab.index import Index

FILE = "vocabularies.sqlite"
VARIABLE = "TRIALKG_VOCABULARIES"
_BROKEN = (*BROKEN, lxml.etree.XMLSyntaxError, msgspec.MsgspecError, SyntaxError)


class Given(msgspec.Struct, frozen=True):
    """What a user says of a vocabulary, in place of what its file says; "" leaves it."""

    name: str = ""
    version: str = ""
    licence: str = ""
    kind: str = ""


def index_path(folder: Path | None = None) -> Path:
    """Give where the index lies: in a folder, that of TRIALKG_VOCABULARIES, or the user's data folder.

    A path that ends with .sqlite is the index itself.
    """
    chosen = Path(folder or os.environ.get(VARIABLE) or platformdirs.user_data_path("trialkg"))
    return chosen if chosen.suffix == ".sqlite" else chosen / FILE


def add(index: Index, path: Path, given: Given = Given()) -> Added:  # noqa: B008  # frozen
    """Add a file, or a folder of one release; raise VocabularyError, and the index stays as it was."""
    if given.kind and given.kind not in KINDS:
        raise VocabularyError(f"--kind {given.kind!r} is none of {', '.join(sorted(KINDS))}")
    name, found = recognise(path)
    try:
        about = _about(path, found, given)
        return index.add(
            about, found.entries(path), format=name, file=path.name, sha256=_sha256(path), kind=given.kind
        )
    except VocabularyError as error:
        raise VocabularyError(f"{path.name}: {error}; nothing was added") from error
    except _BROKEN as error:
        raise VocabularyError(
            f"{path.name}: cannot be read to its end ({error or type(error).__name__}); get the file again;"
            " nothing was added"
        ) from error


def recognise(path: Path) -> tuple[str, Format]:
    """Find the format of a file or a folder by its first bytes and its name."""
    if not path.exists():
        raise VocabularyError(f"{path}: there is no such file or folder")
    found = documents(path)
    heads = [(head(document), document.name) for document in found]
    for name, known in all_formats().items():
        if any(known.recognises(first, file) for first, file in heads):
            return name, known
    if not any(first.strip() for first, _ in heads):
        raise VocabularyError(f"{path.name}: is empty")
    titles = "; ".join(known.TITLE for known in all_formats().values())
    raise VocabularyError(f"{path.name}: is of no known format; these are read: {titles}")


def _about(path: Path, found: Format, given: Given) -> About:
    said = found.about(path)
    about = About(
        name=given.name or said.name,
        title=said.title or given.name or said.name,
        version=given.version or said.version,
        licence=given.licence or said.licence,
    )
    if not about.licence:
        raise VocabularyError("does not state its licence; say it: --licence 'CC BY 4.0'")
    return about


def _sha256(path: Path) -> str:
    """Hash a file, or the files of a folder in the order of their names."""
    if path.is_file():
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    digest = hashlib.sha256()
    for file in sorted(found for found in path.iterdir() if found.is_file()):
        digest.update(f"{file.name} {_sha256(file)}\n".encode())
    return digest.hexdigest()
