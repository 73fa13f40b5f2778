# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much memory Redis and Valkey may fill with data."""

from __future__ import annotations

#: Less than this no server is set up with.
LEAST_MB = 32


def maxmemory_mb(memory_mb: int) -> int:
    """MiB of data for a server that may count on `memory_mb`.

    Half of it: while a snapshot is saved, a child shares the pages with the server, and every page that is written
    meanwhile is there twice. Buffers of clients and fragmentation come on top of the data as well.
    """
    return max(LEAST_MB, memory_mb // 2)
