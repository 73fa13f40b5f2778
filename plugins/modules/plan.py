#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action; the code stands in plugins/action/plan.py."""

from __future__ import annotations

DOCUMENTATION = r"""
module: plan
short_description: Resolve an application's databases against the inventory
version_added: 0.1.0
description:
  - Turns the declared databases of one application into a plan that says, for each database group, where it runs,
    what it is called and who may reach it.
  - Everything that is wrong is reported in one message, each mistake with its place and its mend.
  - Runs on the controller and changes nothing.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  application:
    description: Name of the application.
    type: str
    required: true
  environment:
    description: Its environment, such as V(production).
    type: str
    required: true
  namespace:
    description: Kubernetes namespace. The default is C(<application>-<environment>).
    type: str
    default: ""
  cluster:
    description:
      - Whether pods of a Kubernetes cluster are clients. A database on a loopback address is then out of the
        question.
    type: bool
    default: false
  targets:
    description:
      - Where the Services are published, as P(maestro.databases.kubernetes_targets#filter) returns them. A place of the
        last deployment that is not among them is told in a warning.
    type: list
    elements: dict
    default: []
  domain:
    description:
      - Domain of the databases' names outside Kubernetes, such as V(shop.internal). Empty where they have none.
      - A name means the same on every host, so that a database does not answer on a loopback address alone.
    type: str
    default: ""
  web:
    description: Inventory pattern of the hosts that run the application.
    type: str
    default: ""
  databases:
    description:
      - The database groups, one mapping each.
      - C(engine) names the engine, C(group) the group, C(flavour) the server that plays the engine.
      - C(deployment) is V(dedicated), V(local) or V(external); C(hosts) makes it dedicated, C(address) external.
      - C(hosts) is an inventory pattern or a list. Without it the inventory groups C(<engine>_<group>), then
        C(<engine>), are used.
      - C(primary) marks the group that the engine's bare names point to.
      - C(version) pins the version, C(port) another port, C(database) another name of the database.
      - C(databases) names further databases that the application works in.
      - C(shared) says that the server may be that of another application, too.
      - C(operating_system) is what its hosts have to run when it is built, such as C(debian13).
      - Further keys are those of one engine, such as C(encoding) and C(extensions).
    type: list
    elements: dict
    required: true
  manifest:
    description:
      - A C(manifest.yml) on the controller, which declares as well. O(databases) wins over it, group by group and key
        by key.
    type: path
    default: ""
  service:
    description:
      - A C(service.yml) on the controller, whose C(databases) name engines. Each stands for a group of its engine where
        nothing else declares one. It is read on the first deployment only.
    type: path
    default: ""
  strict:
    description: Whether a version that is in no list is refused, rather than warned of.
    type: bool
    default: false
  allowed_sources:
    description:
      - Further addresses and networks that may reach the databases, such as those of Kubernetes nodes and pods.
    type: list
    elements: str
    default: []
  ignore:
    description: Engines that the code needs and that nobody has to declare.
    type: list
    elements: str
    default: []
  found:
    description:
      - The RV(maestro.databases.application_info#module:databases) of the analysis. What it requires has to be
        declared.
    type: list
    elements: dict
    default: []
  applications:
    description:
      - The RV(maestro.databases.application_info#module:applications) of the analysis, where it is
        RV(maestro.databases.application_info#module:ambiguous) which of them is meant.
      - If something that they require is not declared, the error asks which one is meant.
    type: list
    elements: dict
    default: []
  removing:
    description:
      - The group that is being removed, as C(<engine>/<group>). It must have left the declaration.
      - Any other group that was deployed and is not declared any more is a problem, unless it is external.
    type: str
    default: ""
extends_documentation_fragment:
  - maestro.databases.state_dir
seealso:
  - module: maestro.databases.application_info
  - module: maestro.databases.credentials
"""

EXAMPLES = r"""
- name: Plan the databases of the shop
  maestro.databases.plan:
    application: shop
    environment: production
    web: web
    databases:
      - {engine: postgresql, hosts: db1}
      - {engine: redis, deployment: local}
  register: planned
"""

RETURN = r"""
plan:
  description: The plan. It holds no secret.
  returned: success
  type: dict
  contains:
    application:
      description: Name, environment, slug, namespace and web hosts of the application.
      type: dict
    groups:
      description:
        - The database groups, in the order of the engines, then as declared.
        - Each has engine, flavour, group, primary, deployment, version, port, database, service, prefixes, hosts,
          writer, address,
          listen, clients, accounts, settings, options (of its engine alone), tls, databases
          (further ones), shared and operating_system.
      type: list
      elements: dict
    servers:
      description: By host, engine, flavour, version, port and owner of the servers that it is to carry.
      type: dict
    mounts:
      description: By host, volume, path and servers of the GlusterFS volumes that it is to mount.
      type: dict
    warnings:
      description: What is allowed and yet worth a word.
      type: list
      elements: str
recorded:
  description: The groups that earlier deployments recorded, in order of creation, with the versions that run.
  returned: success
  type: list
  elements: dict
pending:
  description: What the declaration changes against the last deployment, and when that applies; empty before the first.
  returned: always
  type: list
  elements: dict
  contains:
    engine:
      description: The engine.
      type: str
    group:
      description: The group.
      type: str
    what:
      description: What changes, such as V(primary) or V(version); V(group) for one that is new or no longer declared.
      type: str
    before:
      description: As deployed.
      type: str
    after:
      description: As declared.
      type: str
    applies:
      description: Whether it applies at the next deployment. What never does, in place, fails the plan.
      type: bool
    text:
      description: The same for people.
      type: str
problems:
  description: Every problem, when there is one.
  returned: failure
  type: list
  elements: str
"""
