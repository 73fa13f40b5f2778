# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a GlusterFS server: literal texts."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.glusterfs.config import files
from ansible_collections.maestro.databases.plugins.module_utils.hosts.placed import Placed
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

SERVER = Placed("glusterfs", "glusterfs", "11", "glusterd", 24007, "/var/lib/glusterd", 4096)


def made(**more: Any) -> dict[str, str]:
    return {file["path"]: file["content"] for file in files(SERVER, **{"listen_addresses": ["192.0.2.11"], **more})}


def test_the_volfile_names_address_and_ports() -> None:
    assert made(brick_ports=[24200, 24209])["/etc/maestro/glusterd.vol"].splitlines()[1:] == [
        "volume management",
        "    type mgmt/glusterd",
        "    option working-directory /var/lib/glusterd",
        "    option transport-type socket",
        "    option transport.socket.keepalive-time 10",
        "    option transport.socket.keepalive-interval 2",
        "    option transport.socket.read-fail-log off",
        "    option transport.socket.listen-port 24007",
        "    option transport.socket.bind-address 192.0.2.11",
        "    option ping-timeout 0",
        "    option event-threads 1",
        "    option base-port 24200",
        "    option max-port 24209",
        "end-volume",
    ]


def test_the_packages_own_files_stay() -> None:
    unit = made()["/etc/systemd/system/glusterd.service.d/maestro.conf"].splitlines()
    start = unit.index("ExecStart=")
    assert unit[start + 1] == (
        "ExecStart=/usr/sbin/glusterd --pid-file=/run/glusterd.pid --volfile=/etc/maestro/glusterd.vol --log-level INFO"
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"listen_addresses": []}, "glusterfs_address: name one address; glusterd binds either one or all"),
        ({"listen_addresses": ["db1"]}, "glusterfs_address: 'db1': write an address"),
        (
            {"listen_addresses": ["127.0.0.1"]},
            "glusterfs_address: 127.0.0.1: the others know the server by it; use one of the host's own addresses",
        ),
        (
            {"listen_addresses": ["2001:db8::1"]},
            "glusterfs_address: 2001:db8::1: IPv6 was never tried with GlusterFS here; use an IPv4 address",
        ),
        ({"brick_ports": [24199, 24100]}, "glusterfs_brick_ports: name the first and the last, above 1023"),
        ({"given": {"a.b": 1}}, "glusterfs has no settings of its server; options of volumes are their own"),
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, Any], text: str) -> None:
    with pytest.raises(HostError) as told:
        made(**values)
    assert str(told.value) == text
