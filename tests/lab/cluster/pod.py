# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command as in a pod on a node: a network namespace of its own, a pod's name resolution, Secrets as files."""

from __future__ import annotations

import base64
import io
import os
import tarfile
from collections.abc import Mapping, Sequence
from typing import NoReturn

from .. import hosts
from ..errors import LabError
from .servers import DNS_SERVICE, Cluster

RANGE = "10.244.0.0/16"
#: Where Secrets are mounted, a folder each, and the variable that tells so by the Service Binding specification.
MOUNTS = "/mnt"
ROOT_VARIABLE = "SERVICE_BINDING_ROOT"
#: The descriptor that brings the Secrets: they stand in no command line and in no file.
DESCRIPTOR = 9

# The namespaces end with the command, and with them the pair of devices and all mounts; nobody else sees any of it.
# $1 is the node's process, $2 the resolv.conf, $3 says whether there are Secrets.
SCRIPT = f"""
set -e
node() {{ nsenter -t "$node" -n ip "$@"; }}
node=$1
pod=10.244.$(($$ / 250 % 250)).$(($$ % 250 + 1))
node link add "pod$$" type veth peer name eth0 netns $$
node address add 169.254.1.1/32 dev "pod$$"
node link set "pod$$" up
node route add "$pod/32" dev "pod$$"
ip link set lo up
ip address add "$pod/32" dev eth0
ip link set eth0 up
ip route add 169.254.1.1 dev eth0
ip route add default via 169.254.1.1
mount -t tmpfs tmpfs {MOUNTS}
printf '%s' "$2" > {MOUNTS}/resolv.conf
printf '127.0.0.1 localhost\\n' > {MOUNTS}/hosts
mount --bind {MOUNTS}/resolv.conf "$(readlink -f /etc/resolv.conf)"
mount --bind {MOUNTS}/hosts /etc/hosts
umount -l {MOUNTS}
if [ -n "$3" ]; then
    mount -t tmpfs -o mode=0755 tmpfs {MOUNTS}
    tar -x -C {MOUNTS} <&{DESCRIPTOR}
    exec {DESCRIPTOR}<&-
    mount -o remount,ro {MOUNTS}
fi
shift 3
exec "$@"
"""


def resolver(namespace: str) -> str:
    """Return the resolv.conf that a pod of that namespace has."""
    search = f"{namespace}.svc.cluster.local svc.cluster.local cluster.local"
    return f"nameserver {DNS_SERVICE}\nsearch {search}\noptions ndots:5\n"


def command(host: hosts.Host, namespace: str, words: Sequence[str], *, inside: bool, mounts: bool = False) -> list[str]:
    """Return the command line.

    Args:
        host: The node.
        namespace: The pod's.
        words: What to run.
        inside: Take the programs and files of the host, not of this machine.
        mounts: Whether a descriptor brings Secrets.
    """
    enter = ["nsenter", "-t", str(host.pid), "-n", *(["-m", "-u", "-p"] if inside else [])]
    isolate = ["unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", SCRIPT, "pod"]
    return [*enter, *isolate, "1" if inside else str(host.pid), resolver(namespace), "yes" if mounts else "", *words]


def archive(secrets: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return an archive with a folder for each Secret and a file for each of its keys, given as the API has them."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, data in secrets.items():
            for key, value in data.items():
                content = base64.b64decode(value)
                entry = tarfile.TarInfo(f"{name}/{key}")
                entry.size, entry.mode = len(content), 0o644
                tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def variables_of(data: Mapping[str, str]) -> dict[str, str]:
    """Return what a container gets of a Secret by ``envFrom``, whose data is given as the API has it."""
    return {key: os.fsdecode(base64.b64decode(value)) for key, value in data.items()}


def execute(
    cluster: Cluster,
    host: hosts.Host,
    namespace: str,
    words: list[str],
    *,
    inside: bool,
    secrets: Sequence[str] = (),
    variables: Sequence[str] = (),
) -> NoReturn:
    """Become that command, with these Secrets of the namespace mounted, and with those as its environment."""
    cluster.require()
    environment = dict(os.environ)
    if inside:
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        environment["HOME"] = "/root"
    if secrets:
        _bring({name: _data(cluster, namespace, name) for name in secrets})
        environment[ROOT_VARIABLE] = MOUNTS
    for name in variables:
        environment |= variables_of(_data(cluster, namespace, name))
    argv = command(host, namespace, words, inside=inside, mounts=bool(secrets))
    os.execvpe(argv[0], argv, environment)


def _data(cluster: Cluster, namespace: str, name: str) -> Mapping[str, str]:
    found = cluster.api.get(f"/api/v1/namespaces/{namespace}/secrets/{name}")
    if found is None:
        raise LabError(f"namespace {namespace} has no Secret {name}", f"lab kubectl -n {namespace} get secrets")
    data: Mapping[str, str] = found.get("data") or {}
    return data


def _bring(secrets: Mapping[str, Mapping[str, str]]) -> None:
    descriptor = os.memfd_create("secrets")
    os.write(descriptor, archive(secrets))
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.dup2(descriptor, DESCRIPTOR)
