"""The IRIs of one trial and of the things it shares with other trials."""

from __future__ import annotations

import msgspec

from kg.terms import Term, in_iri, named


class Mint(msgspec.Struct, frozen=True):
    """Mints IRIs under one base, from data alone: the same record gives the same IRIs."""

    base: str
    trial_id: str
    record_id: str

    @property
    def trial(self) -> Term:
        return self.other_trial(self.trial_id)

    def part(self, path: str) -> Term:
        """Name a part of the trial: `arm/1`."""
        return f"<{self.base}trial/{in_iri(self.trial_id)}/{path}>"

    def other_trial(self, trial_id: str) -> Term:
        return f"<{self.base}trial/{in_iri(trial_id)}>"

    def shared(self, kind: str, name: str, *distinguishing: str | None) -> Term:
        """Name a thing that other trials have too: an organization, a site."""
        return f"<{self.base}{named(kind, name, *distinguishing)}>"

    def record(self, source: str) -> Term:
        """Name the record of the trial in one source, and with it the graph of what it states."""
        return f"<{self.base}record/{source}/{in_iri(self.record_id)}>"

    def document(self, sha256: str) -> Term:
        return f"<{self.base}document/{sha256[:16]}>"
