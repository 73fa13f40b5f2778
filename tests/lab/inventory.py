# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's hosts as an Ansible inventory in YAML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from .hosts import Host


def render(
    hosts: Iterable[Host],
    key: Path,
    ssh_options: Iterable[str],
    repositories: Mapping[str, object] | None = None,
) -> str:
    """Return the inventory: every host under `all`, and in a group named by its release.

    `repositories` leads the engines that Debian lacks to the lab's mirror, where it is served.
    """
    known = sorted(hosts, key=lambda host: host.name)
    common: dict[str, object] = {
        "ansible_user": "root",
        "ansible_ssh_private_key_file": str(key),
        # Testinfra reads these, too, and no others of the inventory: sharing a connection is most of its speed.
        "ansible_ssh_common_args": " ".join(["-F none", *ssh_options]),
        # Ansible's own default would come first, and of two like options the first holds.
        "ansible_ssh_args": "",
        "ansible_ssh_pipelining": True,
        "ansible_python_interpreter": "/usr/bin/python3",
    }
    if repositories:
        common["maestro_repositories"] = dict(repositories)
    lines = ["---", "all:", "  vars:"]
    lines += [f"    {name}: {_scalar(value)}" for name, value in common.items()]
    lines.append("  hosts:" if known else "  hosts: {}")
    for host in known:
        lines += [f"    {_scalar(host.name)}:", f"      ansible_host: {_scalar(str(host.address))}"]
    releases = sorted({host.release for host in known})
    lines.append("  children:" if releases else "  children: {}")
    for release in releases:
        lines += [f"    {release}:", "      hosts:"]
        lines += [f"        {_scalar(host.name)}: {{}}" for host in known if host.release == release]
    return "\n".join(lines) + "\n"


def _scalar(value: object) -> str:
    """Return a value as YAML reads it back: JSON is YAML."""
    return json.dumps(value)
