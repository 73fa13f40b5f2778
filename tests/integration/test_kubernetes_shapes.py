# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be published besides a Service, its slice and its Secret, and how one changes into another."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.access import connect
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.errors import ApiError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.kinds import SERVICE
from tests.checkout import ROOT
from tests.integration.cluster import PATHS, Cluster, Namespace, directly, group, outcome_of, without_hashes

MAIN, SPARE = group("mysql-main"), group("mysql-spare", "192.0.2.11")
PODS = {"app": "shop"}
BINDING = {"binding": {"provider": "mariadb"}, "secret_binding": {"password": "canary-first-Zq9"}}
ELSEWHERE = group("mysql-main", addresses=[], external_name="db.example.com")

#: What a namespace may have to hold; every one is to become every other one.
STATES: dict[str, dict[str, Any]] = {
    "nothing": {"services": [], "prune_all": True},
    "one": {"services": [MAIN]},
    "moved": {"services": [group("mysql-main", "192.0.2.99", port=3310, data={"MYSQL_MAIN_NEW": "x"})]},
    "both families": {"services": [group("mysql-main", addresses=["192.0.2.10", "2001:db8::10"])]},
    "two": {"services": [MAIN, SPARE]},
    "two, the second primary": {"services": [MAIN, group("mysql", "192.0.2.11", group="spare", primary=True)]},
    "an alias and a Secret to mount": {"services": [group("mysql-main", aliases=["mysql-more"], **BINDING)]},
    "a name": {"services": [ELSEWHERE]},
    "the whole environment": {"services": [MAIN], "environment": {"MOTTO": "x"}},
    "with policies": {"services": [MAIN, SPARE], "pods": PODS},
}


