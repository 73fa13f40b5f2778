# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host whose mirror answers with an error at first, as an overloaded one does: for its lists, and for packages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab

HOST = "lists1"
SERVER = """
import http.server, sys, urllib.error, urllib.request

status, errors, onward = int(sys.argv[1]), int(sys.argv[2]), urllib.request.ProxyHandler({"http": sys.argv[3]})
of = sys.argv[4]
asked = 0

class Mirror(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        global asked
        counts = self.path.endswith(of)
        asked += counts
        code, body = status, b""
        if not counts or asked > errors:
            try:
                with urllib.request.build_opener(onward).open(self.path) as answer:
                    code, body = 200, answer.read()
            except urllib.error.HTTPError as error:
                code = error.code
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", 8999), Mirror).serve_forever()
"""
#: What is told of a mirror that answers everything so.
ANSWERED = {
    404: " bookworm Release' does not have a Release file.",
    503: "/dists/bookworm/InRelease  503  Service Unavailable",
}


@pytest.fixture(scope="module")
def host(lab: LabFactory) -> Lab:
    made = lab(f"{HOST}:bookworm")
    made.ssh(HOST, "cat > /srv/mirror.py", given=SERVER)
    return made


def mirror(host: Lab, *, status: int, errors: int, of: str = "") -> None:
    """Gives the host a mirror that answers so many requests with that status, of files whose names end so."""
    line = f"""
    set -e
    rm -rf /etc/apt/apt.conf.d/zz-mirror
    eval "$(apt-config shell onward Acquire::http::Proxy)"
    systemctl stop mirror 2>/dev/null || true
    systemd-run --quiet --collect --unit=mirror python3 /srv/mirror.py {status} {errors} "$onward" '{of}'
    until (exec 3<>/dev/tcp/127.0.0.1/8999) 2>/dev/null; do sleep 0.1; done
    echo 'Acquire::http::Proxy "http://127.0.0.1:8999";' > /etc/apt/apt.conf.d/zz-mirror
    """
    host.ssh(HOST, "bash -s", given=line)


def look(host: Lab, *, status: int, errors: int) -> dict[str, Any]:
    """What a host without lists sees of such a mirror."""
    host.ssh(HOST, "rm -rf /var/lib/apt/lists/*")
    mirror(host, status=status, errors=errors)
    return host.module(
        HOST, "maestro.databases.database_host_info", {"engines": [{"engine": "redis"}], "refuse": False}
    )


@pytest.mark.parametrize("status", [429, 502, 503])
def test_lists_come_from_a_mirror_that_is_busy_for_a_moment(host: Lab, status: int) -> None:
    seen = look(host, status=status, errors=3)
    assert seen["problems"] == []
    assert seen["host"]["engines"]["redis"]["offered"]["redis-server"].startswith("5:7.0.")


@pytest.mark.parametrize("status", ANSWERED)
def test_a_mirror_that_does_not_come_back_is_told(host: Lab, status: int) -> None:
    seen = look(host, status=status, errors=999)
    (problem,) = seen["problems"]
    assert problem.startswith("package lists: apt-get update: ")
    assert ANSWERED[status] in problem
    assert problem.endswith("; mend the host's repositories, or its network")


def test_packages_come_from_a_mirror_that_is_busy_for_a_moment(host: Lab) -> None:
    """Its lists are there all the time; three packages are missing, so it fails twice."""
    assert look(host, status=503, errors=0)["problems"] == []
    host.ssh(HOST, "dpkg --purge sl; apt-get clean")
    mirror(host, status=503, errors=6, of=".deb")
    done = host.module(HOST, "maestro.databases.database_packages", {"packages": ["sl"]})
    assert done["installed"]["sl"].startswith("5.02-")
    assert host.ssh(HOST, "dpkg-query --show --showformat='${db:Status-Abbrev}' sl").stdout == "ii "
