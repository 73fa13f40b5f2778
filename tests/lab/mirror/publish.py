# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Indexes and signature of a repository, from the packages in its pool."""

from __future__ import annotations

import email.utils
import hashlib
import time
from pathlib import Path

from ..shell import output, run
from .products import Product


def key(home: Path) -> tuple[str, str]:
    """Return fingerprint and ASCII armour of the mirror's key, made when missing."""
    home.mkdir(mode=0o700, exist_ok=True)
    gpg: list[str | Path] = ["gpg", "--homedir", home, "--batch", "--quiet", "--passphrase", ""]
    if not _fingerprint(home):
        command = [*gpg, "--quick-generate-key", "Mirror of the lab <lab@example.com>", "rsa3072", "sign", "never"]
        run(command, what="make the mirror's key")
    fingerprint = _fingerprint(home)
    return fingerprint, output([*gpg, "--armor", "--export", fingerprint]) + "\n"


def end_agent(home: Path) -> None:
    """End the daemon that GnuPG starts for what it does with a secret key: it would outlive all that asked for it."""
    run(["gpgconf", "--homedir", home, "--kill", "gpg-agent"], what="end gpg-agent")


def _fingerprint(home: Path) -> str:
    listed = output(["gpg", "--homedir", home, "--batch", "--with-colons", "--list-keys"])
    return next((line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:")), "")


def publish(product: Product, repository: Path, packages: list[Path], home: Path) -> None:
    """Write the indexes of every suite of a product; its packages lie in the repository's pool."""
    text = "".join(_stanza(package, repository) for package in packages)
    architecture = output(["dpkg", "--print-architecture"])
    for suite in product.suites:
        base = repository / "dists" / suite
        name = f"{product.component}/binary-{architecture}/Packages"
        index = base / name
        index.parent.mkdir(parents=True, exist_ok=True)
        index.write_text(text)
        _sign(base, _release(product, suite, architecture, name, text), home)


def _stanza(package: Path, repository: Path) -> str:
    data = package.read_bytes()
    fields = output(["dpkg-deb", "--field", package])
    place = package.relative_to(repository)
    return f"{fields}\nFilename: {place}\nSize: {len(data)}\nSHA256: {hashlib.sha256(data).hexdigest()}\n\n"


def _release(product: Product, suite: str, architecture: str, name: str, text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return (
        f"Origin: {product.origin}\nLabel: {product.origin}\nSuite: {suite}\nCodename: {suite}\n"
        f"Architectures: {architecture}\nComponents: {product.component}\n"
        f"Date: {email.utils.formatdate(time.time(), usegmt=True).replace('GMT', 'UTC')}\n"
        f"SHA256:\n {digest} {len(text.encode())} {name}\n"
    )


def _sign(base: Path, text: str, home: Path) -> None:
    (base / "Release").write_text(text)
    command: list[str | Path] = ["gpg", "--homedir", home, "--batch", "--yes", "--quiet", "--passphrase", ""]
    command += ["--digest-algo", "SHA256", "--output", base / "InRelease", "--clearsign", base / "Release"]
    run(command, what=f"sign {base.name}")
