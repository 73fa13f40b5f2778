# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""At which sizes RabbitMQ stops taking messages."""

from __future__ import annotations

#: Less than this no server is set up with.
LEAST_MB = 128
#: What a fast disk takes between two looks at how much of it is free, which are up to ten seconds apart.
_MOST_DISK_MB = 2048


def watermark_mb(memory_mb: int) -> int:
    """MiB at which publishers are held back, for a server that may count on `memory_mb`.

    Its maker's 0.6 of the memory: collecting garbage may double what a queue's process holds for a moment, and what is
    held back must still fit.
    """
    return max(LEAST_MB, memory_mb * 6 // 10)


def disk_limit_mb(memory_mb: int) -> int:
    """MiB of free disk below which publishers are held back, for a server that may count on `memory_mb`.

    Room to write out what may be in memory, and no more than 2 GiB. A new server is not set up with less.
    """
    return min(_MOST_DISK_MB, watermark_mb(memory_mb))
