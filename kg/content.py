"""Where the project's own data stands: ontology/, shapes/ and queries/, installed or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def content(folder: str) -> Path:
    """Give a folder of the project's data; a wheel carries it inside the package."""
    installed = _PACKAGE / "_content" / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder
