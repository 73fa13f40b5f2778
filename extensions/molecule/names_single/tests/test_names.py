# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: names that processes of the host and containers resolve, and a resolver that stays whole."""

from __future__ import annotations

import json

import pytest

testinfra_hosts = ["ansible://web1", "ansible://web2"]

CONFIG = "/etc/maestro/names"
RECORDS = f"{CONFIG}/records/shop-production.hosts"
#: What any program of the host gets for a name.
RESOLVE = """
import json, socket, sys
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = sorted({item[4][0] for item in socket.getaddrinfo(name, None)})
    except OSError as error:
        found[name] = error.errno
print(json.dumps(found))
"""
#: Asks one server for an address by the protocol itself; prints code of the answer, seconds to keep it, address.
ASK = """
import json, socket, struct, sys
server, name = sys.argv[1:]
labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
question = labels + b"\\0" + struct.pack("!HH", 1, 1)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.settimeout(3)
    client.sendto(struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + question, (server, 53))
    answer = client.recv(1500)
code, count = answer[3] & 15, struct.unpack("!H", answer[6:8])[0]
place = 12 + len(question)
ttl = struct.unpack("!I", answer[place + 6 : place + 10])[0] if count else 0
address = ".".join(map(str, answer[place + 12 : place + 16])) if count else ""
print(json.dumps([code, ttl, address]))
"""
UNKNOWN = -2


def resolve(host, *names):
    """What the host's resolver says."""
    return json.loads(host.check_output(f"python3 - {' '.join(names)} <<'CODE'\n{RESOLVE}\nCODE"))


@pytest.fixture
def container(host):
    """Runs a program in a network of its own behind a bridge of the host, as a container has it."""
    host.check_output(
        "ip netns add box && ip link add bridge0 type veth peer name eth0 netns box && "
        "ip addr add 10.201.0.1/24 dev bridge0 && ip link set bridge0 up && "
        "ip -n box addr add 10.201.0.2/24 dev eth0 && ip -n box link set eth0 up && ip -n box link set lo up"
    )
    yield lambda program: host.check_output(f"ip netns exec box {program}")
    host.check_output("ip netns del box; ip link del bridge0 2>/dev/null; true")


def test_processes_of_the_host_resolve_the_names(host):
    assert resolve(
        host, "mysql.shop.internal", "main.mysql.shop.internal", "spare.mysql.shop.internal", "redis.shop.internal"
    ) == {
        "mysql.shop.internal": ["192.0.2.3"],
        "main.mysql.shop.internal": ["192.0.2.3"],
        "spare.mysql.shop.internal": ["192.0.2.4"],
        # It answers on loopback alone: the name would mean another server on each host.
        "redis.shop.internal": UNKNOWN,
    }


def test_a_container_resolves_them_by_the_bridge_that_came_later(host, container):
    answer = container(f"python3 - 10.201.0.1 mysql.shop.internal <<'CODE'\n{ASK}\nCODE")
    assert json.loads(answer) == [0, 7, "192.0.2.3"]


def test_nobody_is_asked_about_the_domain(host):
    answer = host.check_output(f"python3 - 127.0.0.55 nothing.shop.internal <<'CODE'\n{ASK}\nCODE")
    assert json.loads(answer) == [3, 0, ""]


def test_a_changed_address_is_taken_over_without_a_restart(host):
    before = host.check_output("systemctl show -p MainPID --value maestro-names")
    host.check_output(f"sed -i 's/192.0.2.4/192.0.2.5/' {RECORDS} && systemctl reload maestro-names && sleep 0.5")
    try:
        assert resolve(host, "spare.mysql.shop.internal") == {"spare.mysql.shop.internal": ["192.0.2.5"]}
        assert host.check_output("systemctl show -p MainPID --value maestro-names") == before
    finally:
        host.check_output(f"sed -i 's/192.0.2.5/192.0.2.4/' {RECORDS} && systemctl reload maestro-names")


def test_it_listens_on_named_addresses_only(host):
    listening = host.check_output("ss -Hlntu 'sport = 53' | awk '{print $1, $5}'").splitlines()
    assert sorted(set(listening)) == ["tcp 127.0.0.55:53", "udp 127.0.0.55:53"]


def test_names_still_resolve_where_the_server_is_down(host):
    servers = [
        line.split()[1] for line in host.file("/etc/resolv.conf").content_string.splitlines() if line[:4] == "name"
    ]
    assert servers[0] == "127.0.0.55"
    assert len(servers) > 1
    own = host.check_output("hostname")
    host.check_output("systemctl stop maestro-names")
    try:
        assert resolve(host, own)[own] != UNKNOWN
        assert resolve(host, "mysql.shop.internal") == {"mysql.shop.internal": UNKNOWN}
    finally:
        host.check_output("systemctl start maestro-names")


def test_it_is_up_after_a_reboot(host):
    assert host.service("maestro-names").is_enabled
    assert not host.file("/etc/default/dnsmasq").exists
