# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A deployment looks once at each place that it publishes in, and comes back only to those where something differs."""

from __future__ import annotations

import http.server
import socket
import threading
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.play import Run, ansible_playbook

MODULE = "maestro.databases.kubernetes_services"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose one database is hosted elsewhere, so that it needs no host."""
    (tmp_path / "hosts.yml").write_text("all: {hosts: {}}\n")
    (tmp_path / "vault").write_text("a vault password")
    return tmp_path


def deploy(folder: Path, *options: str, must_pass: bool = True, **more: Any) -> Run:
    given = {
        "maestro_application": "shop",
        "maestro_databases": [{"engine": "mysql", "deployment": "external", "address": "192.0.2.7"}],
        "maestro_kubernetes": [{"manifest": str(folder / name), "external": True} for name in ("one.yml", "two.yml")],
        # Nothing answers at an address of the documentation.
        "maestro_external_check": False,
        **more,
    }
    vault = f"--vault-password-file={folder / 'vault'}"
    return ansible_playbook(
        "maestro.databases.deploy", folder / "hosts.yml", given, vault, *options, must_pass=must_pass
    )


def told(run: Run) -> list[bool]:
    """Of each call of the module, whether it told a change."""
    return [one.result["changed"] for one in run.results if one.action == MODULE]


def test_each_place_is_tried_once_and_written_only_where_it_differs(folder: Path) -> None:
    one, two = folder / "one.yml", folder / "two.yml"
    predicted = deploy(folder, "--check")
    assert told(predicted) == [True, True]
    assert not one.exists()

    first = deploy(folder)
    # Both are tried, which is no change, before both are written.
    assert told(first) == [False, False, True, True]
    assert sorted(first.changed()) == sorted(predicted.changed())
    assert one.read_text() == two.read_text()

    two.write_text(two.read_text().replace("192.0.2.7", "192.0.2.8"))
    # One is as it should be.
    assert told(deploy(folder, "--check")) == [False, True]
    assert told(deploy(folder)) == [False, False, True]
    assert two.read_text() == one.read_text()


def test_without_web_hosts_the_controller_asks_whether_an_external_database_answers(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as database:
        port = database.getsockname()[1]
        given = {
            "maestro_databases": [{"engine": "mysql", "address": "127.0.0.1", "port": port}],
            "maestro_kubernetes": [{"manifest": str(folder / "one.yml")}],
            "maestro_external_check": True,
        }
        deploy(folder, "--check", **given)
    refused = deploy(folder, **given, must_pass=False)
    assert refused.code != 0
    assert f"mysql/default at 127.0.0.1:{port}: connection refused" in refused.output
    assert refused.changed() == []
    assert not (folder / "one.yml").exists()


class Guarded(http.server.BaseHTTPRequestHandler):
    """Takes one login, as Elasticsearch does."""

    def do_GET(self) -> None:
        taken = f"Basic {b64encode(b'shop:right-Canary').decode()}"
        self.send_response(200 if self.headers["Authorization"] == taken else 401)
        self.end_headers()


def test_a_login_that_an_external_database_refuses_stops_before_anything_is_changed(folder: Path) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Guarded) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        given = {
            "maestro_databases": [{"engine": "elasticsearch", "address": "127.0.0.1", "port": server.server_port}],
            "maestro_kubernetes": [{"manifest": str(folder / "one.yml")}],
            "maestro_external_check": True,
        }
        place = f"elasticsearch/default at 127.0.0.1:{server.server_port}"
        right, wrong = (
            {"elasticsearch": {"username": "shop", "password": f"{word}-Canary"}} for word in ("right", "wrong")
        )
        taken = deploy(folder, "--check", "-vvv", **given, maestro_credentials=right)
        refused = deploy(folder, "-vvv", **given, maestro_credentials=wrong, must_pass=False)
        server.shutdown()
    (answer,) = taken.of("maestro.databases.endpoint_check")["endpoints"]
    assert (answer["logged_in"], "right-Canary" in taken.output) == (True, False)
    assert refused.code != 0
    assert f"{place}: the login of user 'shop' is refused" in refused.output
    assert "wrong-Canary" not in refused.output
    assert refused.changed() == []
    assert not (folder / "one.yml").exists()
