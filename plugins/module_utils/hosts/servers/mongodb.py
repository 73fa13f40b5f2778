# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MongoDB by its maker; Debian has none."""

from __future__ import annotations

from ..repository import Repository
from .model import Server

MONGODB = Server(
    engine="mongodb",
    flavour="mongodb",
    packages=("mongodb-org-server", "python3-pymongo"),
    series=("mongodb-org*",),
    units=("mongod",),
    processes=("mongod",),
    data_directory="/var/lib/mongodb",
    initialised_by="WiredTiger",
    # The least cache that its maker allows is 256 MiB.
    least_memory_mb=512,
    least_disk_mb=512,
    version_parts=2,
    default_version="8.0",
    repository=Repository(
        uri="https://repo.mongodb.org/apt/{id}",
        suite="{codename}/mongodb-org/{version}",
        key_url="https://pgp.mongodb.com/server-{version}.asc",
        origin="mongodb",
        packages=("mongodb-org*", "mongodb-mongosh", "mongodb-database-tools"),
        # As the maker's installation guides name them.
        fingerprints={
            "6.0": "39BD841E4BE5FB195A65400E6A26B1AE64C3C388",
            "7.0": "E58830201F7DD82CD808AA84160D26BB1785BA38",
            "8.0": "4B0752C1BCA238C0B4EE14DC41DE058A4E7DCA05",
        },
    ),
)
