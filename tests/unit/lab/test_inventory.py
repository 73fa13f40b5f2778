# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path

import yaml

from tests.lab.hosts import Host
from tests.lab.inventory import render


def host(name: str, release: str, address: str) -> Host:
    return Host(name, release, IPv4Address(address), "running", 1, f"maestro-lab-t-{name}")


def test_hosts_stand_under_all_and_in_the_group_of_their_release() -> None:
    hosts = [host("web1", "bookworm", "10.90.1.10"), host("db1", "trixie", "10.90.1.11")]
    text = render(hosts, Path("/keys/id"), ["-o LogLevel=ERROR", "-o ControlMaster=auto"])
    assert yaml.safe_load(text) == {
        "all": {
            "vars": {
                "ansible_user": "root",
                "ansible_ssh_private_key_file": "/keys/id",
                "ansible_ssh_common_args": "-F none -o LogLevel=ERROR -o ControlMaster=auto",
                "ansible_ssh_args": "",
                "ansible_ssh_pipelining": True,
                "ansible_python_interpreter": "/usr/bin/python3",
            },
            "hosts": {"db1": {"ansible_host": "10.90.1.11"}, "web1": {"ansible_host": "10.90.1.10"}},
            "children": {"bookworm": {"hosts": {"web1": {}}}, "trixie": {"hosts": {"db1": {}}}},
        }
    }


def test_an_empty_lab_is_an_inventory_too() -> None:
    found = yaml.safe_load(render([], Path("/keys/id"), []))["all"]
    assert found["hosts"] == {}
    assert found["children"] == {}


def test_a_name_that_yaml_would_misread_stays_itself() -> None:
    text = render([host("no", "sid", "10.90.1.10")], Path("/keys/a: b"), [])
    found = yaml.safe_load(text)["all"]
    assert list(found["hosts"]) == ["no"]
    assert found["vars"]["ansible_ssh_private_key_file"] == "/keys/a: b"
