# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL by postgresql-common: the distribution's, or its makers' where a version is pinned that it lacks.

Their key as the official container image of PostgreSQL names it.
"""

from __future__ import annotations

from ..repository import Repository
from .model import Server

POSTGRESQL = Server(
    engine="postgresql",
    flavour="postgresql",
    # Its logs are files, and its own package does not insist on what rotates them.
    packages=("postgresql-{version}", "python3-psycopg2", "logrotate"),
    units=("postgresql@{version}-main", "postgresql"),
    processes=("postgres",),
    data_directory="/var/lib/postgresql/{version}/main",
    initialised_by="PG_VERSION",
    least_memory_mb=128,
    least_disk_mb=256,
    version_package="postgresql",
    versions={
        "bullseye": "13",
        "bookworm": "15",
        "trixie": "17",
        "forky": "18",
        "sid": "18",
        "jammy": "14",
        "noble": "16",
        "questing": "17",
        "resolute": "18",
    },
    extensions=dict.fromkeys(
        (
            "postgis",
            "postgis_raster",
            "postgis_sfcgal",
            "postgis_tiger_geocoder",
            "postgis_topology",
            "address_standardizer",
        ),
        "postgresql-{version}-postgis-3",
    ),
    override_files=("{data_directory}/postgresql.auto.conf",),
    pinned_repository=Repository(
        uri="https://apt.postgresql.org/pub/repos/apt",
        suite="{codename}-pgdg",
        key_url="https://www.postgresql.org/media/keys/ACCC4CF8.asc",
        origin="apt.postgresql.org",
        # The last two insist on the version of the first library.
        packages=("postgresql-*", "libpq5", "libpq-dev", "libpq-oauth"),
        fingerprint="B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8",
        series={version: version for version in ("14", "15", "16", "17", "18")},
    ),
)
