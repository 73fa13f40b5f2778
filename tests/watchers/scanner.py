# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tries every port of every address every 200 ms until told to stop; prints what ever answered.

The first port is known to be open, and is tried at one address a round: sshd drops others' connections where more do
not log in.
"""

from __future__ import annotations

import errno
import json
import os
import select
import socket
import sys
import time
from collections.abc import Iterable


def call(targets: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those that take a connection within 50 ms."""
    poll, clients = select.poll(), {}
    for host, port in targets:
        client = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        client.setblocking(False)
        if client.connect_ex((host, port)) in (0, errno.EINPROGRESS):
            clients[client.fileno()] = (client, (host, port))
            poll.register(client, select.POLLOUT)
        else:
            client.close()
    time.sleep(0.05)
    done = [clients[number] for number, _event in poll.poll(0)]
    found = [target for client, target in done if client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0]
    for client, _target in clients.values():
        client.close()
    return found


def main() -> None:
    hosts, ports, stop = json.load(sys.stdin)
    seen: dict[str, int] = {}
    rounds, since = 0, time.monotonic()
    while not os.path.exists(stop):
        begun = time.monotonic()
        for host, port in call(
            (host, port) for number, host in enumerate(hosts) for port in ports[rounds % len(hosts) != number :]
        ):
            seen[f"{host} {port}"] = seen.get(f"{host} {port}", 0) + 1
        rounds += 1
        time.sleep(max(0, 0.2 - (time.monotonic() - begun)))
    print(json.dumps({"open": seen, "rounds": rounds, "seconds": time.monotonic() - since}))


if __name__ == "__main__":
    main()