def test_a_dry_run_is_the_change_from_everything_to_everything(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    cases = 0
    for before, after in itertools.combinations(STATES, 2):
        go_to(namespace, before)
        for wanted in (after, before):
            predicted, real = go_to(namespace, wanted, check=True), go_to(namespace, wanted)
            assert [(one.kind, one.name, one.state, one.checksum) for one in predicted.results] == [
                (one.kind, one.name, one.state, one.checksum) for one in real.results
            ], (before, after, wanted)
            assert without_hashes(predicted.diffs) == without_hashes(real.diffs), (before, after, wanted)
            versions = namespace.versions()
            again = go_to(namespace, wanted)
            assert not again.changed, (before, after, wanted)
            assert namespace.versions() == versions
            cases += 1
    assert cases == 90


def go_to(namespace: Namespace, name: str, **options: Any) -> Any:
    state = dict(STATES[name])
    return outcome_of(namespace, *state.pop("services"), **state, **options)


# A Service at every moment


class Watch:
    """Everything that happens to objects of a kind, from its making to a mark that is set in the end."""

    def __init__(self, namespace: Namespace, kind: str) -> None:
        self.namespace, self.kind = namespace, kind
        path = PATHS[kind].format(namespace.name)
        version = namespace.cluster.request("GET", path)["metadata"]["resourceVersion"]
        self.stream = namespace.cluster.stream(f"{path}?watch=1&timeoutSeconds=30&resourceVersion={version}")

    def events(self, **mark: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        self.namespace.make(self.kind, "the-end", **mark)
        for line in self.stream:
            event = json.loads(line)
            if event["object"]["metadata"]["name"] == "the-end":
                return
            yield event["type"], event["object"]
        pytest.fail("the watch ended before its mark")


def test_a_service_changes_its_writer_by_one_patch_of_one_slice(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, group("mysql", "192.0.2.10"))
    slices, services, secrets = (Watch(namespace, kind) for kind in ("EndpointSlice", "Service", "Secret"))
    directly(namespace, group("mysql", "192.0.2.20"))
    seen = list(slices.events(addressType="IPv4", endpoints=[], ports=[]))
    assert [(what, piece["metadata"]["name"]) for what, piece in seen] == [("MODIFIED", "mysql-ipv4")]
    assert [piece["endpoints"] for _what, piece in seen] == [
        [{"addresses": ["192.0.2.20"], "conditions": {"ready": True}}]
    ]
    assert list(services.events(spec={"ports": [{"port": 1}]})) == []
    assert list(secrets.events()) == []


def test_the_bare_name_leads_to_one_host_at_every_moment_of_a_switch_of_the_primary(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    first = [group("mysql", "192.0.2.10", group="main", primary=True), group("mysql-spare", "192.0.2.11")]
    then = [group("mysql-main", "192.0.2.10"), group("mysql", "192.0.2.11", group="spare", primary=True)]
    directly(namespace, *first)
    slices, services = Watch(namespace, "EndpointSlice"), Watch(namespace, "Service")
    directly(namespace, *then)
    of_bare = [
        (what, [entry["addresses"][0] for entry in piece["endpoints"]])
        for what, piece in slices.events(addressType="IPv4", endpoints=[], ports=[])
        if piece["metadata"]["labels"]["kubernetes.io/service-name"] == "mysql"
    ]
    assert of_bare == [("MODIFIED", ["192.0.2.11"])]
    happened = [(what, item["metadata"]["name"]) for what, item in services.events(spec={"ports": [{"port": 1}]})]
    assert happened == [("ADDED", "mysql-main"), ("MODIFIED", "mysql"), ("DELETED", "mysql-spare")]


def test_another_family_than_a_service_was_made_with_is_refused_with_the_way_out(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, group("mysql", "192.0.2.10"))
    before = namespace.versions()
    with pytest.raises(ProblemsError, match=f"kubectl -n {namespace.name} delete service mysql"):
        directly(namespace, group("mysql", "2001:db8::10"))
    assert namespace.versions() == before
    namespace.delete("Service", "mysql")
    directly(namespace, group("mysql", "2001:db8::10"))
    assert namespace.get("Service", "mysql")["spec"]["ipFamilies"] == ["IPv6"]
    assert set(namespace.all("EndpointSlice")) == {"mysql-ipv6"}


# The shapes themselves


def test_a_secret_to_mount_has_the_keys_of_the_specification(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    content = {"password": "canary-first-Zq9", "uri": "mysql://u:canary-first-Zq9@mysql/shop"}
    directly(namespace, group("mysql", binding={"provider": "mariadb", "username": "u"}, secret_binding=content))
    assert namespace.get("Secret", "mysql-binding")["type"] == "servicebinding.io/mysql"
    assert namespace.environment("mysql-binding") == {
        "type": "mysql",
        "provider": "mariadb",
        "host": "mysql",
        "port": "3306",
        "username": "u",
        **content,
    }
    # A container that takes the other one as its environment gets names of variables only.
    assert all(key.isidentifier() and key.isupper() for key in namespace.environment("mysql"))
    assert namespace.get("Secret", "mysql")["type"] == "Opaque"


def test_a_checksum_moves_with_the_content_of_the_secret_and_with_nothing_else(cluster: Cluster) -> None:
    namespace = cluster.namespace()

    def checksum(*services: dict[str, Any], **options: Any) -> str:
        return next(one.checksum for one in outcome_of(namespace, *services, **options).results if one.kind == "Secret")

    first = checksum(MAIN)
    assert len(first) == 32
    assert checksum(group("mysql-main", "192.0.2.77", primary=True)) == first
    other = group("mysql-main", secret_data={"MYSQL_MAIN_PASSWORD": "canary-second-Zq9"})
    predicted = checksum(other, check=True)
    assert predicted != first
    assert checksum(other) == predicted


def test_an_alias_leads_where_the_service_leads(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, group("mysql", group="main", primary=True, aliases=["mysql-main"]))
    for name in ("mysql", "mysql-main"):
        piece = namespace.get("EndpointSlice", f"{name}-ipv4")
        assert piece["metadata"]["labels"]["kubernetes.io/service-name"] == name
        assert piece["endpoints"][0]["addresses"] == ["192.0.2.10"]
        assert namespace.get("Service", name)["metadata"]["labels"]["maestro.databases/group"] == "main"
    assert set(namespace.all("Secret")) == {"mysql"}
    assert namespace.environment("mysql")["MYSQL_MAIN_PORT"] == "3306", "C010 holds for the alias as well"


def test_a_name_in_the_place_of_addresses_is_an_external_name(cluster: Cluster) -> None:
    namespace = cluster.namespace()
    directly(namespace, ELSEWHERE)
    spec = namespace.get("Service", "mysql-main")["spec"]
    assert (spec["type"], spec["externalName"]) == ("ExternalName", "db.example.com")
    assert "clusterIP" not in spec
    assert namespace.all("EndpointSlice") == {}


def test_a_policy_lets_the_pods_reach_the_hosts_and_dns_and_the_documented_role_suffices(
    cluster: Cluster, tmp_path: Path
) -> None:
    namespace = cluster.namespace(make=True)
    rules = []
    for name in ("kubernetes-role.yml", "kubernetes-egress-role.yml"):
        role, _binding = yaml.safe_load((ROOT / "docs" / name).read_text())["items"]
        rules += role["rules"]
    kubeconfig = namespace.account(rules, tmp_path / "kubeconfig")
    both = group("mysql-main", addresses=["192.0.2.10", "2001:db8::10"])
    ports = ["24007", "24100-24199"]
    bricks = {"direct_addresses": ["192.0.2.30", "192.0.2.31"], "direct_ports": ports}
    store = group("glusterfs", "192.0.2.30", engine="glusterfs", port=24007, data={}, secret_data={}, **bricks)
    directly(namespace, both, store, pods=PODS, kubeconfig=kubeconfig)
    assert set(directly(namespace, both, store, pods=PODS).values()) == {"unchanged"}
    assert namespace.get("NetworkPolicy", "glusterfs")["spec"]["egress"][:2] == [
        {"to": [{"ipBlock": {"cidr": "192.0.2.30/32"}}], "ports": [{"protocol": "TCP", "port": 24007}]},
        {
            "to": [{"ipBlock": {"cidr": "192.0.2.30/32"}}, {"ipBlock": {"cidr": "192.0.2.31/32"}}],
            "ports": [{"protocol": "TCP", "port": 24007}, {"protocol": "TCP", "port": 24100, "endPort": 24199}],
        },
    ]
    assert namespace.get("NetworkPolicy", "mysql-main")["spec"] == {
        "podSelector": {"matchLabels": {"app": "shop"}},
        "policyTypes": ["Egress"],
        "egress": [
            {
                "to": [{"ipBlock": {"cidr": "192.0.2.10/32"}}, {"ipBlock": {"cidr": "2001:db8::10/128"}}],
                "ports": [{"protocol": "TCP", "port": 3306}],
            },
            {
                "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}],
                "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
            },
        ],
    }
    assert directly(namespace, both, kubeconfig=kubeconfig)["NetworkPolicy mysql-main"] == "pruned"


@pytest.mark.parametrize("verb", ["get", "list", "create", "patch", "delete"])
def test_the_documented_role_for_policies_holds_nothing_that_is_not_needed(
    cluster: Cluster, tmp_path: Path, verb: str
) -> None:
    namespace = cluster.namespace(make=True)
    publishing, policies = (
        yaml.safe_load((ROOT / "docs" / name).read_text())["items"][0]["rules"]
        for name in ("kubernetes-role.yml", "kubernetes-egress-role.yml")
    )
    without = [{**rule, "verbs": [one for one in rule["verbs"] if one != verb]} for rule in policies]
    kubeconfig = namespace.account([*publishing, *without], tmp_path / "kubeconfig")

    def go_through_everything() -> None:
        """Creates, changes and prunes, and meets a policy that others made."""
        for pods in (PODS, {"tier": "web"}, {}):
            directly(namespace, MAIN, kubeconfig=kubeconfig, pods=pods)
        namespace.make("NetworkPolicy", "mysql-main", spec={"podSelector": {}})
        directly(namespace, MAIN, pods=PODS, kubeconfig=kubeconfig)

    with pytest.raises(ProblemsError, match=f'cannot {verb} resource "networkpolicies"'):
        go_through_everything()


# Refused by the server, or before it is asked


def test_an_endpoints_object_that_would_be_copied_is_found_before_the_service_is_made(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    path = f"/api/v1/namespaces/{namespace.name}/endpoints"
    subsets = [{"addresses": [{"ip": "192.0.2.66"}], "ports": [{"port": 3306}]}]
    cluster.request("POST", path, {"metadata": {"name": "mysql-main"}, "subsets": subsets})
    told = (
        "Service mysql-main: an old Endpoints object of that name (192.0.2.66) would give it other addresses besides; "
        f"remove it: kubectl -n {namespace.name} delete endpoints mysql-main, or rename the database group"
    )
    for options in ({}, {"check": True}, {"adopt": True}):
        with pytest.raises(ProblemsError) as raised:
            directly(namespace, MAIN, SPARE, **options)
        assert [str(problem) for problem in raised.value.problems] == [told]
        assert namespace.versions() == {}
    cluster.request("DELETE", f"{path}/mysql-main")
    assert set(directly(namespace, MAIN, SPARE).values()) == {"created"}


def test_the_server_checks_every_field(cluster: Cluster) -> None:
    namespace = cluster.namespace(make=True)
    client = connect(str(cluster.kubeconfig), "", timeout=10, temporary=tempfile.gettempdir())
    service = {
        "apiVersion": SERVICE.api_version,
        "kind": SERVICE.name,
        "metadata": {"name": "mysql", "namespace": namespace.name},
        "spec": {"ports": [{"port": 3306}], "adresses": []},
    }
    with pytest.raises(ApiError, match="adresses"):
        client.apply(service, dry_run=True, force=False)
