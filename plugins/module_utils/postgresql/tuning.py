# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes of a PostgreSQL server from the memory and the processors that it may count on."""

from __future__ import annotations

_MAX_CONNECTIONS = 100
# A query of one connection may take several times work_mem.
_SORTS_PER_CONNECTION = 3


def tuned(memory_mb: int, cores: int, connections: int = _MAX_CONNECTIONS) -> dict[str, str]:
    """Settings that follow from the host's size.

    Args:
        memory_mb: MiB that the server may count on.
        cores: Processors that it may count on.
        connections: How many there may be at once.
    """
    shared = _within(memory_mb // 4, 16, 8192)
    work = (memory_mb - shared) // (connections * _SORTS_PER_CONNECTION)
    return {
        "max_connections": str(connections),
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{_within(memory_mb * 3 // 4, 64, memory_mb)}MB",
        "maintenance_work_mem": f"{_within(memory_mb // 16, 16, 1024)}MB",
        "work_mem": f"{_within(work, 2, 256)}MB",
        "max_worker_processes": str(max(8, cores)),
        "max_parallel_workers": str(max(2, cores)),
        "max_parallel_workers_per_gather": str(_within(cores // 2, 1, 4)),
    }


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
