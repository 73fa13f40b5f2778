# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much memory the Java heap of Elasticsearch or OpenSearch gets."""

from __future__ import annotations

#: Less than this no node is set up with.
LEAST_MB = 256
#: From 32 GiB on Java's pointers take twice the room; the makers advise to stay below.
MOST_MB = 31 * 1024


def heap_mb(memory_mb: int) -> int:
    """MiB of heap for a server that may count on `memory_mb`.

    Half of it, as both makers advise: the other half is the file system's cache, in which the indexes are read.
    """
    return min(MOST_MB, max(LEAST_MB, memory_mb // 2))
