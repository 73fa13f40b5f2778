#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and roles of an Elasticsearch server in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: elasticsearch_accounts
short_description: Converge the users and roles of an Elasticsearch server in one call
version_added: 0.1.0
description:
  - Takes all users at once, and writes what differs into the files of the server's file realm, which it reads when it
    starts and then every few seconds. It need not run.
  - A password counts as unchanged where the stored verifier is that of the password. Nothing logs in to find out.
  - Users and roles that are not named stay as they are, and so do those that were made over the server's API, which are
    in another realm.
options:
  users:
    description: Users. One is to be of the kind V(admin) with a password, unless O(host_admin) is V(login).
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the user.
        type: str
        required: true
      password:
        description: Its password. Without it the stored one stays as it is.
        type: str
      kind:
        description:
          - V(application) works on its own indices, and may see how the cluster is.
          - V(admin) has the role C(superuser).
        type: str
        choices: [application, admin]
        default: application
      prefix:
        description:
          - How the names of its indices begin. They are the prefix itself, and all that follows it after C(-), C(.) or
            C(_). Empty for the user's name.
          - The prefix C(shop) reaches the indices of the prefix C(shop_test) as well.
        type: str
        default: ""
      indices:
        description: Names of its indices instead, with C(*), for an application that names them otherwise.
        type: list
        elements: str
        default: []
      access:
        description:
          - What it may do with its indices - V(all), making and removing them included, V(write) and read what is in
            them, or V(read).
        type: str
        choices: [all, write, read]
        default: all
      cluster:
        description: What else it may ask of the cluster, such as C(manage_index_templates); C(monitor) is among it.
        type: list
        elements: str
        default: []
      roles:
        description: Roles of the server that it has besides its own, which is called C(maestro_) and its name.
        type: list
        elements: str
        default: []
      state:
        description: Whether it is there. With a user its own role goes.
        type: str
        choices: [present, absent]
        default: present
  absent_prefixes:
    description: Prefixes of indices that are removed, with all that is in them.
    type: list
    elements: str
    default: []
  port:
    description: TCP port of the server on loopback. Needed with O(absent_prefixes) only.
    type: int
    default: 9200
  directory:
    description: Where the server's configuration lies.
    type: path
    default: /etc/elasticsearch
  running:
    description: Whether the server runs. One that does has taken over the files when the module ends.
    type: bool
    default: true
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
  - maestro.databases.host.admin
seealso:
  - module: maestro.databases.opensearch_accounts
"""

EXAMPLES = r"""
- name: Make the users of an application
  maestro.databases.elasticsearch_accounts:
    users:
      - {name: shop_production, password: "{{ shop_password }}"}
      - {name: maestro_admin, kind: admin, password: "{{ admin_password }}"}
      - {name: reports, password: "{{ reports_password }}", prefix: shop_production, access: read}
"""

RETURN = r"""
objects:
  description: Everything that was looked at or done.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description:
        - C(role), C(user), C(index), C(stream), or C(file) with the password of the host's own administrator.
      type: str
    name:
      description: Its name.
      type: str
    state:
      description: C(created), C(changed), C(removed) or C(unchanged).
      type: str
    changes:
      description: What differed, in words and without secrets.
      type: list
      elements: str
problems:
  description: Everything that is wrong with the options, when something is.
  returned: failure
  type: list
  elements: str
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.accounts import (
    asking,
    elasticsearch_wanted,
    host_admin,
    search_api,
    search_indices,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch import Store
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch_plan import decide
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch_wanted import user_options
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse


def options() -> dict[str, Any]:
    """The module's options."""
    return {
        "users": {"type": "list", "elements": "dict", "required": True, "options": user_options()},
        "absent_prefixes": {"type": "list", "elements": "str", "default": []},
        "port": {"type": "int", "default": 9200},
        "directory": {"type": "path", "default": "/etc/elasticsearch"},
        "running": {"type": "bool", "default": True},
        "host_admin": host_admin.option(),
        "lock_timeout": {"type": "int", "default": 300},
    }


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(argument_spec=options(), supports_check_mode=True)
    command.use(module)
    host, given = host_admin.joined(module, "elasticsearch")
    users, problems = elasticsearch_wanted.read(given, elasticsearch_wanted.ELASTICSEARCH)
    refuse(module, problems)
    try:
        store = Store(given["directory"])
        decision = decide(users, store.present(), store.roles())
        refuse(module, decision.problems)
        host.tell(decision.plan)
        api = search_api.Api(given["port"], *asking.login(given)[:2])
        going = search_indices.plan_removal(decision.plan, api, given["absent_prefixes"])
        if decision.plan.changed and not module.check_mode:
            with one_run(given["lock_timeout"]):
                host.keep()
                store.apply(decision.plan.work, running=given["running"])
                # After the users that write into them.
                search_indices.remove(api, going)
                host.forget()
    except HostError as error:
        module.fail_json(msg=str(error))
    module.exit_json(**decision.plan.result())


if __name__ == "__main__":
    main()
