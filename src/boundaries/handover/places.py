"""Where everything is kept under the home folder: one folder for each side, one between them, one for escrow."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The folders of one installation and the files in them; none of it need exist yet.

    On a force's machines the public side has `public` and `drop`, the unit's side `unit` and `drop`, and nobody `escrow`.
    """

    home: Path

    @property
    def public(self) -> Path:
        """What the public side keeps: it can seal, never open."""
        return self.home / "public"

    @property
    def unit(self) -> Path:
        """What the unit's side keeps: the opening key among it."""
        return self.home / "unit"

    @property
    def drop(self) -> Path:
        """The one folder both sides reach."""
        return self.home / "drop"

    @property
    def escrow(self) -> Path:
        """The opening keys, encrypted for two of three custodians."""
        return self.home / "escrow"

    @property
    def drop_in(self) -> Path:
        """Envelopes on their way to the unit."""
        return self.drop / "in"

    @property
    def drop_out(self) -> Path:
        """Replies on their way to reporters, and the heartbeat."""
        return self.drop / "out"

    @property
    def site(self) -> Path:
        """The site's salt and id, as TOML."""
        return self.public / "site.toml"

    @property
    def sealing_key(self) -> Path:
        """The unit's public key."""
        return self.public / "unit.pub"

    @property
    def index_key(self) -> Path:
        """The key of the blind index."""
        return self.public / "index.key"

    @property
    def sign_key(self) -> Path:
        """The key that signs acknowledgements."""
        return self.public / "sign.key"

    @property
    def public_session_key(self) -> Path:
        """The secret of the public site's sessions."""
        return self.public / "session.key"

    @property
    def public_database(self) -> Path:
        """Drafts, sealed under keys that only browsers hold."""
        return self.public / "public.sqlite3"

    @property
    def blobs(self) -> Path:
        """Sealed attachments of drafts."""
        return self.public / "blobs"

    @property
    def heartbeat_check(self) -> Path:
        """The public half of the key that signs heartbeats."""
        return self.public / "heartbeat.pub"

    @property
    def opening_key(self) -> Path:
        """The unit's private key."""
        return self.unit / "unit.key"

    @property
    def sealing_key_to_copy(self) -> Path:
        """The unit's public key, for whoever takes it to the public side."""
        return self.unit / "unit.pub"

    @property
    def escrow_recipients(self) -> Path:
        """The age recipients of the three custodians, a line each: what a renewed key is encrypted to."""
        return self.escrow / "recipients.txt"

    @property
    def escrow_key(self) -> Path:
        """The public half of the escrow key, which every compartment is wrapped to as well."""
        return self.unit / "escrow.pub"

    @property
    def heartbeat_key(self) -> Path:
        """The key that signs heartbeats."""
        return self.unit / "heartbeat.key"

    @property
    def sign_check(self) -> Path:
        """The public half of the key that signs acknowledgements."""
        return self.unit / "sign.pub"

    @property
    def unit_session_key(self) -> Path:
        """The secret of the unit site's sessions."""
        return self.unit / "session.key"

    @property
    def unit_database(self) -> Path:
        """The register and the cases."""
        return self.unit / "unit.sqlite3"

    @property
    def unit_blobs(self) -> Path:
        """Sealed attachments that the unit has taken."""
        return self.unit / "blobs"

    @property
    def audit(self) -> Path:
        """The audit chain's checkpoints."""
        return self.unit / "audit"

    @property
    def heartbeat(self) -> Path:
        """The unit side's word that it can read."""
        return self.drop_out / "heartbeat"
