# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the mirror carries: which server comes from where, and which packages and repository its maker has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import elasticsearch, mariadb, mongodb, mysql, opensearch, postgresql
from .packing import Package

RELEASES = ("bookworm", "trixie", "sid")


@dataclass(frozen=True)
class Product:
    """One server in one version."""

    #: The flavour whose maestro_repositories it serves.
    flavour: str
    #: Folder of the repository in the mirror.
    folder: str
    #: Suites of the repository, as its maker has them.
    suites: tuple[str, ...]
    #: `Origin` of its Release file.
    origin: str
    component: str
    #: Unpacks the server into an empty folder, and says what packages are made from it.
    make: Callable[[Path], list[Package]]
    #: The folder as hosts are told it, where versions have one each: with `{version}`.
    path: str = ""


PRODUCTS: dict[str, Product] = {
    "mongodb-6.0": Product(
        flavour="mongodb",
        folder="mongodb",
        suites=tuple(f"{release}/mongodb-org/6.0" for release in RELEASES),
        origin="mongodb",
        component="main",
        make=mongodb.make,
    ),
    **{
        f"elasticsearch-{version}": Product(
            flavour="elasticsearch",
            folder=f"elasticsearch-{version.partition('.')[0]}.x",
            suites=("stable",),
            origin="elastic",
            component="main",
            make=partial(elasticsearch.make, full),
            path="elasticsearch-{version}.x",
        )
        for version, full in (("7.17", "7.17.28"), ("8.15", "8.15.0"))
    },
    "opensearch-2.19": Product(
        flavour="opensearch",
        folder="opensearch-2.x",
        suites=("stable",),
        origin="opensearch",
        component="main",
        make=opensearch.make,
        path="opensearch-{version}.x",
    ),
    "postgresql-15": Product(
        flavour="postgresql",
        folder="postgresql/pub/repos/apt",
        suites=("trixie-pgdg",),
        origin="apt.postgresql.org",
        component="main",
        make=postgresql.make,
    ),
    "mariadb-10.11": Product(
        flavour="mariadb",
        folder="mariadb/10.11/debian",
        suites=("trixie",),
        origin="MariaDB",
        component="main",
        make=mariadb.make,
        path="mariadb/{version}/{id}",
    ),
    "mysql-9.7": Product(
        flavour="mysql",
        folder="mysql/apt/debian",
        suites=("trixie",),
        origin="MySQL",
        component="mysql-9.7-lts",
        make=mysql.make,
        path="mysql/apt/{id}",
    ),
}
