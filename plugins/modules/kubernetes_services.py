#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishes database groups in Kubernetes."""

from __future__ import annotations

DOCUMENTATION = r"""
module: kubernetes_services
short_description: Publish database groups in Kubernetes
version_added: 0.1.0
description:
  - Gives each database group a Service without selector, an EndpointSlice for each address family and Secrets, so that
    containers reach the hosts of the database by a short, stable name and find everything they need to log in.
  - Another writer is one patch of one slice, so that at no time a Service leads to two hosts or to none. With addresses
    of both families it is one patch of each slice, one right after the other.
  - All objects are applied in one call over one connection, by server-side apply with the field manager
    C(maestro-databases). The server tries everything dry before the first write, and only what differs is written.
  - Everything that is wrong is reported in one message, before anything is written.
  - Runs on the controller. The objects are those of one application in one environment; others are left alone.
author:
  - Maestro Databases contributors (@maestro-databases)
requirements:
  - kubernetes >= 31 (Python library; not needed with O(manifest))
options:
  kubeconfig:
    description:
      - Path of the kubeconfig. Address, credentials and the way the server's certificate is checked come from it.
      - Without it, E(KUBECONFIG) or C(~/.kube/config) is used, and inside a pod the pod's own service account.
    type: path
  context:
    description: Context of the kubeconfig. Without it, the current one.
    type: str
    default: ""
  namespace:
    description: Namespace of the application, where the objects live.
    type: str
    required: true
  create_namespace:
    description: Make the namespace where it does not exist. It is never removed.
    type: bool
    default: true
  application:
    description: Name of the application that owns the objects.
    type: str
    required: true
  environment:
    description: Its environment, such as V(production).
    type: str
    required: true
  services:
    description: The database groups.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the Service and of the Secret.
        type: str
        required: true
      engine:
        description: Engine of the group. The port is named after it.
        type: str
        required: true
      group:
        description: Name of the group.
        type: str
        required: true
      primary:
        description: Whether the group is the engine's primary one.
        type: bool
        default: false
      port:
        description: Port of the database, and of the Service.
        type: int
        required: true
      addresses:
        description:
          - IP addresses that the Service leads to, IPv4, IPv6 or both. Needed without O(services[].external_name).
        type: list
        elements: str
        default: []
      external_name:
        description:
          - DNS name in the place of addresses. The Service is of type C(ExternalName) then.
          - It maps no port, and clients that check TLS names see this name's certificate.
        type: str
        default: ""
      direct_addresses:
        description:
          - Addresses to which clients go past the Service, as those of GlusterFS go to the hosts of its bricks.
          - They are for the policy of O(egress_pods) alone.
        type: list
        elements: str
        default: []
      direct_ports:
        description: Ports at O(services[].direct_addresses), and ranges of them such as V(24100-24199).
        type: list
        elements: str
        default: []
      aliases:
        description: Further names of the Service, each a Service that leads to the same place.
        type: list
        elements: str
        default: []
      data:
        description:
          - Keys of the Secret that everybody may see, such as host and port.
          - The variable that Kubernetes would set for the Service itself, such as C(REDIS_PORT=tcp://...), is always
            there as the port's number.
        type: dict
        default: {}
      secret_data:
        description:
          - Keys of the same Secret that nobody may see. Kept apart so that only their values are hidden in messages.
        type: dict
        default: {}
      binding:
        description:
          - Keys of a second Secret, C(NAME-binding) of type C(servicebinding.io/ENGINE), which is made to be mounted;
            those that everybody may see, such as C(provider), C(database) and C(username).
          - C(type), C(host) and C(port) are always there. Without any key there is no such Secret.
        type: dict
        default: {}
      secret_binding:
        description: Keys of the second Secret that nobody may see, such as C(password) and C(uri).
        type: dict
        default: {}
  pod_environment:
    description:
      - Every variable of the application as a JSON object of texts, which P(maestro.databases.pod_environment#lookup)
        writes. It becomes one more Secret, C(APPLICATION-ENVIRONMENT), for C(envFrom).
      - The variables that Kubernetes would set for the Services are in it as the ports' numbers.
      - Without any variable there is no such Secret.
    type: str
    default: ""
  egress_pods:
    description:
      - Labels of the pods of the application. With them each group with addresses gets a NetworkPolicy that lets these
        pods reach its hosts and the cluster's DNS in C(kube-system).
      - Once a policy selects a pod, all that no policy allows is closed to it. Use this where the namespace lets
        nothing out by default.
    type: dict
    default: {}
  prune:
    description: Remove objects of this application and environment that are no longer wanted.
    type: bool
    default: true
  prune_all:
    description: Prune also where O(services) is empty. Otherwise an empty list removes nothing.
    type: bool
    default: false
  adopt:
    description:
      - Take over objects of the same name that others made, and fields of ours that others have set. Otherwise both are
        refused.
      - A Service that leads to pods is refused all the same.
    type: bool
    default: false
  manifest:
    description: Write the objects to this YAML file, without a namespace, and do not talk to any cluster.
    type: path
  manifest_secrets:
    description:
      - Write the Secrets into O(manifest) too. Their values are only encoded, not encrypted, so the file gets the mode
        0600.
      - Without it the file holds no secret, and the Secrets have to be made in another way.
    type: bool
    default: false
  timeout:
    description: Seconds that one request to the API server may take, with all that belongs to it.
    type: int
    default: 30
attributes:
  check_mode:
    support: full
    description: The server's own dry run decides what would change.
  diff_mode:
    support: full
    description: Values of a Secret are shown as short hashes that only compare within one run.
  idempotent:
    support: full
    description: Objects that are as wanted are not written, their resource versions stay.
seealso:
  - module: maestro.databases.plan
notes:
  - What the role C(maestro.databases.kubernetes) needs of a cluster is in C(docs/kubernetes-role.yml).
"""

