# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InfluxDB."""

from __future__ import annotations

from .model import Engine, Limits

INFLUXDB = Engine(
    name="influxdb",
    port=8086,
    scheme="http",
    flavours=("influxdb",),
    # A database is a folder; users know no limit.
    limits=Limits(database=255, user=255),
    named_database=True,
    many_databases=True,
    kept_databases=("_internal",),
    # Where it takes orders for backups.
    beside=(8088,),
    dual=False,
    host_admin=True,
)
