# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InfluxDB."""

from __future__ import annotations

from .model import Engine

INFLUXDB = Engine(
    name="influxdb",
    port=8086,
    scheme="http",
    flavours=("influxdb",),
    named_database=True,
)
