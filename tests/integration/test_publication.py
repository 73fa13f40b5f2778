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
import yaml

from tests.integration.cluster import Cluster, Namespace, running_cluster
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


def kubeconfig(folder: Path, **servers: Cluster) -> str:
    """One with a context for each cluster, as its administrator."""
    content: dict[str, Any] = {"apiVersion": "v1", "kind": "Config", "clusters": [], "users": [], "contexts": []}
    for name, cluster in servers.items():
        own = yaml.safe_load(cluster.kubeconfig.read_text())
        content["clusters"].append({"name": name, "cluster": own["clusters"][0]["cluster"]})
        content["users"].append({"name": name, "user": own["users"][0]["user"]})
        content["contexts"].append({"name": name, "context": {"cluster": name, "user": name}})
    path = folder / "kubeconfig"
    path.write_text(yaml.safe_dump(content))
    return str(path)


def test_each_place_is_tried_once_and_written_only_where_it_differs(cluster: Cluster, folder: Path) -> None:
    """Two namespaces, another cluster and a manifest: each for itself, and none where one refuses."""
    manifest = folder / "shop.yml"
    with running_cluster("west", controllers=False) as west:
        file = kubeconfig(folder, east=cluster, west=west)
        first, second = cluster.namespace(), cluster.namespace()
        third = Namespace(west, first.name)
        places = (first, second, third)

        def publish(*given: dict[str, Any], check: bool = False, address: str = "192.0.2.7", **more: Any) -> Run:
            contexts = ("east", "east", "west")
            targets: list[dict[str, Any]] = [
                {"kubeconfig": file, "context": context, "namespace": place.name, "external": True, **own}
                for context, place, own in zip(contexts, places, given, strict=True)
            ]
            targets.append({"manifest": str(manifest), "external": True})
            group = {"engine": "mysql", "deployment": "external", "address": address}
            options = ["--check"] if check else []
            return deploy(folder, *options, maestro_databases=[group], maestro_kubernetes=targets, **more)

        aliases = {"aliases": True}
        predicted = publish(aliases, aliases, aliases, check=True)
        assert told(predicted) == [True] * 4
        assert not manifest.exists()
        assert [cluster.request("GET", f"/api/v1/namespaces/{place.name}") for place in (first, second)] == [None] * 2

        # All are tried, which is no change, before one is written.
        real = publish(aliases, aliases, aliases)
        assert told(real) == [False] * 4 + [True] * 4
        assert sorted(real.changed()) == sorted(predicted.changed())
        assert [sorted(place.all("Service")) for place in places] == [["mysql", "mysql-default"]] * 3
        written = manifest.read_text()

        # Somebody disturbs two: the others are not written to.
        second.delete("Service", "mysql")
        manifest.write_text(written.replace("192.0.2.7", "192.0.2.8"))
        before = [place.versions() for place in places]
        assert told(publish(aliases, aliases, aliases)) == [False] * 4 + [True] * 2
        after = [place.versions() for place in places]
        assert [after[0], after[2]] == [before[0], before[2]]
        assert set(after[1]) - set(before[1]) == {"Service mysql"}
        assert manifest.read_text() == written

        # One prunes, one is told not to, two are as they were.
        assert told(publish({}, {"prune": False}, aliases)) == [False] * 4 + [True] * 2
        assert [sorted(place.all("Service")) for place in (first, second)] == [["mysql"], ["mysql", "mysql-default"]]
        assert third.versions() == after[2]

    # A cluster that is away keeps the others from a change that it could not follow.
    before = [first.versions(), second.versions()]
    refused = publish({}, {}, aliases, address="192.0.2.8", must_pass=False)
    assert "the Kubernetes API server" in refused.output
    assert refused.code != 0
    assert refused.changed() == []
    assert [first.versions(), second.versions()] == before
    assert manifest.read_text() == written


def test_a_database_that_has_no_service_any_more_leaves_none_behind(cluster: Cluster, folder: Path) -> None:
    namespace = cluster.namespace()
    target = {"kubeconfig": str(cluster.kubeconfig), "namespace": namespace.name}

    def publish(**more: Any) -> list[str]:
        mysql = {"engine": "mysql", "address": "192.0.2.7"}
        deploy(folder, maestro_databases=[mysql], maestro_kubernetes={**target, **more})
        return list(namespace.all("Service"))

    assert publish(external=True) == ["mysql"]
    assert publish() == []


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


def test_a_place_that_is_taken_out_is_told_until_a_deployment_went_without_it(folder: Path) -> None:
    one, two = ({"manifest": str(folder / name)} for name in ("one.yml", "two.yml"))
    mysql = {"engine": "mysql", "address": "192.0.2.7"}

    def warnings(*options: str, **places: Any) -> list[str]:
        done = deploy(folder, *options, maestro_databases=[mysql], **places)
        told = done.of("maestro.databases.plan").get("warnings", [])
        return [one for one in told if "was published to" in one]

    assert warnings(maestro_kubernetes=[one, two]) == []
    for options in (("--check",), ()):
        (warning,) = warnings(*options, maestro_kubernetes=one)
        assert warning.startswith(f"file {two['manifest']}: was published to and is not in maestro_kubernetes any more")
    assert warnings(maestro_kubernetes=one) == []
    (last,) = warnings()
    assert last.startswith(f"file {one['manifest']}: was published to")