EXAMPLES = r"""
- name: Publish two databases
  maestro.databases.kubernetes_services:
    kubeconfig: ~/.kube/config
    namespace: shop-production
    application: shop
    environment: production
    services:
      - name: postgresql
        engine: postgresql
        group: main
        port: 5432
        addresses: [192.0.2.10]
        data: {POSTGRESQL_ADDRESS: postgresql, POSTGRESQL_DATABASE: shop_production, POSTGRESQL_USERNAME: shop}
        secret_data: {POSTGRESQL_PASSWORD: "{{ postgresql_password }}"}
      - name: redis
        engine: redis
        group: default
        port: 6379
        addresses: [192.0.2.11, "2001:db8::11"]
        secret_data: {REDIS_PASSWORD: "{{ redis_password }}"}
  delegate_to: localhost
  run_once: true

- name: Remove what was published
  maestro.databases.kubernetes_services:
    namespace: shop-production
    application: shop
    environment: production
    services: []
    prune_all: true
  delegate_to: localhost
  run_once: true

- name: Write Services and EndpointSlices to a file
  maestro.databases.kubernetes_services:
    manifest: build/shop.yml
    namespace: shop-production
    application: shop
    environment: production
    services: "{{ lookup('maestro.databases.kubernetes_services', plan) }}"
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
objects:
  description: What became of each object, in the order in which they were written.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object. V(File) stands for a manifest of which only the mode changed.
      type: str
    name:
      description: Its name.
      type: str
    state:
      description: V(created), V(changed), V(unchanged) or V(pruned).
      type: str
    resource_version:
      description:
        - Moves with each write. Empty where the cluster has no such object.
      type: str
    checksum:
      description:
        - Of a Secret, 32 hexadecimal digits that move with its content and with nothing else, so that they roll pods
          out as an annotation of their template.
        - Empty for objects of other kinds, and for what was pruned.
      type: str
  sample:
    - kind: Secret
      name: mysql
      state: unchanged
      resource_version: "1234"
      checksum: 0c5d3c1f4a8e4b7c9d2e6f1a3b5c7d90
api:
  description: How many requests were sent, and how many seconds they took together.
  returned: success without O(manifest)
  type: dict
  sample: {requests: 5, seconds: 0.03}
problems:
  description: Every problem, when there is one.
  returned: failure
  type: list
  elements: str
"""

