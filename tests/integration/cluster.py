# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Kubernetes API server for tests, looked at through the official client and not through ours."""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import os
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes import client, config
from kubernetes.client.rest import RESTClientObject

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.access import connect
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.apply import Options, publish
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.environment import read_environment
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.objects import Owner, build
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.outcome import Outcome
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.request import read_services
from tests.hosts import lab_command
from tests.play import Run, ansible_playbook

MODULE = "maestro.databases.kubernetes_services"

PATHS = {
    "Secret": "/api/v1/namespaces/{}/secrets",
    "Service": "/api/v1/namespaces/{}/services",
    "EndpointSlice": "/apis/discovery.k8s.io/v1/namespaces/{}/endpointslices",
    "NetworkPolicy": "/apis/networking.k8s.io/v1/namespaces/{}/networkpolicies",
    "ResourceQuota": "/api/v1/namespaces/{}/resourcequotas",
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
    "Role": "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/roles",
    "RoleBinding": "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
}


@dataclass(frozen=True)
class Cluster:
    """An API server that lets its administrator in."""

    kubeconfig: Path

    def namespace(self, *, make: bool = False) -> Namespace:
        """A namespace that nobody has used before; it does not exist unless made."""
        namespace = Namespace(self, f"test-{secrets.token_hex(4)}")
        if make:
            self.request("POST", "/api/v1/namespaces", {"metadata": {"name": namespace.name}})
        return namespace

    def request(self, method: str, path: str, body: object = None, content_type: str = "application/json") -> Any:
        """One request as the administrator; None for what is not there."""
        answer = self._connection.pool_manager.request(
            method,
            f"{self._configuration.host}{path}",
            json=body,
            headers={"Content-Type": content_type},
        )
        if answer.status == 404:
            return None
        assert answer.status < 300, answer.data
        return answer.json()

    def stream(self, path: str) -> Iterator[bytes]:
        """Lines of an answer as they come. The request is sent at once, and the answer has begun."""
        answer = self._connection.pool_manager.request(
            "GET", f"{self._configuration.host}{path}", preload_content=False, timeout=60
        )
        assert answer.status == 200, answer.data
        return self._lines(answer)

    @staticmethod
    def _lines(answer: Any) -> Iterator[bytes]:
        with contextlib.closing(answer):
            rest = b""
            for chunk in answer.stream(4096):
                *lines, rest = (rest + chunk).split(b"\n")
                yield from lines

    def kubeconfig_for(self, token: str, path: Path) -> Path:
        """A kubeconfig for the same server with another token."""
        content = yaml.safe_load(self.kubeconfig.read_text())
        content["users"] = [{"name": user["name"], "user": {"token": token}} for user in content["users"]]
        path.write_text(yaml.safe_dump(content))
        return path

    @functools.cached_property
    def _configuration(self) -> Any:
        configuration = client.Configuration()
        config.load_kube_config(str(self.kubeconfig), client_configuration=configuration)
        return configuration

    @functools.cached_property
    def _connection(self) -> Any:
        return RESTClientObject(self._configuration)


@dataclass(frozen=True)
class Namespace:
    """One namespace of a cluster."""

    cluster: Cluster
    name: str

    def all(self, kind: str) -> dict[str, Any]:
        """All objects of a kind, by name."""
        found = self.cluster.request("GET", PATHS[kind].format(self.name))["items"]
        return {item["metadata"]["name"]: item for item in found}

    def get(self, kind: str, name: str) -> Any:
        """One object, or None."""
        return self.cluster.request("GET", f"{PATHS[kind].format(self.name)}/{name}")

    def make(self, kind: str, name: str, manager: str = "somebody", **content: Any) -> Any:
        """Makes an object as another program would."""
        metadata = {"name": name, "labels": content.pop("labels", {})}
        path = f"{PATHS[kind].format(self.name)}?fieldManager={manager}"
        return self.cluster.request("POST", path, {"metadata": metadata, **content})

    def patch(self, kind: str, name: str, content: object, manager: str = "somebody", part: str = "") -> Any:
        """Changes an object as another program would."""
        path = f"{PATHS[kind].format(self.name)}/{name}{part}?fieldManager={manager}"
        return self.cluster.request("PATCH", path, content, "application/merge-patch+json")

    def delete(self, kind: str, name: str) -> None:
        """Removes an object."""
        self.cluster.request("DELETE", f"{PATHS[kind].format(self.name)}/{name}")

    def account(self, rules: list[dict[str, Any]], kubeconfig: Path) -> Path:
        """A kubeconfig with a token of a new account that may do just this."""
        name = f"account-{secrets.token_hex(4)}"
        self.make("ServiceAccount", name)
        self.make("Role", name, rules=rules)
        reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": name}
        subject = {"kind": "ServiceAccount", "name": name, "namespace": self.name}
        self.make("RoleBinding", name, roleRef=reference, subjects=[subject])
        self._may(name, next(rule for rule in rules if rule["verbs"]))
        path = f"/api/v1/namespaces/{self.name}/serviceaccounts/{name}/token"
        token = self.cluster.request("POST", path, {"spec": {"expirationSeconds": 600}})["status"]["token"]
        return self.cluster.kubeconfig_for(token, kubeconfig)

    def _may(self, account: str, rule: Mapping[str, Any]) -> None:
        """Waits until the API server grants an account what its new role says: it hears of roles a moment later."""
        asked = (rule["apiGroups"][0], rule["resources"][0], rule["verbs"][0])
        user = f"system:serviceaccount:{self.name}:{account}"
        for _turn in range(100):
            if self.allows(user, *asked):
                return
            time.sleep(0.1)
        pytest.fail(f"{user} was never granted {asked}", pytrace=False)

    def allows(self, user: str, api_group: str, resource: str, verb: str) -> bool:
        """What the API server says of a user."""
        asked = {"namespace": self.name, "group": api_group, "resource": resource, "verb": verb}
        review = {"spec": {"user": user, "resourceAttributes": asked}}
        told = self.cluster.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
        return bool(told["status"]["allowed"])

    def versions(self) -> dict[str, str]:
        """Resource versions of everything that publishing could touch: equal ones prove that nothing was written."""
        kinds = ("Secret", "EndpointSlice", "NetworkPolicy", "Service")
        return {
            f"{kind} {name}": item["metadata"]["resourceVersion"]
            for kind in kinds
            for name, item in self.all(kind).items()
        }

    def environment(self, secret: str) -> dict[str, str]:
        """What a container gets from a Secret."""
        data = self.get("Secret", secret)["data"]
        return {key: base64.b64decode(value).decode() for key, value in data.items()}

    def arguments(self, *services: Mapping[str, Any], **options: Any) -> dict[str, Any]:
        """Arguments of our module for this namespace."""
        given = {"kubeconfig": str(self.cluster.kubeconfig), "namespace": self.name}
        owner = {"application": "shop", "environment": "production"}
        return {**given, **owner, "services": list(services), **options}

    def publish(
        self, *services: Mapping[str, Any], run: tuple[str, ...] = (), must_pass: bool = True, **options: Any
    ) -> Any:
        """Runs our module once, `run` are options of ansible-playbook; its result, with the `output` of the run."""
        done = play([{MODULE: self.arguments(*services, **options)}], *run, must_pass=must_pass)
        return {**done.of(MODULE), "output": done.output}


