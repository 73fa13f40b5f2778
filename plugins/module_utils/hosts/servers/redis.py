# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redis and Valkey of the distribution."""

from __future__ import annotations

from .model import Server

REDIS = Server(
    engine="redis",
    flavour="redis",
    packages=("redis-server",),
    series=("redis", "redis-server", "redis-sentinel", "redis-tools"),
    units=("redis-server",),
    processes=("redis-server",),
    data_directory="/var/lib/redis",
    initialised_by="",
    least_memory_mb=64,
    least_disk_mb=64,
    conflicts=("valkey-server",),
)

VALKEY = Server(
    engine="redis",
    flavour="valkey",
    packages=("valkey-server",),
    series=("valkey-server", "valkey-sentinel", "valkey-tools"),
    units=("valkey-server",),
    processes=("valkey-server",),
    data_directory="/var/lib/valkey",
    initialised_by="",
    least_memory_mb=64,
    least_disk_mb=64,
    conflicts=("redis-server",),
)