import sys
import time

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.maestro.databases.plugins.module_utils.declaration.problem import ProblemsError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes import client as kubernetes_client
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.access import connect
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.apply import (
    Options,
    PublishError,
    publish,
)
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.environment import read_environment
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.errors import ConnectionFailedError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.manifest import ManifestError, write_manifest
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.objects import build
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.outcome import as_dicts
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.request import (
    read_owner,
    read_pods,
    read_services,
)

SERVICE = {
    "name": {"type": "str", "required": True},
    "engine": {"type": "str", "required": True},
    "group": {"type": "str", "required": True},
    "primary": {"type": "bool", "default": False},
    "port": {"type": "int", "required": True},
    "addresses": {"type": "list", "elements": "str", "default": []},
    "external_name": {"type": "str", "default": ""},
    "direct_addresses": {"type": "list", "elements": "str", "default": []},
    "direct_ports": {"type": "list", "elements": "str", "default": []},
    "aliases": {"type": "list", "elements": "str", "default": []},
    "data": {"type": "dict", "default": {}},
    "secret_data": {"type": "dict", "default": {}, "no_log": True},
    "binding": {"type": "dict", "default": {}},
    "secret_binding": {"type": "dict", "default": {}, "no_log": True},
}

ARGUMENTS = {
    "kubeconfig": {"type": "path"},
    "context": {"type": "str", "default": ""},
    "namespace": {"type": "str", "required": True},
    "create_namespace": {"type": "bool", "default": True},
    "application": {"type": "str", "required": True},
    "environment": {"type": "str", "required": True},
    "services": {"type": "list", "elements": "dict", "required": True, "options": SERVICE},
    "pod_environment": {"type": "str", "default": "", "no_log": True},
    "egress_pods": {"type": "dict", "default": {}},
    "prune": {"type": "bool", "default": True},
    "prune_all": {"type": "bool", "default": False},
    "adopt": {"type": "bool", "default": False},
    "manifest": {"type": "path"},
    # A switch, not a secret: its name alone would make Ansible ask.
    "manifest_secrets": {"type": "bool", "default": False, "no_log": False},
    "timeout": {"type": "int", "default": 30},
}


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    try:
        run(module)
    except ProblemsError as error:
        module.fail_json(msg=str(error), problems=[str(problem) for problem in error.problems])
    except (ConnectionFailedError, ManifestError, PublishError) as error:
        module.fail_json(msg=str(error), problems=[str(error)])


def run(module: AnsibleModule) -> None:
    """Publishes, or writes the manifest, and ends the module."""
    options = module.params
    owner, problems = read_owner(options["namespace"], options["application"], options["environment"])
    services, more = read_services(options["services"])
    pods, faults = read_pods(options["egress_pods"])
    environment, mistakes = read_environment(options["pod_environment"], owner, services)
    if found := problems + more + faults + mistakes:
        raise ProblemsError(found)
    wanted = build(owner, services, pods, environment)
    if options["manifest"]:
        outcome = write_manifest(
            options["manifest"], wanted, secrets=options["manifest_secrets"], check=module.check_mode
        )
        module.exit_json(changed=outcome.changed, objects=as_dicts(outcome.results), diff=outcome.diffs)
    if kubernetes_client.IMPORT_ERROR:
        text = missing_required_lib("kubernetes", reason=f"to talk to a cluster ({kubernetes_client.IMPORT_ERROR})")
        module.fail_json(msg=f"{text} {sys.executable} -m pip install '{kubernetes_client.LIBRARY}'")
    client = connect(
        options["kubeconfig"] or "", options["context"], timeout=options["timeout"], temporary=module.tmpdir
    )
    started = time.monotonic()
    limits = Options(
        create_namespace=options["create_namespace"],
        prune=options["prune"],
        prune_all=options["prune_all"],
        adopt=options["adopt"],
        check=module.check_mode,
    )
    try:
        outcome = publish(client, owner, wanted, limits)
    finally:
        for warning in client.warnings:
            module.warn(f"Kubernetes API server: {warning}")
    module.exit_json(
        changed=outcome.changed,
        objects=as_dicts(outcome.results),
        diff=outcome.diffs,
        api={"requests": client.requests, "seconds": round(time.monotonic() - started, 3)},
    )


if __name__ == "__main__":
    main()
