# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""maestro.databases.kubernetes_services against a real API server."""

from __future__ import annotations

import base64
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.apply import PublishError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.client import Client
from tests.checkout import ROOT
from tests.integration.cluster import MODULE, Cluster, Namespace, directly, group, play, without_hashes
from tests.play import ansible_playbook

MAIN, SPARE, ARCHIVE = group("mysql-main"), group("mysql-spare", "192.0.2.11"), group("mysql-archive", "192.0.2.12")


def states(result: dict[str, Any]) -> dict[str, str]:
    return {f"{item['kind']} {item['name']}": item["state"] for item in result["objects"]}


# The twelve steps: create, change and remove, each in check mode, for real, in check mode again, for real again.


def test_create_change_and_remove_each_in_check_mode_for_real_and_again(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    changed = group("mysql-main", "192.0.2.20", port=3307, data={"MYSQL_MAIN_ADDRESS": "mysql-main"})
    wanted = [namespace.arguments(MAIN), namespace.arguments(changed), namespace.arguments(prune_all=True)]
    tasks = [{MODULE: given, "check_mode": check} for given in wanted for check in (True, False, True, False)]
    run = play(tasks, "--diff")
    results = [one.result for one in run.results]
    assert len(results) == 12
    assert [result["changed"] for result in results] == [True, True, False, False] * 3
    for index in (0, 4, 8):
        check, real, *repeated = results[index : index + 4]
        assert states(check) == states(real), "check mode predicts what the run does"
        assert all(set(states(result).values()) <= {"unchanged"} for result in repeated)
        if index < 8:
            versions = [{item["resource_version"] for item in result["objects"]} - {""} for result in (real, *repeated)]
            assert versions[0] == versions[1] == versions[2], "what changed nothing wrote nothing"
    assert states(results[1]) == {
        f"Namespace {namespace.name}": "created",
        "Secret mysql-main": "created",
        "EndpointSlice mysql-main-ipv4": "created",
        "Service mysql-main": "created",
    }
    assert set(states(results[5]).values()) == {"changed"}
    assert states(results[9]) == {
        "Service mysql-main": "pruned",
        "EndpointSlice mysql-main-ipv4": "pruned",
        "Secret mysql-main": "pruned",
    }
    # Hashes differ from run to run; everything else of a predicted diff is the diff.
    for index in (0, 4, 8):
        check, real = (without_hashes(results[at]["diff"]) for at in (index, index + 1))
        assert check == real
    assert namespace.versions() == {}


def test_c009_service_and_slice_agree_and_the_server_warns_of_nothing(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    result = namespace.publish(group("postgresql", engine="postgresql", port=5432, data={}, group="main", primary=True))
    assert not result.get("warnings")
    service = namespace.get("Service", "postgresql")
    slices = namespace.all("EndpointSlice")
    assert list(slices) == ["postgresql-ipv4"]
    piece = slices["postgresql-ipv4"]
    assert "selector" not in service["spec"]
    port = {"name": "postgresql", "port": 5432, "protocol": "TCP"}
    assert piece["ports"] == [port]
    assert [{key: entry[key] for key in port} for entry in service["spec"]["ports"]] == [port]
    assert piece["metadata"]["labels"]["kubernetes.io/service-name"] == "postgresql"
    assert piece["addressType"] == "IPv4"
    assert piece["endpoints"] == [{"addresses": ["192.0.2.10"], "conditions": {"ready": True}}]
    assert cluster.request("GET", f"/api/v1/namespaces/{namespace.name}/endpoints")["items"] == []


def test_c010_a_pod_reads_the_port_as_a_number(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    redis = group("redis", engine="redis", port=6379, group="default", data={}, secret_data={})
    namespace.publish(redis, group("mysql"), group("postgresql", engine="postgresql", port=5432, data={}))
    service_links = {
        f"{name.upper()}_PORT": f"tcp://{service['spec']['clusterIP']}:{service['spec']['ports'][0]['port']}"
        for name, service in namespace.all("Service").items()
    }
    assert len(service_links) == 3
    pod = service_links | {
        key: value for name in namespace.all("Service") for key, value in namespace.environment(name).items()
    }
    assert [int(pod[key]) for key in ("REDIS_PORT", "MYSQL_PORT", "POSTGRESQL_PORT")] == [6379, 3306, 5432]


# Keeping to what is ours


def test_only_what_differs_is_written(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, MAIN, SPARE)
    before = namespace.versions()
    result = directly(namespace, MAIN, group("mysql-spare", "192.0.2.99"))
    assert [name for name, state in result.items() if state == "changed"] == ["EndpointSlice mysql-spare-ipv4"]
    after = namespace.versions()
    assert [name for name in after if after[name] != before[name]] == ["EndpointSlice mysql-spare-ipv4"]


def test_keys_labels_and_ports_that_are_no_longer_wanted_go(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, group("mysql", data={"MYSQL_OLD": "x", "MYSQL_KEPT": "y"}, secret_data={}))
    wanted = group("mysql", data={"MYSQL_KEPT": "y"}, secret_data={}, port=3310)
    assert set(directly(namespace, wanted).values()) == {"changed"}
    assert set(directly(namespace, wanted).values()) == {"unchanged"}
    assert namespace.environment("mysql") == {"MYSQL_KEPT": "y", "MYSQL_PORT": "3310"}
    assert [port["port"] for port in namespace.get("Service", "mysql")["spec"]["ports"]] == [3310]


def test_prune_takes_ours_and_leaves_everything_else(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    namespace.make("Secret", "foreign", data={"a": "Yg=="})
    namespace.make("Service", "web", spec={"selector": {"app": "web"}, "ports": [{"port": 80}]})
    copied = {"app.kubernetes.io/managed-by": "maestro-databases", "maestro.databases/application": "shop"}
    namespace.make("Secret", "of-staging", labels={**copied, "maestro.databases/environment": "staging"})
    namespace.publish(group("mysql-blog"), application="blog")
    foreign = namespace.versions()
    directly(namespace, MAIN, SPARE)
    result = directly(namespace, MAIN)
    assert {name for name, state in result.items() if state == "pruned"} == {
        "Service mysql-spare",
        "EndpointSlice mysql-spare-ipv4",
        "Secret mysql-spare",
    }
    assert set(namespace.all("Service")) == {"web", "mysql-blog", "mysql-main"}
    assert directly(namespace) == {}, "an empty list removes nothing"
    directly(namespace, prune_all=True)
    assert namespace.versions() == foreign


def test_without_prune_the_old_group_stays(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, MAIN)
    assert "pruned" not in directly(namespace, SPARE, prune=False).values()
    assert set(namespace.all("Service")) == {"mysql-main", "mysql-spare"}


def test_an_object_that_was_made_anew_since_the_look_is_not_removed(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    namespace = cluster.namespace()
    directly(namespace, MAIN, SPARE)
    delete, made = Client.delete, {}

    def overtaken(self: Client, item: Any, *, dry_run: bool) -> None:
        if not dry_run and not made:
            kind, name = item["kind"], item["metadata"]["name"]
            namespace.delete(kind, name)
            made.update(namespace.make(kind, name, labels=item["metadata"]["labels"], spec={"ports": [{"port": 1}]}))
        delete(self, item, dry_run=dry_run)

    monkeypatch.setattr(Client, "delete", overtaken)
    with pytest.raises(PublishError, match=r"Service mysql-spare: .*(?i:uid in (the )?precondition)"):
        directly(namespace, MAIN)
    assert namespace.get("Service", "mysql-spare")["metadata"]["uid"] == made["metadata"]["uid"]


def test_trying_to_prune_removes_nothing(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, MAIN)
    before = namespace.versions()
    assert set(directly(namespace, prune_all=True, check=True).values()) == {"pruned"}
    assert namespace.versions() == before


@pytest.mark.parametrize("prune", [True, False])
def test_a_service_follows_its_hosts_from_one_address_family_to_two_and_back(cluster: Cluster, prune: bool) -> None:
    namespace = cluster.namespace(make=True)
    for addresses in (["192.0.2.10"], ["192.0.2.10", "2001:db8::10"], ["192.0.2.10"]):
        wanted = group("mysql", addresses=addresses)
        predicted = directly(namespace, wanted, prune=prune, check=True)
        assert directly(namespace, wanted, prune=prune) == predicted
        assert set(directly(namespace, wanted, prune=prune).values()) == {"unchanged"}
        pieces = namespace.all("EndpointSlice").values()
        assert [piece["endpoints"][0]["addresses"][0] for piece in pieces] == addresses
        spec = namespace.get("Service", "mysql")["spec"]
        assert spec["ipFamilies"] == [piece["addressType"] for piece in pieces]
        assert len(spec["clusterIPs"]) == len(addresses)
        assert spec["ipFamilyPolicy"] == ("SingleStack" if len(addresses) == 1 else "PreferDualStack")


def test_what_others_made_is_refused_all_at_once_and_nothing_is_written(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    namespace.make("Service", "mysql-main", manager="kubectl-create", spec={"ports": [{"port": 3306}]})
    namespace.make("Secret", "mysql-spare", manager="helm", data={"a": "Yg=="})
    before = namespace.versions()
    for run in ((), ("--check",)):
        result = namespace.publish(MAIN, SPARE, ARCHIVE, run=run, must_pass=False)
        where, mend = (
            f"in namespace {namespace.name}",
            "rename the database group, or remove it, or take it over with adopt",
        )
        assert result["problems"] == [
            f"Secret mysql-spare {where}: exists and is not ours (made by helm); {mend}",
            f"Service mysql-main {where}: exists and is not ours (made by kubectl-create); {mend}",
        ]
        assert namespace.versions() == before


def test_adopt_takes_over_what_others_made(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    namespace.make("Service", "mysql-main", spec={"ports": [{"port": 3306}]})
    namespace.make("Secret", "mysql-main", data={"MYSQL_MAIN_PASSWORD": "b2xk", "THEIRS": "eA=="})
    address = namespace.get("Service", "mysql-main")["spec"]["clusterIP"]
    predicted = directly(namespace, MAIN, adopt=True, check=True)
    result = directly(namespace, MAIN, adopt=True)
    assert result == predicted
    assert result["Service mysql-main"] == "changed"
    assert namespace.get("Service", "mysql-main")["spec"]["clusterIP"] == address
    assert namespace.environment("mysql-main")["MYSQL_MAIN_PASSWORD"] == "canary-first-Zq9"
    assert namespace.environment("mysql-main")["THEIRS"] == "x"
    assert set(directly(namespace, MAIN).values()) == {"unchanged"}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"selector": {"app": "db"}, "ports": [{"port": 3306}]}, "leads to pods of the cluster (app=db)"),
        ({"type": "ExternalName", "externalName": "db.example.com"}, "is of type ExternalName"),
    ],
)
def test_a_service_with_another_purpose_is_never_taken_over(cluster: Cluster, spec: dict[str, Any], words: str) -> None:
    namespace = cluster.namespace(make=True)
    namespace.make("Service", "mysql-main", spec=spec)
    before = namespace.versions()
    result = namespace.publish(MAIN, adopt=True, must_pass=False)
    assert words in result["msg"]
    assert "cannot be taken over" in result["msg"]
    assert namespace.versions() == before


def test_another_application_of_ours_is_named(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    namespace.publish(MAIN)
    result = namespace.publish(MAIN, application="blog", must_pass=False)
    assert "Service mysql-main" in result["msg"]
    assert "belongs to the application shop in production; use a namespace for each application" in result["msg"]


def test_a_field_that_another_manager_has_changed_stops_the_run_and_names_it(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, MAIN)
    away = [{"addresses": ["198.51.100.1"], "conditions": {"ready": True}}]
    namespace.patch("EndpointSlice", "mysql-main-ipv4", {"endpoints": away}, manager="kubectl-edit")
    before = namespace.versions()
    for check in (False, True):
        with pytest.raises(ProblemsError) as raised:
            directly(namespace, MAIN, SPARE, check=check)
        (problem,) = map(str, raised.value.problems)
        assert "EndpointSlice mysql-main-ipv4: fields belong to another manager" in problem
        assert '"kubectl-edit"' in problem
        assert ".endpoints" in problem
        assert namespace.versions() == before
    assert directly(namespace, MAIN, adopt=True)["EndpointSlice mysql-main-ipv4"] == "changed"
    assert namespace.get("EndpointSlice", "mysql-main-ipv4")["endpoints"][0]["addresses"] == ["192.0.2.10"]


def test_an_old_endpoints_object_is_found_by_what_the_cluster_makes_of_it(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    path = f"/api/v1/namespaces/{namespace.name}/endpoints"
    subsets = [{"addresses": [{"ip": "192.0.2.66"}], "ports": [{"port": 3306}]}]
    directly(namespace, MAIN)
    cluster.request("POST", path, {"metadata": {"name": "mysql-main"}, "subsets": subsets})
    mirrored = until(lambda: set(namespace.all("EndpointSlice")) - {"mysql-main-ipv4"})
    before = namespace.versions()
    with pytest.raises(ProblemsError) as raised:
        directly(namespace, MAIN)
    told = f"Service mysql-main: EndpointSlice {mirrored.pop()} of endpointslicemirroring-controller.k8s.io"
    assert told in str(raised.value)
    assert f"kubectl -n {namespace.name} delete endpoints mysql-main" in str(raised.value)
    assert namespace.versions() == before
    cluster.request("DELETE", f"{path}/mysql-main")
    until(lambda: set(namespace.all("EndpointSlice")) == {"mysql-main-ipv4"})
    assert set(directly(namespace, MAIN).values()) == {"unchanged"}


def until(found: Callable[[], Any], seconds: float = 20) -> Any:
    """What a controller of the cluster brings about, as soon as it has."""
    end = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < end, "the cluster's controllers did not do their part"
        time.sleep(0.2)
    return result


# What goes wrong


def test_everything_wrong_with_the_request_is_told_before_the_server_is_asked(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    result = namespace.publish(group("mysql-main", "127.0.0.1"), group("Bad", port=0, data={}), must_pass=False)
    assert len(result["problems"]) == 3
    assert "database group mysql/main: 127.0.0.1 is a loopback address, no container can reach it" in result["msg"]
    assert cluster.request("GET", f"/api/v1/namespaces/{namespace.name}") is None


def test_a_missing_namespace_is_not_made_where_that_is_not_allowed(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    result = namespace.publish(MAIN, create_namespace=False, must_pass=False)
    assert (
        f"namespace {namespace.name}: does not exist; make it (kubectl create namespace {namespace.name})"
        in result["msg"]
    )


def test_an_unreachable_server_is_named_with_host_and_port(cluster: Cluster, tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    content = yaml.safe_load(cluster.kubeconfig.read_text())
    content["clusters"][0]["cluster"]["server"] = f"https://127.0.0.1:{port}"
    path = tmp_path / "kubeconfig"
    path.write_text(yaml.safe_dump(content))
    result = cluster.namespace().publish(MAIN, kubeconfig=str(path), must_pass=False)
    assert result["msg"] == (
        f"the Kubernetes API server 127.0.0.1:{port} cannot be reached (Connection refused); "
        "check the address in the kubeconfig and the way there"
    )


def test_credentials_that_are_not_accepted(cluster: Cluster, tmp_path: Path) -> None:
    kubeconfig = cluster.kubeconfig_for("canary-token", tmp_path / "kubeconfig")
    result = cluster.namespace().publish(MAIN, kubeconfig=str(kubeconfig), must_pass=False)
    assert "does not accept the credentials of the kubeconfig" in result["msg"]
    assert "canary" not in result["output"]


def test_a_certificate_that_the_kubeconfig_does_not_know(cluster: Cluster, tmp_path: Path) -> None:
    content = yaml.safe_load(cluster.kubeconfig.read_text())
    for key in ("certificate-authority", "certificate-authority-data"):
        content["clusters"][0]["cluster"].pop(key, None)
    path = tmp_path / "kubeconfig"
    path.write_text(yaml.safe_dump(content))
    result = cluster.namespace().publish(MAIN, kubeconfig=str(path), must_pass=False)
    assert "check the certificate authority in the kubeconfig" in result["msg"]


def test_a_kubeconfig_or_context_that_does_not_exist(cluster: Cluster) -> None:
    result = cluster.namespace().publish(MAIN, kubeconfig="/nowhere/kubeconfig", must_pass=False)
    assert "the kubeconfig /nowhere/kubeconfig does not exist" in result["msg"]
    result = cluster.namespace().publish(MAIN, context="elsewhere", must_pass=False)
    assert "elsewhere" in result["msg"]


def test_a_missing_library_is_named_with_the_way_to_get_it(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "kubernetes.py").write_text("raise ImportError('not installed')\n")
    path = f"{ROOT}/.build/collections:{tmp_path}"
    run = play([{MODULE: cluster.namespace().arguments(MAIN), "environment": {"PYTHONPATH": path}}], must_pass=False)
    result = run.of(MODULE)
    assert "Failed to import the required Python library (kubernetes)" in result["msg"]
    assert "-m pip install 'kubernetes>=31'" in result["msg"]


def test_a_run_that_breaks_off_says_what_is_written_and_the_next_one_finishes(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    # A dry run uses nothing of a quota, so each Service alone passes it; the second real one does not.
    namespace.make("ResourceQuota", "one-service", spec={"hard": {"services": "1"}})
    status = {"status": {"hard": {"services": "1"}, "used": {"services": "0"}}}
    namespace.patch("ResourceQuota", "one-service", status, part="/status")
    result = namespace.publish(MAIN, SPARE, must_pass=False)
    assert "Service mysql-spare" in result["msg"]
    assert "exceeded quota" in result["msg"]
    assert "Service mysql-main created" in result["msg"]
    assert set(namespace.all("Service")) == {"mysql-main"}
    namespace.delete("ResourceQuota", "one-service")
    result = namespace.publish(MAIN, SPARE)
    assert [name for name, state in states(result).items() if state != "unchanged"] == ["Service mysql-spare"]


def test_a_namespace_that_is_being_removed(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    namespace.make("Secret", "foreign", data={})
    namespace.patch("Secret", "foreign", {"metadata": {"finalizers": ["example.com/wait"]}})
    cluster.request("DELETE", f"/api/v1/namespaces/{namespace.name}")
    try:
        with pytest.raises(ProblemsError) as raised:
            directly(namespace, MAIN)
        assert "because it is being terminated; mend what the server names" in str(raised.value)
    finally:
        namespace.patch("Secret", "foreign", {"metadata": {"finalizers": []}})


# Secrets


def test_no_secret_is_in_anything_that_a_run_prints(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    values = ["canary-first-Zq9", "canary-second-Zq9", "canary-third-Zq9"]
    tasks = []
    for value in values:
        secret = {"MYSQL_MAIN_PASSWORD": value, "MYSQL_MAIN_URL": f"mysql://u:{value}@mysql-main/d"}
        given = namespace.arguments(group("mysql-main", secret_data=secret))
        tasks += [{MODULE: given, "check_mode": check} for check in (True, False)]
    tasks.append({MODULE: namespace.arguments(prune_all=True)})
    run = play(tasks, "-vvvv", "--diff")
    assert [one.result["changed"] for one in run.results] == [True] * 7
    namespace.make("Secret", "mysql-spare", data={"a": "Yg=="})
    output = [run.output, namespace.publish(SPARE, run=("-vvvv", "--diff"), must_pass=False)["output"]]
    text = "\n".join(output)
    assert "MYSQL_MAIN_PASSWORD" in text
    for value in values:
        plain = value.encode()
        # base64 reads differently at each of three offsets; compare the part that stays.
        pieces = [base64.b64encode(b"x" * shift + plain).decode()[4:-4] for shift in range(3)]
        assert not [piece for piece in (value, *pieces) if piece in text]


def test_the_manifest_holds_no_secret_and_applies_as_it_is(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace()
    path = tmp_path / "shop.yml"
    result = namespace.publish(MAIN, SPARE, manifest=str(path), run=("--diff", "-vvvv"))
    assert set(states(result).values()) == {"created"}
    assert "canary" not in path.read_text() + result["output"]
    assert not namespace.publish(MAIN, SPARE, manifest=str(path))["changed"]
    assert cluster.request("GET", f"/api/v1/namespaces/{namespace.name}") is None, "no cluster was touched"
    assert [item["kind"] for item in yaml.safe_load_all(path.read_text())] == ["EndpointSlice"] * 2 + ["Service"] * 2


# Permissions


class Publisher:
    """A service account that is bound to the Role of the documentation, without some of its permissions."""

    def __init__(self, namespace: Namespace, folder: Path, without: tuple[str, str] | None = None) -> None:
        role, _binding = yaml.safe_load((ROOT / "docs/kubernetes-role.yml").read_text())["items"]
        if without:
            role["rules"] = [
                {**rule, "resources": [resource], "verbs": verbs}
                for rule in role["rules"]
                for resource in rule["resources"]
                if (verbs := [verb for verb in rule["verbs"] if (resource, verb) != without])
            ]
        self.kubeconfig = namespace.account(role["rules"], folder / f"{namespace.name}.conf")
        self.namespace = namespace

    def go_through_everything(self) -> None:
        """Creates, changes and prunes, and meets objects that others made."""
        namespace = self.namespace
        directly(namespace, MAIN, SPARE, kubeconfig=self.kubeconfig)
        directly(namespace, group("mysql-main", "192.0.2.20", data={}, primary=True), kubeconfig=self.kubeconfig)
        directly(namespace, kubeconfig=self.kubeconfig, prune_all=True)
        assert namespace.versions() == {}
        for kind, name, content in (
            ("Secret", "mysql-main", {"data": {"a": "Yg=="}}),
            ("EndpointSlice", "mysql-main-ipv4", {"addressType": "IPv4", "endpoints": [], "ports": []}),
            ("Service", "mysql-main", {"spec": {"ports": [{"port": 3306}]}}),
        ):
            namespace.make(kind, name, **content)
        with pytest.raises(ProblemsError) as raised:
            directly(namespace, MAIN, kubeconfig=self.kubeconfig)
        told = [str(problem) for problem in raised.value.problems if "exists and is not ours" in problem.what]
        if len(told) != 3:
            raise raised.value


def test_the_documented_role_is_sufficient(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace(make=True)
    publisher = Publisher(namespace, tmp_path)
    result = namespace.publish(MAIN, kubeconfig=str(publisher.kubeconfig))
    assert result["changed"]
    assert not namespace.publish(MAIN, kubeconfig=str(publisher.kubeconfig))["changed"]
    namespace.publish(kubeconfig=str(publisher.kubeconfig), prune_all=True)
    publisher.go_through_everything()


VERBS = ["get", "list", "create", "patch", "delete"]
EVERYTHING = [(one, verb) for one in ("services", "secrets", "endpointslices") for verb in VERBS]


@pytest.mark.parametrize(("resource", "verb"), [*EVERYTHING, ("endpoints", "get")])
def test_the_documented_role_holds_nothing_that_is_not_needed(
    cluster: Cluster, tmp_path: Path, resource: str, verb: str
) -> None:
    publisher = Publisher(cluster.namespace(make=True), tmp_path, (resource, verb))
    with pytest.raises(ProblemsError) as raised:
        publisher.go_through_everything()
    assert f'cannot {verb} resource "{resource}"' in str(raised.value)


def test_the_documented_objects_give_the_publisher_these_rights_and_no_other(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    given = [("", "endpoints", "get")]
    for name in ("kubernetes-role.yml", "kubernetes-egress-role.yml"):
        for item in yaml.safe_load((ROOT / "docs" / name).read_text())["items"]:
            item.pop("apiVersion")
            namespace.make(item.pop("kind"), item.pop("metadata")["name"], **item)
    for api_group, resource in (
        ("", "services"),
        ("", "secrets"),
        ("discovery.k8s.io", "endpointslices"),
        ("networking.k8s.io", "networkpolicies"),
    ):
        given += [(api_group, resource, verb) for verb in VERBS]
    others = [("", "pods"), ("", "configmaps"), ("apps", "deployments"), ("rbac.authorization.k8s.io", "roles")]
    asked = [(*place, verb) for place in {one[:2] for one in given} | {*others} for verb in (*VERBS, "update", "watch")]

    def rights() -> set[tuple[str, str, str]]:
        return {one for one in asked if namespace.allows("maestro", *one)}

    # The API server hears of a role a moment after it was made.
    ends = time.monotonic() + 10
    while rights() != {*given} and time.monotonic() < ends:
        time.sleep(0.2)
    assert rights() == {*given}


# Plan, credentials and role together


PLAN = "maestro.databases.plan"
INVENTORY: dict[str, Any] = {
    "all": {
        "hosts": {"localhost": {"ansible_connection": "local"}},
        "children": {
            "web": {"hosts": {"web1": {"ansible_host": "192.0.2.2"}}},
            "db": {"hosts": {f"db{index}": {"ansible_host": f"192.0.2.{10 + index}"} for index in range(1, 6)}},
        },
    }
}
INVENTORY["all"]["children"]["db"]["hosts"]["db4"]["maestro_address6"] = "2001:db8::14"


class Deployment:
    """Plan, credentials and the role of one application, without its hosts."""

    def __init__(self, namespace: Namespace, folder: Path) -> None:
        self.namespace = namespace
        self.folder = folder
        (folder / "hosts.yml").write_text(yaml.safe_dump(INVENTORY))
        (folder / "vault").write_text("a vault password")

    def publish(self, *databases: dict[str, Any], run: tuple[str, ...] = (), **variables: Any) -> Any:
        plan = {
            "application": "shop",
            "environment": "production",
            "namespace": self.namespace.name,
            "cluster": True,
            "web": "web",
            "databases": list(databases),
        }
        given = {
            "kubernetes_plan": "{{ planned.plan }}",
            "kubernetes_kubeconfig": str(self.namespace.cluster.kubeconfig),
            **variables,
        }
        tasks = [
            {"name": "Plan", PLAN: plan, "register": "planned"},
            {
                "name": "Make credentials",
                "maestro.databases.credentials": {
                    "plan": "{{ planned.plan }}",
                    "variables": variables.get("kubernetes_variables", {}),
                },
            },
            {
                "name": "Publish",
                "ansible.builtin.include_role": {"name": "maestro.databases.kubernetes"},
                "vars": given,
            },
        ]
        page = (ROOT / "docs/kubernetes.md").read_text()
        documented = re.search(r'databases: "({{ kubernetes_published.+)"', page)
        assert documented
        tasks.append({"name": "Roll out", "ansible.builtin.debug": {"msg": documented[1]}})
        plays = [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]
        vault = f"--vault-password-file={self.folder / 'vault'}"
        done = ansible_playbook(plays, self.folder / "hosts.yml", None, vault, *run)
        told = next(one.result["msg"] for one in done.results if one.task == "Roll out")
        return {**done.of(MODULE), "output": done.output, "databases": told}


def mysql(name: str, host: str, **more: Any) -> dict[str, Any]:
    return {"engine": "mysql", "group": name, "hosts": host, **more}


def test_the_services_of_the_naming_table(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace()
    deployment = Deployment(namespace, tmp_path)

    def services() -> dict[str, str]:
        slices = namespace.all("EndpointSlice").values()
        leads = {piece["metadata"]["labels"]["kubernetes.io/service-name"]: piece for piece in slices}
        names = set(namespace.all("Service"))
        assert names == set(leads)
        assert set(namespace.all("Secret")) == names | {f"{name}-binding" for name in names} | {"shop-production"}
        return {name: piece["endpoints"][0]["addresses"][0] for name, piece in leads.items()}

    hosts = {"main": "db1", "spare": "db2", "archive": "db3"}
    deployment.publish(*(mysql(name, host) for name, host in hosts.items()))
    assert services() == {"mysql-main": "192.0.2.11", "mysql-spare": "192.0.2.12", "mysql-archive": "192.0.2.13"}

    before = namespace.versions()
    for primary, expected in (
        ("main", {"mysql": "192.0.2.11", "mysql-spare": "192.0.2.12", "mysql-archive": "192.0.2.13"}),
        ("spare", {"mysql-main": "192.0.2.11", "mysql": "192.0.2.12", "mysql-archive": "192.0.2.13"}),
    ):
        groups = [mysql(name, host, primary=name == primary) for name, host in hosts.items()]
        predicted = deployment.publish(*groups, run=("--check",))
        result = deployment.publish(*groups)
        assert states(result) == states(predicted)
        assert services() == expected
        label = namespace.get("Service", "mysql")["metadata"]["labels"]
        assert (label["maestro.databases/group"], label["maestro.databases/primary"]) == (primary, "true")
        assert namespace.environment("mysql")["MYSQL_URL"].endswith("@mysql/shop_production")
    archive = {name: version for name, version in namespace.versions().items() if "archive" in name}
    assert archive == {name: before[name] for name in archive}, "a group that nothing is about is not touched"


def test_every_secret_has_the_port_of_its_service_and_what_a_login_needs(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace()
    deployment = Deployment(namespace, tmp_path)
    databases = [
        mysql("main", "db1"),
        mysql("spare", "db2", port=3307),
        {"engine": "redis", "hosts": "db3"},
        {"engine": "postgresql", "hosts": "db4"},
        {"engine": "mongodb", "deployment": "external", "address": "mongo.example.com"},
    ]
    result = deployment.publish(*databases, run=("-vvvv", "--diff"))
    assert set(namespace.all("Service")) == {"mysql-main", "mysql-spare", "redis", "postgresql"}
    for name, service in namespace.all("Service").items():
        environment = namespace.environment(name)
        assert int(environment[f"{name.upper().replace('-', '_')}_PORT"]) == service["spec"]["ports"][0]["port"]
        password = environment[f"{name.upper().replace('-', '_')}_PASSWORD"]
        assert len(password) == 32
        assert password not in result["output"]
        assert base64.b64encode(password.encode()).decode() not in result["output"]
        assert password in environment[f"{name.upper().replace('-', '_')}_URL"]
        mounted = namespace.environment(f"{name}-binding")
        assert (mounted["type"], mounted["host"], mounted["password"]) == (
            service["spec"]["ports"][0]["name"],
            name,
            password,
        )
        assert mounted["uri"] == environment[f"{name.upper().replace('-', '_')}_URL"]
    assert "AnsiballZ_kubernetes_services.py TO" not in result["output"], "the arguments never stood in a file"
    assert not deployment.publish(*databases)["changed"]
    result = deployment.publish(
        *databases, kubernetes_external=True, kubernetes_aliases=True, kubernetes_bindings=False
    )
    created = {name for name, state in states(result).items() if state == "created"}
    assert created == {
        "Secret mongodb",
        *(f"Service {name}" for name in ("mongodb", "mongodb-default", "postgresql-default", "redis-default")),
        *(
            f"EndpointSlice {name}"
            for name in ("postgresql-default-ipv4", "postgresql-default-ipv6", "redis-default-ipv4")
        ),
    }
    assert namespace.get("Service", "mongodb")["spec"]["externalName"] == "mongo.example.com"
    everything = {"mysql-main", "mysql-spare", "redis", "postgresql", "mongodb", "shop-production"}
    assert set(namespace.all("Secret")) == everything


NASTY = ' a"b$c`d\\e#f%g\n\t=é 🦀 '


def test_one_secret_has_the_environment_of_the_hosts_by_the_names_of_services(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace()
    deployment = Deployment(namespace, tmp_path)
    databases = [mysql("main", "db1", primary=True), mysql("spare", "db2")]
    user = {
        "MOTTO": NASTY,
        "NAME": "it's #x",
        "SESSION": f"canary-session-Zq9{NASTY}",
        "POOL": "tcp://_env(MYSQL_ADDRESS):_env(MYSQL_PORT)",
        "SPARE_URL": "_env(MYSQL_SPARE_URL)",
        "HERE": "_env(SERVER_NAME:none)",
        "KEY": "AUTO_GENERATE_20",
        "WORKERS": 4,
    }
    predicted = deployment.publish(*databases, kubernetes_variables=user, run=("--check", "--diff", "-vvvv"))
    result = deployment.publish(*databases, kubernetes_variables=user, run=("--diff", "-vvvv"))
    assert states(result) == states(predicted)
    assert states(result)["Secret shop-production"] == "created"
    assert [len(one["checksum"]) for one in result["objects"] if one["name"] == "shop-production"] == [32]
    # What the documentation puts into the template of pods.
    assert len(result["databases"]) == 32 * len(namespace.all("Secret"))
    environment = namespace.environment("shop-production")
    assert {name: environment[name] for name in user if name != "KEY"} == {
        "MOTTO": NASTY,
        "NAME": "it's #x",
        "SESSION": f"canary-session-Zq9{NASTY}",
        "POOL": "tcp://mysql:3306",
        "SPARE_URL": namespace.environment("mysql-spare")["MYSQL_SPARE_URL"],
        "HERE": "none",
        "WORKERS": "4",
    }
    assert len(environment["KEY"]) == 20
    assert all(key.isidentifier() for key in environment)
    # Everything of the groups' own Secrets is in it as it is there.
    for name in namespace.all("Service"):
        assert namespace.environment(name).items() <= environment.items()
    for secret in ("canary-session-Zq9", environment["KEY"], environment["MYSQL_PASSWORD"]):
        assert secret not in predicted["output"] + result["output"]
    assert not deployment.publish(*databases, kubernetes_variables=user)["changed"]
    again = deployment.publish(*databases, kubernetes_environment=False)
    assert [name for name, state in states(again).items() if state != "unchanged"] == ["Secret shop-production"]
    assert set(namespace.all("Secret")) == {f"mysql{name}" for name in ("", "-binding", "-spare", "-spare-binding")}


def test_without_any_group_the_environment_alone_prunes_nothing(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, MAIN)
    namespace.publish(pod_environment='{"MOTTO": "x"}')
    assert set(namespace.all("Secret")) == {"mysql-main", "shop-production"}
    namespace.publish(prune_all=True)
    assert namespace.versions() == {}


def test_the_role_predicts_on_a_controller_that_has_nothing_yet(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace()
    result = Deployment(namespace, tmp_path).publish(mysql("main", "db1"), run=("--check", "--diff"))
    assert set(states(result).values()) == {"created"}
    assert cluster.request("GET", f"/api/v1/namespaces/{namespace.name}") is None


def test_the_role_writes_a_manifest_without_any_cluster(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace()
    path = tmp_path / "build/shop.yml"
    options = {"kubernetes_manifest": str(path), "kubernetes_kubeconfig": "/nowhere"}
    Deployment(namespace, tmp_path).publish(mysql("main", "db1"), **options)
    assert [item["metadata"]["name"] for item in yaml.safe_load_all(path.read_text())] == ["mysql-ipv4", "mysql"]
