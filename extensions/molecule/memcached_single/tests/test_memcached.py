# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: a cache on named addresses, without UDP, which only the application's host reaches."""

from __future__ import annotations

import json
import shlex

testinfra_hosts = ["ansible://memcached16a", "ansible://memcached16b"]

#: Sends lines one after the other and prints what came back for each.
CLIENT = """
import json, socket, sys, time
host, port, lines = json.loads(sys.argv[1])
answers = []
try:
    with socket.create_connection((host, port), timeout=3) as server:
        server.settimeout(3)
        for line in lines:
            server.sendall(line.encode() + b"\\r\\n")
            answer = b""
            while not answer.endswith((b"STORED\\r\\n", b"END\\r\\n", b"DELETED\\r\\n", b"FOUND\\r\\n", b"OK\\r\\n")):
                if answer.startswith((b"ERROR", b"CLIENT_ERROR", b"VERSION")) or answer.rstrip().isdigit():
                    break
                more = server.recv(65536)
                if not more:
                    raise OSError("closed")
                answer += more
            answers.append(answer.decode().replace("\\r\\n", " ").strip())
except OSError:
    answers.append("away")
print(json.dumps(answers))
"""
#: Asks over UDP; says whether anything came back.
DATAGRAM = """
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.settimeout(1)
    try:
        client.sendto(bytes([0, 1, 0, 0, 0, 1, 0, 0]) + b"stats\\r\\n", (sys.argv[1], 11211))
        print(len(client.recv(2000)) > 0)
    except OSError:
        print(False)
"""


def ask(client, host, *lines):
    """What the server answers to each line, or that it is away."""
    question = json.dumps([host, 11211, lines])
    return json.loads(client.check_output(f"python3 -c {shlex.quote(CLIENT)} {shlex.quote(question)}"))


def test_the_service_runs_and_comes_back_at_boot(host):
    service = host.service("memcached")
    assert service.is_running
    assert service.is_enabled
    assert host.service("maestro-databases-firewall").is_enabled
    assert not host.file("/usr/sbin/policy-rc.d").exists


def test_it_listens_on_named_addresses_only_and_never_by_udp(host, address):
    listening = {one for one in host.socket.get_listening_sockets() if one.startswith(("tcp://", "udp://"))}
    assert listening - {"tcp://0.0.0.0:22", "tcp://:::22", "tcp://[::]:22"} == {
        "tcp://127.0.0.1:11211",
        f"tcp://{address}:11211",
    }


def test_the_application_works_over_the_network(web, address):
    lines = ["set visits 0 60 1\r\n7", "get visits", "incr visits 5", "get visits", "delete visits", "get visits"]
    assert ask(web, address, *lines) == [
        *("STORED", "VALUE visits 0 1 7 END", "12", "VALUE visits 0 2 12 END", "DELETED", "END"),
    ]


def test_a_host_that_is_not_allowed_gets_no_answer(stranger, web, address):
    assert ask(stranger, address, "version") == ["away"]
    assert [client.check_output(f"python3 -c {shlex.quote(DATAGRAM)} {address}") for client in (web, stranger)] == [
        *("False", "False"),
    ]


def test_no_client_stops_or_empties_it(host, web, address):
    before = host.process.get(comm="memcached").pid
    assert [answer.split()[0] for answer in ask(web, address, "flush_all")] == ["CLIENT_ERROR"]
    # What it answers differs between versions.
    assert ask(web, address, "shutdown")[0].startswith(("ERROR", "away"))
    assert ask(web, address, "version")[0].startswith("VERSION 1.6")
    assert host.process.get(comm="memcached").pid == before


def test_the_settings_are_in_force(host):
    words = ask(host, "127.0.0.1", "stats settings")[0].split()
    told = dict(zip(words[1::3], words[2::3], strict=False))
    names = ("maxbytes", "maxconns", "udpport", "idle_timeout", "flush_enabled", "auth_enabled_sasl")
    assert {name: told[name] for name in names} == {
        "maxbytes": str(96 * 1024 * 1024),
        "maxconns": "200",
        "udpport": "0",
        "idle_timeout": "600",
        "flush_enabled": "no",
        "auth_enabled_sasl": "no",
    }


def test_it_keeps_the_restrictions_of_the_vendors_unit(host):
    names = ["NoNewPrivileges", "PrivateDevices", "MemoryDenyWriteExecute", "RestrictNamespaces", "ProtectHome"]
    shown = host.check_output(f"systemctl show memcached --property {','.join(names)}")
    assert dict(line.split("=") for line in shown.splitlines()) == dict.fromkeys(names, "yes")
    assert host.process.get(comm="memcached").user == "memcache"


def test_the_vendors_file_is_untouched(host):
    default = "/usr/share/memcached/memcached.conf.default"
    assert host.file("/etc/memcached.conf").content_string == host.file(default).content_string


def test_the_marker_says_whose_it_is(host):
    assert json.loads(host.file("/etc/maestro/databases.d/memcached.json").content_string) == {
        "application": "shop",
        "environment": "production",
        "group": "main",
        "flavour": "memcached",
        "version": "1.6",
        "data_directory": "",
    }
    assert host.run("ls -A /var/lib/maestro/pending").stdout == ""


def test_one_that_somebody_else_set_up_is_refused(host):
    marker = "/etc/maestro/databases.d/memcached.json"
    host.check_output(f"mv {marker} /root/marker.json")
    try:
        refused = host.ansible("maestro.databases.database_host_info", '{"engines": [{"engine": "memcached"}]}')
    finally:
        host.check_output(f"mv /root/marker.json {marker}")
    assert "a memcached server that we did not make runs on this host; use another host" in refused["msg"]
