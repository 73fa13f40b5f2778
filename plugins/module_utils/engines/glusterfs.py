# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GlusterFS."""

from __future__ import annotations

from .model import Engine

GLUSTERFS = Engine(
    name="glusterfs",
    port=24007,
    scheme="",
    flavours=("glusterfs",),
    accounts=(),
    members="many",
    groups=False,
    # A volume's bricks are addresses, and GlusterFS takes no loopback address for one.
    loopback=False,
    # The server, and the bricks, below the ports that the kernel gives to outgoing connections: the firewall drops
    # nobody's answers then.
    direct=((24007, 24007), (24100, 24199)),
    dual=False,
    sole="it knows addresses and no logins, so that each application would read the other's",
)
