# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elasticsearch and OpenSearch by their makers; Debian has neither."""

from __future__ import annotations

from ..repository import Repository
from .model import Server

ELASTICSEARCH = Server(
    engine="elasticsearch",
    flavour="elasticsearch",
    packages=("elasticsearch",),
    series=("elasticsearch",),
    units=("elasticsearch",),
    processes=("java",),
    data_directory="/var/lib/elasticsearch",
    initialised_by="",
    # The least heap, 256 MiB, with as much again beside it and as much for the files.
    least_memory_mb=1024,
    least_disk_mb=1024,
    conflicts=("opensearch",),
    replaces=True,
    default_version="8",
    repository=Repository(
        uri="https://artifacts.elastic.co/packages/{version}.x/apt",
        suite="stable",
        key_url="https://artifacts.elastic.co/GPG-KEY-elasticsearch",
        origin="elastic",
        packages=("elasticsearch",),
        # As the maker's installation guide names it, for all versions.
        fingerprint="46095ACC8548582C1A2699A9D27D666CD88E42B4",
    ),
)

OPENSEARCH = Server(
    engine="elasticsearch",
    flavour="opensearch",
    packages=("opensearch", "openssl"),
    series=("opensearch",),
    units=("opensearch",),
    processes=("java",),
    data_directory="/var/lib/opensearch",
    initialised_by="",
    least_memory_mb=1024,
    least_disk_mb=1024,
    conflicts=("elasticsearch",),
    replaces=True,
    default_version="2",
    repository=Repository(
        uri="https://artifacts.opensearch.org/releases/bundle/opensearch/{version}.x/apt",
        suite="stable",
        key_url="https://artifacts.opensearch.org/publickeys/opensearch.pgp",
        # By its host: the maker does not document the origin.
        origin="",
        packages=("opensearch",),
        # As the maker's page of downloads names it; version 3 has another key.
        fingerprints={"2": "C5B7498965EFD1C2924BA9D539D319879310D3FC"},
    ),
)
