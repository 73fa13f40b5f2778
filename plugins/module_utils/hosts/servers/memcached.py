# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memcached of the distribution."""

from __future__ import annotations

from .model import Server

MEMCACHED = Server(
    engine="memcached",
    flavour="memcached",
    packages=("memcached",),
    series=("memcached",),
    units=("memcached",),
    processes=("memcached",),
    # All of it is in memory.
    data_directory="",
    initialised_by="",
    least_memory_mb=64,
    least_disk_mb=0,
    sized=False,
    version_parts=2,
)
