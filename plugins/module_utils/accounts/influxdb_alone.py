# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InfluxDB without a network, for as long as its first admin is being made; before, anybody could make himself one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ..hosts import units
from ..hosts.command import run
from ..hosts.problem import HostError
from ..hosts.service import Probe
from ..influxdb.config import CONFIG, SOCKET, UNIT, USER, allowed_by

ALONE = "maestro-influxdb-alone"
_ALONE_SOCKET = f"/run/{ALONE}/influxdb.sock"
_PROPERTIES = (
    f"User={USER}",
    f"Group={USER}",
    "UMask=0027",
    # Its ports are on a loopback of its own.
    "PrivateNetwork=yes",
    f"RuntimeDirectory={ALONE}",
    "RuntimeDirectoryMode=0700",
    # Never two on the same data: each stops the other.
    f"Conflicts={UNIT}.service",
    "KillMode=control-group",
)
# Where there can be no network of its own, the host's loopback is the next best.
_VARIABLES = ("INFLUXDB_HTTP_BIND_ADDRESS=127.0.0.1:8086", f"INFLUXDB_HTTP_BIND_SOCKET={_ALONE_SOCKET}")
#: Seconds until all shards are open.
_PATIENCE = 600


def runs() -> bool:
    """Whether the server runs as it does every day."""
    return units.show([UNIT])[UNIT].active


@contextmanager
def reached() -> Iterator[str]:
    """The socket of a server that answers: the one that runs, or one without a network as long as the block runs.

    Raises:
        HostError: It does not come up.
    """
    if runs():
        _wait(UNIT, SOCKET)
        yield SOCKET
        return
    # A killed run may have left it; where there is none, nothing happens.
    _stop()
    words = [f"--property={one}" for one in _PROPERTIES] + [f"--setenv={one}" for one in _VARIABLES]
    run(
        ["systemd-run", "--quiet", "--collect", f"--unit={ALONE}", *words, "/usr/bin/influxd", "-config", CONFIG],
        what="start InfluxDB without a network",
    )
    try:
        _wait(ALONE, _ALONE_SOCKET)
        yield _ALONE_SOCKET
    finally:
        _stop()


def _stop() -> None:
    if units.show([ALONE])[ALONE].exists:
        units.control("stop", units.full_name(ALONE))


def _wait(unit: str, path: str) -> None:
    ends = time.monotonic() + _PATIENCE
    probe = Probe(path=path)
    while not probe.answers():
        if time.monotonic() >= ends or not units.show([unit])[unit].active:
            raise units.start_error(unit, HostError(f"{unit} does not answer on {probe}"))
        time.sleep(0.05)


def allowed(data_directory: str) -> bool:
    """Whether the server may start."""
    return os.path.exists(allowed_by(data_directory))


def allow(data_directory: str) -> None:
    """Lets it start from now on, since it has an admin."""
    # The folder is the server's: what lies there under that name already, such as a link, is not followed.
    with suppress(FileExistsError):
        os.close(os.open(allowed_by(data_directory), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
