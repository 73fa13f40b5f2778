# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes of a MySQL or MariaDB server from the memory that it may count on."""

from __future__ import annotations

# What the server itself (performance schema, caches, a hundred sessions) and the system take before the buffer pool.
_RESERVED_MB = 512
# innodb_buffer_pool_chunk_size: MySQL rounds the pool up to a multiple of it.
_CHUNK_MB = 128
_LEAST_MB = 64


def buffer_pool_mb(memory_mb: int) -> int:
    """MiB for InnoDB's buffer pool: six tenths of what is left after the server's own needs, in whole chunks.

    Args:
        memory_mb: MiB that the server may count on.
    """
    share = max((memory_mb - _RESERVED_MB) * 6 // 10, _LEAST_MB)
    return share - share % _CHUNK_MB if share >= _CHUNK_MB else _LEAST_MB
