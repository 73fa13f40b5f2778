# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls each port of an address once, from an address of its own; prints which answered."""

from __future__ import annotations

import json
import socket
import sys
from concurrent.futures import ThreadPoolExecutor


def main() -> None:
    source, host, ports = json.load(sys.stdin)

    def answers(port: int) -> bool:
        try:
            socket.create_connection((host, port), 1.5, (source, 0)).close()
        except OSError:
            return False
        return True

    with ThreadPoolExecutor(len(ports)) as pool:
        print(json.dumps([port for port, found in zip(ports, pool.map(answers, ports), strict=True) if found]))


if __name__ == "__main__":
    main()
