# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the mirror carries: which server comes from where, and which packages and repository its maker has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import mongodb
from .packing import Package

RELEASES = ("bookworm", "trixie", "sid")


@dataclass(frozen=True)
class Product:
    """One server in one version."""

    #: The engine whose maestro_repositories it serves.
    engine: str
    #: Folder of the repository in the mirror.
    folder: str
    #: Suites of the repository, as its maker has them.
    suites: tuple[str, ...]
    #: `Origin` of its Release file.
    origin: str
    component: str
    #: Unpacks the server into an empty folder, and says what packages are made from it.
    make: Callable[[Path], list[Package]]


PRODUCTS: dict[str, Product] = {
    "mongodb-6.0": Product(
        engine="mongodb",
        folder="mongodb",
        suites=tuple(f"{release}/mongodb-org/6.0" for release in RELEASES),
        origin="mongodb",
        component="main",
        make=mongodb.make,
    ),
}
