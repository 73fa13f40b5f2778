# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ports that are scanned."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.engines import ENGINES

#: What is open to everybody: where the scanner finds none but this one, it can find one.
CONTROL = 22
#: What a server as its package has it may open besides the ports that ours takes.
PACKAGED = {
    # Its protocol X.
    "mysql": (33060,),
    # Shards, and those who know them.
    "mongodb": (27018, 27019),
    # Nodes among themselves.
    "redis": (16379,),
    # epmd, TLS, metrics and management.
    "rabbitmq": (4369, 5671, 15692, 15672),
    # What comes by RDMA, and its own places for bricks.
    "glusterfs": (24008, 49152, 60000),
}


def scanned(*engines: str) -> list[int]:
    """The one that is known to be open, then whatever servers of some engines might open."""
    found: set[int] = set()
    for engine in engines:
        found |= {ENGINES[engine].port, *ENGINES[engine].further_ports, *PACKAGED.get(engine, ())}
    return [CONTROL, *sorted(found)]
