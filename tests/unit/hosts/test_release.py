# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is given of a machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.release import memory_mb

MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1024 * 1024)


@pytest.mark.parametrize(
    ("total", "limit", "wanted"),
    [
        ("", "", MACHINE),
        # What LXC shows, and a container's own group.
        ("MemTotal:         524288 kB\nMemFree:          1024 kB\n", "", 512),
        ("", "314572800\n", 300),
        ("MemTotal:         524288 kB\n", "314572800\n", 300),
        ("MemTotal:         524288 kB\n", "max\n", 512),
        (f"MemTotal: {MACHINE * 2048} kB\n", str(MACHINE * 2048 * 1024), MACHINE),
        ("not as it should be", "", MACHINE),
    ],
)
def test_a_container_has_what_it_was_given(tmp_path: Path, total: str, limit: str, wanted: int) -> None:
    for path, text in (("proc/meminfo", total), ("sys/fs/cgroup/memory.max", limit)):
        (tmp_path / path).parent.mkdir(parents=True)
        if text:
            (tmp_path / path).write_text(text)
    assert memory_mb(str(tmp_path)) == wanted
