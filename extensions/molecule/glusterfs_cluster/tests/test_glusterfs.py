# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the roles leave: volumes that a web host has mounted, kept twice where asked, and that nobody else reaches."""

from __future__ import annotations

import json
import re

import pytest

#: By server, the version and the volume with the place where the web host has it.
SERVERS = {
    "brick1": ("10", "data-store", "/mnt/data-store"),
    "brick2": ("10", "data-store", "/mnt/data-store"),
    "lone1": ("11", "archive", "/srv/archive"),
}
PAIR = ("brick1", "brick2")
testinfra_hosts = [f"ansible://{name}" for name in SERVERS]

FOLDERS = "/srv/glusterfs"
PORTS = range(24100, 24200)


def address_of(host):
    return host.check_output("hostname -I").split()[0]


@pytest.fixture
def name(host):
    return host.backend.host


@pytest.fixture
def address(host):
    return address_of(host)


@pytest.fixture
def members(another, name):
    return [address_of(another(one)) for one in (PAIR if name in PAIR else [name])]


def volume(host, name):
    """What the server says of a volume, as `name: value`."""
    told = host.check_output(f"gluster --mode=script volume info {name}")
    return dict(re.findall(r"^([^:\n]+): (.*)$", told, flags=re.MULTILINE))


def test_the_service_runs_and_comes_back_at_boot(host):
    service = host.service("glusterd")
    assert service.is_running
    assert service.is_enabled
    assert host.service("maestro-databases-firewall").is_enabled


def test_it_may_open_as_many_files_as_its_maker_advises(host):
    assert int(host.check_output("systemctl show -P LimitNOFILE glusterd")) >= 65536


def test_it_was_never_started_before_it_was_configured(host):
    log = host.file("/var/log/glusterfs/glusterd.log").content_string
    assert set(re.findall(r"--volfile=(\S+)", log)) == {"/etc/maestro/glusterd.vol"}
    assert log.count("Started running") == log.count("--volfile=/etc/maestro/glusterd.vol")
    assert host.run("dpkg --verify glusterfs-server").stdout == ""


def test_it_listens_on_named_addresses_only(host, address):
    listening = {one for one in host.socket.get_listening_sockets() if one.startswith("tcp://")}
    ours = listening - {"tcp://0.0.0.0:22", "tcp://:::22", "tcp://[::]:22"}
    ports = {int(one.rpartition(":")[2]) for one in ours}
    assert {one.rpartition(":")[0] for one in ours} == {f"tcp://{address}"}
    assert 24007 in ports
    assert len(ports) == 2
    assert ports - {24007} <= set(PORTS)


def test_the_application_works_on_the_mounted_volume(host, web, name, shop):
    _version, volume_name, path = SERVERS[name]
    assert web.mount_point(path).filesystem == "fuse.glusterfs"
    assert shop(f"sh -c 'mkdir -p {path}/files && echo Grüße > {path}/files/{name}'").rc == 0
    assert shop(f"cat {path}/files/{name}").stdout == "Grüße\n"
    # Each member has it, in a folder that is root's alone.
    assert host.file(f"{FOLDERS}/{volume_name}/brick/files/{name}").content_string == "Grüße\n"
    assert host.file(FOLDERS).mode == host.file(f"{FOLDERS}/{volume_name}").mode == 0o700
    assert shop(f"sh -c 'echo anew > {path}/files/{name} && mv {path}/files/{name} {path}/files/x'").rc == 0
    assert shop(f"cat {path}/files/x").stdout == "anew\n"
    assert shop(f"rm {path}/files/x").rc == 0
    assert shop(f"chown root {path}/files").rc != 0


def test_a_host_that_is_not_allowed_gets_no_answer(host, another, address):
    listening = [one for one in host.socket.get_listening_sockets() if one.startswith(f"tcp://{address}:")]
    ports = [one.rpartition(":")[2] for one in listening]
    assert len(ports) == 2
    tries = "; ".join(f"timeout 2 bash -c '</dev/tcp/{address}/{port}'; echo $?" for port in ports)
    assert another("other1").check_output(tries).split() == ["124", "124"]


def test_the_volume_knows_who_may_come(host, web, name, members):
    told = volume(host, SERVERS[name][1])
    assert told["Status"] == "Started"
    assert told["Number of Bricks"] == ("1 x 2 = 2" if name in PAIR else "1")
    assert told["storage.owner-uid"] == "1500"
    assert told["auth.allow"].split(",") == sorted([*members, address_of(web)], key=lambda one: int(one.split(".")[-1]))


def converge(host, members, web, name, **more):
    arguments = {
        "members": members,
        "replica_count": len(members),
        "volumes": [SERVERS[name][1]],
        "allowed_sources": [address_of(web)],
        "settings": {"storage.owner-uid": 1500, "storage.owner-gid": 1500},
        **more,
    }
    return host.ansible("maestro.databases.glusterfs_volumes", json.dumps(arguments), check=False, become=True)


def test_a_second_run_writes_nothing(host, web, name, members):
    if name == "brick2":
        members = members[::-1]  # The first one is the host itself.
    state = "find /var/lib/glusterd -type f -newermt '{}' -not -name '*.socket'"
    before = host.check_output("date '+%F %T.%N'")
    result = converge(host, members, web, name)
    assert result["changed"] is False, result
    assert {one["state"] for one in result["objects"]} == {"unchanged"}
    assert host.check_output(state.format(before)) == ""


def test_another_number_of_copies_is_refused(host, web, name, members):
    # Nobody is asked before it is refused.
    both = members if name in PAIR else [*members, "192.0.2.1"]
    result = converge(host, both, web, name, replica_count=1 if name in PAIR else 2)
    assert "that stays as the volume was made" in result["msg"]
    assert "changed" not in result or not result["changed"]


def test_a_volume_that_is_not_named_any_more_stays(host, web, name, members):
    if name == "brick2":
        members = members[::-1]
    result = converge(host, members, web, name, volumes=[])
    assert result["changed"] is False
    volume_name = SERVERS[name][1]
    assert result["notes"] == [f"volume {volume_name} is not named any more: it stays as it is, with its data"]
    assert volume(host, volume_name)["Status"] == "Started"


def test_a_folder_of_somebody_else_is_no_brick(host, name):
    volume_name = SERVERS[name][1]
    host.check_output(f"mkdir -p {FOLDERS}/theirs/brick && touch {FOLDERS}/theirs/brick/file")
    host.check_output(f"mkdir -p {FOLDERS}/moved && cp -a {FOLDERS}/{volume_name}/brick {FOLDERS}/moved/")
    host.check_output(f"setfattr -n trusted.glusterfs.volume-id -v 0x{'ab' * 16} {FOLDERS}/moved/brick")
    wanted = json.dumps({"volumes": [volume_name, "theirs", "moved"]})
    result = host.ansible("maestro.databases.glusterfs_bricks", wanted, check=False, become=True)
    assert [problem.partition(": ")[2].partition(";")[0] for problem in result["problems"]] == [
        "holds files that are of no volume",
        "is a brick of another volume (id abababab-abab-abab-abab-abababababab)",
    ]
    host.check_output(f"rm -r {FOLDERS}/theirs {FOLDERS}/moved")


def test_the_marker_says_whose_it_is(host, name):
    assert json.loads(host.file("/etc/maestro/databases.d/glusterfs.json").content_string) == {
        "application": "shop",
        "environment": "production",
        "group": "main",
        "flavour": "glusterfs",
        "version": SERVERS[name][0],
        "data_directory": "/var/lib/glusterd",
    }
    assert host.run("ls -A /var/lib/maestro/pending").stdout == ""
