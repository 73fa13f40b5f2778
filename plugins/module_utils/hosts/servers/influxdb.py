# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InfluxDB 1.x of the distribution."""

from __future__ import annotations

from .model import Server

INFLUXDB = Server(
    engine="influxdb",
    flavour="influxdb",
    packages=("influxdb",),
    series=("influxdb", "influxdb-client"),
    units=("influxdb",),
    processes=("influxd",),
    data_directory="/var/lib/influxdb",
    initialised_by="meta/meta.db",
    least_memory_mb=256,
    least_disk_mb=256,
    version_parts=2,
)