def play(tasks: list[dict[str, Any]], *options: str, must_pass: bool = True, **more: Any) -> Run:
    """Runs tasks on the controller."""
    named = [{"name": f"Task {index}", **task} for index, task in enumerate(tasks)]
    controller = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    plays = [{"hosts": "localhost", "gather_facts": False, "vars": controller, "tasks": named}]
    return ansible_playbook(plays, "localhost,", None, *options, must_pass=must_pass, **more)


def outcome_of(
    namespace: Namespace,
    *services: dict[str, Any],
    kubeconfig: Path | None = None,
    timeout: int = 10,
    pods: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    **options: Any,
) -> Outcome:
    """Publishes as the module does, without Ansible around it. No warning of the server's is let pass."""
    owner = Owner(namespace.name, "shop", "production")
    path = kubeconfig or namespace.cluster.kubeconfig
    connection = connect(str(path), "", timeout=timeout, temporary=tempfile.gettempdir())
    read, problems = read_services(services)
    assert problems == []
    variables, problems = read_environment(json.dumps(environment or {}), owner, read)
    assert problems == []
    outcome = publish(connection, owner, build(owner, read, pods, variables), Options(**options))
    assert connection.warnings == []
    return outcome


def directly(namespace: Namespace, *services: dict[str, Any], **options: Any) -> dict[str, str]:
    """The same: what became of each object."""
    outcome = outcome_of(namespace, *services, **options)
    return {f"{result.kind} {result.name}": result.state for result in outcome.results}


def without_hashes(diff: Any) -> Any:
    """A diff without what differs from run to run."""
    if isinstance(diff, dict):
        return {key: without_hashes(value) for key, value in diff.items()}
    if isinstance(diff, list):
        return [without_hashes(value) for value in diff]
    return "hash" if isinstance(diff, str) and diff.startswith("hash ") else diff


@contextlib.contextmanager
def running_cluster(name: str, *, controllers: bool = True) -> Iterator[Cluster]:
    """A cluster of the lab's, new, that ends with the block.

    Args:
        name: The lab. MAESTRO_TEST_LAB comes before it, so that two runs at one time keep out of each other's way.
        controllers: Whether the cluster does by itself what it is to do, besides answering.
    """
    lab = ("--name", f"{os.environ.get('MAESTRO_TEST_LAB', 'test')}-{name}")
    lab_command(*lab, "down")
    try:
        lab_command(*lab, "kubernetes", "up", *(["--controllers"] if controllers else []))
        yield Cluster(Path(lab_command(*lab, "kubernetes", "kubeconfig", "--path").stdout.strip()))
    finally:
        lab_command(*lab, "down")


def group(name: str, address: str = "192.0.2.10", **changes: Any) -> dict[str, Any]:
    """A database group of MySQL as the module takes it."""
    prefix = name.upper().replace("-", "_")
    return {
        "name": name,
        "engine": "mysql",
        "group": name.removeprefix("mysql-"),
        "port": 3306,
        "addresses": [address],
        "data": {f"{prefix}_ADDRESS": name, f"{prefix}_PORT": 3306},
        "secret_data": {f"{prefix}_PASSWORD": "canary-first-Zq9"},
        **changes,
    }
