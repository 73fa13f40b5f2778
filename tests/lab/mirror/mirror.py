# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make what is missing of the mirror, and serve it where a lab's hosts reach it."""

from __future__ import annotations

import hashlib
import http.client
import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..daemon import Daemon
from ..errors import LabError
from ..lock import lock
from ..machine import ensure_programs
from ..paths import folder, run_folder
from . import packing, products, publish

PORT = 3143
PROGRAMS = {"gpg": "gnupg", "dpkg-deb": "dpkg"}


def root() -> Path:
    """Return the folder that is served."""
    return folder("mirror", "public")


def ensure(names: Iterable[str]) -> None:
    """Leave the products of those names built and published."""
    ensure_programs(PROGRAMS)
    for name in names:
        with lock(f"mirror-{name}"):
            # A pool that is whole has its mark; what a killed run left is made again.
            mark = folder("mirror") / f"{name}-{_digest()}.done"
            if not mark.exists():
                _make(name)
                mark.touch()


def _make(name: str) -> None:
    product = products.PRODUCTS[name]
    print(f"making the packages of {name} for the lab's mirror", file=sys.stderr)
    repository = root() / product.folder
    pool = repository / "pool" / name
    work = folder("mirror", "work") / name
    for place in (pool, work):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    built = [packing.build(package, work, pool) for package in product.make(work)]
    shutil.rmtree(work)
    home = folder("mirror") / "gnupg"
    # One at a time: who ends the agent must not end another's.
    with lock("mirror-key"):
        publish.key(home)
        publish.publish(product, repository, built, home)
        publish.end_agent(home)


def _digest() -> str:
    """What stands for the recipes: a change of them makes the packages anew."""
    texts = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:12]


def serve(lab: str, address: str) -> None:
    """Leave the mirror served on that address only."""
    argv: list[str | Path] = [sys.executable, "-I", "-m", "http.server", str(PORT), "--bind", address]
    argv += ["--directory", root()]
    Daemon("mirror", run_folder(lab)).ensure(argv, ready=lambda: answers(address))


def answers(address: str) -> bool:
    """Tell whether the mirror answers there."""
    connection = http.client.HTTPConnection(address, PORT, timeout=2)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def repositories(address: str, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the variable maestro_repositories that leads hosts here."""
    fingerprint, armour = publish.key(folder("mirror") / "gnupg")
    found = {}
    for name in names:
        product = products.PRODUCTS[name]
        uri = f"http://{address}:{PORT}/{product.path or product.folder}"
        found[product.flavour] = {"uri": uri, "key": armour, "fingerprint": fingerprint}
    return found


def known(lab: str) -> dict[str, dict[str, Any]]:
    """Return what `remember` kept of a lab."""
    try:
        kept: dict[str, dict[str, Any]] = json.loads((run_folder(lab) / "repositories.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return kept


def remember(lab: str, found: dict[str, dict[str, Any]]) -> None:
    """Keep the variable for the lab's inventory."""
    (run_folder(lab) / "repositories.json").write_text(json.dumps({**known(lab), **found}))


def chosen(names: Iterable[str]) -> list[str]:
    """Return the products of those names, all where none is named; refuse unknown ones."""
    asked = list(names) or list(products.PRODUCTS)
    unknown = [name for name in asked if name not in products.PRODUCTS]
    if unknown:
        raise LabError(f"the mirror has no {', '.join(unknown)}", f"it has {', '.join(products.PRODUCTS)}")
    return asked
