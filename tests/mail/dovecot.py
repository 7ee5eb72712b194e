"""A real Dovecot on a free port of this machine, with a certificate of its own, one account and one mail folder."""

import base64
import datetime
import getpass
import grp
import os
import pwd
import secrets
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.ports import free_port

USER = "reports@force.example"
_CONFIGURATION = """
base_dir = {run}
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{root}/server.pem
ssl_key = <{root}/server.key
default_internal_user = {login}
default_internal_group = {login_group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {owner}
mail_gid = {owner_group}
mail_location = maildir:{root}/mail
mail_plugins = {plugins}
mailbox_list_index = no
imap_idle_notify_interval = 5s
imap_capability = {capability}
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={root}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
plugin {{
  acl = vfile
}}
"""
_OAUTH = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={root}/keys/
username_attribute = sub
"""


class Dovecot:
    """The server; `stop` and `start` may be called any number of times, `close` removes everything."""

    def __init__(self, capability: str = "", plugins: str = "acl imap_acl") -> None:
        if shutil.which("dovecot") is None:
            pytest.skip("no Dovecot here; requirements/programs.sh installs it")
        self.root = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.port, self.plain_port = free_port(), free_port()
        self.password = "pass word é " + secrets.token_hex(4)
        root = os.geteuid() == 0
        owner = "nobody" if root else getpass.getuser()
        login = "dovenull" if root else owner
        self._owner = pwd.getpwnam(owner)
        self.root.chmod(0o755)
        self._certificate()
        (self.root / "users").write_text(f"{USER}:{{PLAIN}}{self.password}\n", encoding="utf-8")
        self._key = OctKey.import_key(secrets.token_bytes(32))
        keys = self.root / "keys" / "default" / "HS256"
        keys.mkdir(parents=True)
        (keys / "default").write_bytes(base64.b64encode(self._key.raw_value))
        (self.root / "oauth2.conf").write_text(_OAUTH.format(root=self.root), encoding="utf-8")
        for name in ("mail", "mail/new", "mail/cur", "mail/tmp", "home"):
            (self.root / name).mkdir()
            os.chown(self.root / name, self._owner.pw_uid, self._owner.pw_gid)
        text = _CONFIGURATION.format(
            root=self.root, run=self.root / "run", port=self.port, plain_port=self.plain_port, capability=capability,
            owner=owner, owner_group=_group(owner), login=login, login_group=_group(login), plugins=plugins,
        )  # fmt: skip
        (self.root / "dovecot.conf").write_text(text, encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def authority(self) -> Path:
        """The certificate that signs the server's: its own."""
        return self.root / "server.pem"

    def token(self, user: str = USER) -> str:
        """An access token for XOAUTH2."""
        now = int(time.time())
        told = {"sub": user, "iat": now - 10, "nbf": now - 10, "exp": now + 600, "iss": "test"}
        return jwt.encode({"alg": "HS256", "typ": "JWT"}, told, self._key)

    def start(self) -> None:
        self._process = subprocess.Popen(["dovecot", "-F", "-c", str(self.root / "dovecot.conf")])
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                context = ssl.create_default_context(cafile=self.authority)
                with (
                    socket.create_connection(("127.0.0.1", self.port), 1) as plain,
                    context.wrap_socket(plain, server_hostname="localhost") as channel,
                ):
                    if channel.recv(64).startswith(b"* OK"):
                        return
            except OSError:
                time.sleep(0.05)
        told = (self.root / "log").read_text(encoding="utf-8")
        self.close()
        raise AssertionError(f"Dovecot did not start: {told}")

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def put(self, raw: bytes) -> None:
        """Let a message arrive, byte for byte."""
        name = f"{time.time_ns()}.{secrets.token_hex(4)}.test"
        path = self.root / "mail" / "tmp" / name
        path.write_bytes(raw)
        os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        path.rename(self.root / "mail" / "new" / name)

    def folder(self, name: str = "") -> Path:
        """Where a folder's messages lie."""
        return self.root / "mail" / (f".{name}" if name else "")

    def held(self, name: str = "") -> list[bytes]:
        """The messages in a folder, marked for deletion or not."""
        return [path.read_bytes() for part in ("new", "cur") for path in sorted((self.folder(name) / part).glob("*"))]

    def number_anew(self) -> None:
        """Change UIDVALIDITY, as a server does that lost its index."""
        self.stop()
        for path in self.folder().glob("dovecot*"):
            if path.name != "dovecot-acl":
                path.unlink()
        path = self.folder() / "dovecot-uidlist"
        path.write_text(f"3 V{secrets.randbelow(2**30) + 2} N1\n", encoding="ascii")
        os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        self.start()

    def refuse_deletion(self, refuse: bool) -> None:
        """Let the account read and flag, but not delete; or let it do all again."""
        path = self.folder() / "dovecot-acl"
        if refuse:
            path.write_text("owner lrws\nanyone lrws\n", encoding="ascii")
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        else:
            path.unlink(missing_ok=True)

    def _certificate(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=2))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
            .sign(key, hashes.SHA256())
        )
        (self.root / "server.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (self.root / "server.key").touch(0o600)
        (self.root / "server.key").write_bytes(private)


def _group(user: str) -> str:
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
