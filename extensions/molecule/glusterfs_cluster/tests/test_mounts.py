# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On the web host: what is kept twice outlives a server, and everything comes back by itself, whoever is up first."""

from __future__ import annotations

import json
import time

testinfra_hosts = ["ansible://web1"]

PLACE = "/mnt/data-store"
FILE = f"{PLACE}/files/outlives"
BRICK = "/srv/glusterfs/data-store/brick/files/outlives"
CONNECTED = "gluster peer status | grep -c 'Peer in Cluster (Connected)'"


def until(done, patience=60):
    """Whether something comes about in time."""
    ends = time.monotonic() + patience
    while not done():
        if time.monotonic() > ends:
            return False
        time.sleep(0.5)
    return True


def test_a_mount_hides_nobodys_files(host):
    host.check_output("mkdir -p /mnt/full && touch /mnt/full/file")
    mounts = [{"volume": "full", "path": path, "servers": ["192.0.2.1"]} for path in ("/mnt/full", "/run/lock")]
    result = host.ansible(
        "maestro.databases.glusterfs_mounts", json.dumps({"mounts": mounts}), check=False, become=True
    )
    assert [problem.partition(";")[0] for problem in result["problems"]] == [
        "/mnt/full: holds files, which the mount would hide",
        "/run/lock: tmpfs is mounted there",
    ]
    assert not host.file("/etc/systemd/system/mnt-full.mount").exists


def test_what_is_kept_twice_outlives_a_server(another, shop):
    first = another("brick1")
    assert shop(f"sh -c 'mkdir -p {PLACE}/files && echo one > {FILE}'").rc == 0
    first.check_output("systemctl stop glusterd")
    assert shop(f"sh -c 'cat {FILE} && echo two > {FILE}'").stdout == "one\n"
    first.check_output("systemctl start glusterd")
    assert until(lambda: first.file(BRICK).content_string == "two\n")


def test_everything_comes_back_by_itself(host, another, shop):
    pair = [another(name) for name in ("brick1", "brick2")]
    for server in pair:
        server.check_output("systemctl stop glusterd")
    host.ansible("ansible.builtin.reboot", "reboot_timeout=120", check=False, become=True)
    assert until(lambda: host.mount_point("/srv/archive").exists)
    assert shop(f"timeout 5 cat {FILE}").rc != 0
    pair[0].ansible("ansible.builtin.reboot", "reboot_timeout=120", check=False, become=True)
    pair[1].check_output("systemctl start glusterd")
    assert until(lambda: shop(f"cat {FILE}").stdout == "two\n")
    assert until(lambda: all(server.run(CONNECTED).stdout == "1\n" for server in pair))


def test_a_mount_whose_process_died_is_made_anew(host, another, shop):
    host.check_output(f"pkill -9 -f 'glusterfs .*{PLACE}'")
    assert shop(f"cat {FILE}").rc != 0
    servers = [another(name).check_output("hostname -I").split()[0] for name in ("brick1", "brick2")]
    wanted = {"mounts": [{"volume": "data-store", "path": PLACE, "servers": servers}]}
    result = host.ansible("maestro.databases.glusterfs_mounts", json.dumps(wanted), check=False, become=True)
    assert result["steps"]["mnt-data\\x2dstore.mount"] == ["unmount", "mount"]
    assert shop(f"cat {FILE}").stdout == "two\n"


def test_a_stopped_volume_has_no_processes_left_and_comes_back_with_its_data(host, another, shop):
    pair = [another(name) for name in ("brick1", "brick2")]
    addresses = [one.check_output("hostname -I").split()[0] for one in (*pair, host)]
    wanted = {"members": addresses[:2], "replica_count": 2, "volumes": ["data-store"], "allowed_sources": addresses[2:]}

    def converge(**arguments):
        result = pair[0].ansible("maestro.databases.glusterfs_volumes", json.dumps(arguments), check=False, become=True)
        return [(one["name"], one["state"]) for one in result["objects"] if one["kind"] == "volume"]

    assert converge(state="stopped") == [("data-store", "changed")]
    assert converge(state="stopped") == [("data-store", "unchanged")]
    for server in pair:
        server.check_output("systemctl stop glusterd")
        assert until(lambda server=server: server.run("pgrep -a gluster").stdout == "", patience=10)
        server.check_output("systemctl start glusterd")
    assert converge(**wanted) == [("data-store", "changed")]
    assert until(lambda: shop(f"cat {FILE}").stdout == "two\n")


def test_a_volume_in_use_is_not_unmounted_and_others_stay(host):
    absent = {"mounts": [{"volume": "data-store", "path": PLACE}], "state": "absent"}

    def leave():
        return host.ansible("maestro.databases.glusterfs_mounts", json.dumps(absent), check=False, become=True)

    host.check_output(f"systemd-run --quiet --unit holder --property WorkingDirectory={PLACE} sleep 300")
    assert leave()["msg"].startswith(f"{PLACE}: cannot be unmounted; stop what uses it there, and run again (")
    assert host.mount_point(PLACE).exists
    host.check_output("systemctl stop holder")
    retry = "maestro-glusterfs-mounts.service"
    assert leave()["steps"] == {"mnt-data\\x2dstore.mount": ["unmount", "remove"], retry: ["write"]}
    assert not host.mount_point(PLACE).exists
    assert host.run("systemctl cat 'mnt-data\\x2dstore.mount'").rc != 0
    assert host.mount_point("/srv/archive").exists
    assert host.service(retry).is_enabled
    assert leave()["changed"] is False
