# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the package cache where a lab's hosts, or for a while the image builder, can reach it."""

from __future__ import annotations

import http.client
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .aptproxy import Cache, Proxy
from .daemon import Daemon
from .paths import folder

PORT = 3142


def ensure(address: str, port: int, run: Path) -> str:
    """Leave a cache running on that address only; return its address as apt wants it."""
    script = Path(__file__).with_name("aptproxy.py")
    daemon = Daemon("package-cache", run)
    argv: list[str | Path] = [sys.executable, "-I", script, address, str(port), folder("packages")]
    daemon.ensure(argv, ready=lambda: answers(address, port), digest=script.read_text(), env=upstream())
    return f"http://{address}:{port}"


@contextmanager
def passing() -> Iterator[str]:
    """Serve the same cache on loopback for as long as the block runs; give its address as apt wants it."""
    with Proxy(("127.0.0.1", 0), Cache(folder("packages"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def upstream() -> dict[str, str]:
    """Hand this machine's own proxy for apt, where it has one, to the cache."""
    proxy = os.environ.get("http_proxy", "")
    return {"http_proxy": proxy} if proxy else {}


def answers(address: str, port: int) -> bool:
    """Tell whether the cache (and not a stranger) answers there."""
    connection = http.client.HTTPConnection(address, port, timeout=2)
    try:
        connection.request("GET", "/")
        return b"maestro lab" in connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
