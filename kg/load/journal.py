"""Which steps of a load are done, kept beside neither build nor store so that a killed load can go on."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import platformdirs

VARIABLE = "TRIALKG_STATE"


class Journal:
    """The finished steps of one release into one target, a key a line; a torn last line does not count."""

    def __init__(self, driver: str, target: str, release: str) -> None:
        folder = os.environ.get(VARIABLE) or platformdirs.user_state_dir("trialkg")
        name = hashlib.sha256("\n".join((driver, target, release)).encode()).hexdigest()[:24]
        self._path = Path(folder) / "loads" / f"{name}.done"
        self._done: set[str] = set()
        if self._path.is_file():
            self._done = set(self._path.read_text(encoding="utf-8").split("\n")[:-1])

    def __len__(self) -> int:
        return len(self._done)

    def __contains__(self, key: str) -> bool:
        return key in self._done

    def add(self, key: str) -> None:
        """Note that a step is done; it is on disk when this returns."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{key}\n")
            file.flush()
            os.fsync(file.fileno())
        self._done.add(key)

    def forget(self) -> None:
        """Begin anew."""
        self._path.unlink(missing_ok=True)
        self._done.clear()
