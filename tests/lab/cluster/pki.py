# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cluster's own certificate authority, and what it signs. Made once for a lab, gone with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..shell import run

DAYS = "3650"


@dataclass(frozen=True)
class Pair:
    """A key with its certificate."""

    key: Path
    certificate: Path

    @property
    def made(self) -> bool:
        """Whether both are there. The certificate is written last, by a rename."""
        return self.key.exists() and self.certificate.exists()


class Authority:
    """A certificate authority in a folder."""

    def __init__(self, place: Path) -> None:
        """Use that folder; make the authority when it is not there."""
        self.place = place
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.pair = Pair(place / "ca.key", place / "ca.crt")
        if not self.pair.made:
            half = place / "ca.crt.half"
            _key(self.pair.key)
            _openssl(
                *("req", "-x509", "-new", "-key", self.pair.key, "-subj", "/CN=maestro-lab", "-days", DAYS),
                *("-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature", "-out", half),
            )
            half.rename(self.pair.certificate)

    def client(self, user: str, groups: Iterable[str] = ()) -> Pair:
        """Return the certificate by which a user is known."""
        subject = "".join(f"/O={group}" for group in groups) + f"/CN={user}"
        return self._sign(f"client-{user.replace(':', '-')}", subject, "extendedKeyUsage=clientAuth\n")

    def server(self, name: str, names: Iterable[str], addresses: Iterable[str]) -> Pair:
        """Return a serving certificate for those names and addresses."""
        wanted = [f"DNS:{entry}" for entry in names] + [f"IP:{entry}" for entry in addresses]
        extensions = f"extendedKeyUsage=serverAuth\nsubjectAltName={','.join(wanted)}\n"
        return self._sign(f"server-{name}", f"/CN={name}", extensions)

    def signing_key(self, name: str) -> Pair:
        """Return a bare key pair, for tokens; the "certificate" is the public key."""
        pair = Pair(self.place / f"{name}.key", self.place / f"{name}.pub")
        if not pair.made:
            half = pair.certificate.with_suffix(".half")
            _key(pair.key)
            _openssl("pkey", "-in", pair.key, "-pubout", "-out", half)
            half.rename(pair.certificate)
        return pair

    def _sign(self, name: str, subject: str, extensions: str) -> Pair:
        pair = Pair(self.place / f"{name}.key", self.place / f"{name}.crt")
        if pair.made:
            return pair
        request, config, half = (self.place / f"{name}.{suffix}" for suffix in ("csr", "ext", "half"))
        _key(pair.key)
        _openssl("req", "-new", "-key", pair.key, "-subj", subject, "-out", request)
        config.write_text(extensions)
        _openssl(
            *("x509", "-req", "-in", request, "-CA", self.pair.certificate, "-CAkey", self.pair.key),
            *("-CAcreateserial", "-days", DAYS, "-extfile", config, "-out", half),
        )
        half.rename(pair.certificate)
        request.unlink()
        config.unlink()
        return pair


def _key(path: Path) -> None:
    _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path)
    path.chmod(0o600)


def _openssl(*words: str | Path) -> None:
    run(["openssl", *words], what=f"openssl {words[0]}")
