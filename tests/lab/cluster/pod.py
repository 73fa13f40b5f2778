# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command as if in a pod on a node: the node's network, and a pod's own name resolution."""

from __future__ import annotations

import os
from typing import NoReturn

from .. import hosts
from .servers import DNS_SERVICE, Cluster

# In a mount namespace of its own, so that nobody else sees the two files that it covers.
SCRIPT = """
mount -t tmpfs tmpfs /mnt &&
printf '%s' "$1" > /mnt/resolv.conf &&
printf '127.0.0.1 localhost\\n' > /mnt/hosts &&
mount --bind /mnt/resolv.conf "$(readlink -f /etc/resolv.conf)" &&
mount --bind /mnt/hosts /etc/hosts &&
umount -l /mnt || exit 125
shift
exec "$@"
"""


def resolver(namespace: str) -> str:
    """Return the resolv.conf that a pod of that namespace has."""
    search = f"{namespace}.svc.cluster.local svc.cluster.local cluster.local"
    return f"nameserver {DNS_SERVICE}\nsearch {search}\noptions ndots:5\n"


def command(host: hosts.Host, namespace: str, words: list[str], *, inside: bool) -> list[str]:
    """Return the command line. ``inside`` takes the programs of the host, not of this machine."""
    enter = ["nsenter", "-t", str(host.pid), "-n", *(["-m", "-u", "-p"] if inside else [])]
    isolate = ["unshare", "--mount", "--propagation", "private", "sh", "-c", SCRIPT, "pod"]
    return [*enter, *isolate, resolver(namespace), *words]


def execute(cluster: Cluster, host: hosts.Host, namespace: str, words: list[str], *, inside: bool) -> NoReturn:
    """Become that command."""
    cluster.require()
    environment = dict(os.environ)
    if inside:
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        environment["HOME"] = "/root"
    argv = command(host, namespace, words, inside=inside)
    os.execvpe(argv[0], argv, environment)
