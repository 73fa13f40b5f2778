# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role leaves: names that processes of the host and containers resolve, and a resolver that stays whole."""

from __future__ import annotations

import json
import time

import pytest

testinfra_hosts = ["ansible://web1", "ansible://web2"]

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
server, name, family = sys.argv[1:]
labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
question = labels + b"\\0" + struct.pack("!HH", {"A": 1, "AAAA": 28}[family], 1)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.settimeout(3)
    client.sendto(struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + question, (server, 53))
    answer = client.recv(1500)
code, count = answer[3] & 15, struct.unpack("!H", answer[6:8])[0]
place = 12 + len(question)
ttl, size = struct.unpack("!IH", answer[place + 6 : place + 12]) if count else (0, 0)
address = answer[place + 12 : place + 12 + size]
text = socket.inet_ntop(socket.AF_INET6 if size == 16 else socket.AF_INET, address) if count else ""
print(json.dumps([code, ttl, text]))
"""
UNKNOWN = -2
#: Known to the host's own servers.
OTHER = "web1.dns.podman"


def resolve(host, *names):
    """What the host's resolver says."""
    return json.loads(host.check_output(f"python3 - {' '.join(names)} <<'CODE'\n{RESOLVE}\nCODE"))


def ask(run, server, name, family="A"):
    """What one server says."""
    return json.loads(run(f"python3 - {server} {name} {family} <<'CODE'\n{ASK}\nCODE"))


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
        "spare.mysql.shop.internal": ["192.0.2.5", "2001:db8::4"],
        # It answers on loopback alone: the name would mean another server on each host.
        "redis.shop.internal": UNKNOWN,
    }


def test_a_container_resolves_them_by_the_bridge_that_came_later(container):
    assert ask(container, "10.201.0.1", "mysql.shop.internal") == [0, 7, "192.0.2.3"]


def test_a_name_has_addresses_of_the_families_that_its_host_has(host):
    assert ask(host.check_output, "127.0.0.55", "spare.mysql.shop.internal", "AAAA") == [0, 7, "2001:db8::4"]
    # There is such a name: a resolver that asks for both families goes on to the other.
    assert ask(host.check_output, "127.0.0.55", "mysql.shop.internal", "AAAA") == [0, 0, ""]


@pytest.mark.parametrize("family", ["A", "AAAA"])
def test_nobody_is_asked_about_the_domain(host, family):
    assert ask(host.check_output, "127.0.0.55", "nothing.shop.internal", family) == [3, 0, ""]


def test_it_listens_once_on_each_named_address_whatever_networks_come(host, container):
    assert ask(container, "10.201.0.1", OTHER)[0] == 0
    listening = host.check_output("ss -Hlntup 'sport = 53' | awk '/dnsmasq/ {print $1, $5}'").splitlines()
    assert sorted(listening) == [
        f"{kind} {address}:53" for kind in ("tcp", "udp") for address in ("10.201.0.1", "127.0.0.55")
    ]


def test_names_still_resolve_where_the_server_is_down(host):
    host.check_output("systemctl stop maestro-names")
    try:
        found = resolve(host, OTHER, "mysql.shop.internal")
        assert found[OTHER] != UNKNOWN
        assert found["mysql.shop.internal"] == UNKNOWN
    finally:
        host.check_output("systemctl start maestro-names")


def test_it_comes_before_the_servers_of_the_host(web):
    lines = web.file("/etc/resolv.conf").content_string.splitlines()
    servers = [line.split()[1] for line in lines if line.startswith("nameserver")]
    assert servers[0] == "127.0.0.55"
    assert len(servers) > 1


def test_it_comes_back_where_the_file_is_written_anew(web):
    before = web.file("/etc/resolv.conf").content_string
    web.check_output("cp /etc/resolv.conf /run/anew && sed -i '1,3d' /run/anew && cat /run/anew > /etc/resolv.conf")
    ends = time.monotonic() + 10
    while web.file("/etc/resolv.conf").content_string != before and time.monotonic() < ends:
        time.sleep(0.2)
    assert web.file("/etc/resolv.conf").content_string == before


def test_systemd_resolved_asks_it_about_the_domain_alone(another):
    host = another("web2")
    assert host.file("/etc/resolv.conf").linked_to == "/run/systemd/resolve/stub-resolv.conf"
    told = host.check_output("resolvectl domain maestro-names; resolvectl dns maestro-names")
    assert [line.split(": ")[1] for line in told.splitlines()] == ["~shop.internal", "127.0.0.55"]


def test_the_package_of_the_server_starts_nothing(host):
    assert host.service("maestro-names").is_enabled
    assert not host.file("/etc/default/dnsmasq").exists
