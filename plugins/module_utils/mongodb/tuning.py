# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much memory MongoDB's storage engine may fill."""

from __future__ import annotations

#: Less than this WiredTiger is not set up with; its own least.
LEAST_MB = 256
#: What the rest of the host is left before the cache gets its half.
RESERVED_MB = 1024


def cache_mb(memory_mb: int) -> int:
    """MiB of WiredTiger's cache for a server that may count on `memory_mb`.

    The maker's own default, half of what is left after 1 GiB, of the memory that the server may count on instead of
    all that the host has: what the cache does not take serves the file system's cache, sorts and connections.
    """
    return max(LEAST_MB, (memory_mb - RESERVED_MB) // 2)
