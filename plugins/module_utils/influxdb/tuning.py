# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much InfluxDB may hold in memory, and ask at once."""

from __future__ import annotations

_MIB = 1024 * 1024
#: Less than this no server is set up with.
LEAST_MB = 256


def cache_bytes(memory_mb: int) -> int:
    """Bytes that a shard may hold in memory before it refuses writes, for a server that may count on `memory_mb`.

    A quarter, and no more than its maker's own GiB: what is beyond is better left to the kernel's cache of files.
    """
    return min(1024, max(LEAST_MB, memory_mb) // 4) * _MIB


def queries(memory_mb: int) -> int:
    """Queries that may run at once: one for each 16 MiB. Its maker sets no end, and memory does."""
    return max(LEAST_MB, memory_mb) // 16


def heap_mb(memory_mb: int) -> int:
    """MiB from which on Go collects garbage harder: nine tenths. Without it, the heap may double before it does."""
    return max(LEAST_MB, memory_mb) * 9 // 10
