# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL by postgresql-common."""

from __future__ import annotations

from .model import Server

POSTGRESQL = Server(
    engine="postgresql",
    flavour="postgresql",
    packages=("postgresql-{version}", "python3-psycopg2"),
    units=("postgresql@{version}-main", "postgresql"),
    processes=("postgres",),
    data_directory="/var/lib/postgresql/{version}/main",
    initialised_by="PG_VERSION",
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
)
