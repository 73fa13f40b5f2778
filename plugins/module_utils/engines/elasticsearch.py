# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elasticsearch and OpenSearch."""

from __future__ import annotations

from .model import Engine, Limits

ELASTICSEARCH = Engine(
    name="elasticsearch",
    port=9200,
    scheme="http",
    flavours=("elasticsearch", "opensearch"),
    # A group's database is the prefix of its indices, whose names end at 255 bytes.
    limits=Limits(database=128, user=128),
    named_database=True,
    goes_on_after="-._",
    database_names=(r"[a-z0-9][a-z0-9_.+-]*", "use lower-case letters, digits and '_', '.', '+', '-'"),
    # Where nodes talk.
    beside=(9300,),
    # What either server brings.
    kept_users=(
        "elastic",
        "kibana",
        "kibana_system",
        "logstash_system",
        "beats_system",
        "apm_system",
        "remote_monitoring_user",
        "admin",
        "anomalyadmin",
        "kibanaserver",
        "kibanaro",
        "logstash",
        "readall",
        "snapshotrestore",
    ),
    # Clients take a URL's path for the place that a proxy serves the whole server at.
    url_database=False,
    host_admin=True,
)
