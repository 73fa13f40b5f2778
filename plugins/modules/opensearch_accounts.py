#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and roles of an OpenSearch server in one call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: opensearch_accounts
short_description: Converge the users and roles of an OpenSearch server in one call
version_added: 0.1.0
description:
  - Takes all users at once, and makes them and their roles what they should be over the API of the server's security
    plugin on loopback, as the first admin among them.
  - The server gets a verifier of a password, never the password itself, and tells no verifier. A stored password is
    compared by logging in with the wanted one, which fails only where it is to be changed.
  - With O(first_start) the first admin is written into the file from which a server without data makes its users.
  - Users and roles that are not named stay as they are.
options:
  users:
    description:
      - Users. One is to be of the kind V(admin) with a password, unless O(login_user) or O(host_admin) says who logs
        in.
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
          - V(admin) has the role C(all_access).
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
        description:
          - What else it may ask of the cluster, such as C(cluster_manage_index_templates).
          - C(cluster_monitor) and C(cluster_composite_ops) are among it.
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
  first_start:
    description: Whether the server is still to be started for the first time. Only the first admin is made then.
    type: bool
    default: false
  directory:
    description: Where the server's configuration lies. Needed with O(first_start).
    type: path
    default: /etc/opensearch
  port:
    description: TCP port of the server on loopback.
    type: int
    default: 9200
  running:
    description:
      - Whether the server runs. In check mode one that does not is taken for one that has its first admin only.
    type: bool
    default: true
  login_user:
    description: The user to log in as. The default is the first admin of O(users).
    type: str
  login_password:
    description: Its password, such as the former one where it is to be changed.
    type: str
extends_documentation_fragment:
  - maestro.databases.host
  - maestro.databases.host.lock
  - maestro.databases.host.admin
seealso:
  - module: maestro.databases.elasticsearch_accounts
"""

EXAMPLES = r"""
- name: Make the users of an application
  maestro.databases.opensearch_accounts:
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

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.accounts import (
    asking,
    elasticsearch_wanted,
    host_admin,
    search_api,
    search_indices,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch_plan import (
    Decision,
    Present,
    decide,
)
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch_wanted import User, user_options
from ansible_collections.maestro.databases.plugins.module_utils.accounts.host_admin import HostAdmin
from ansible_collections.maestro.databases.plugins.module_utils.accounts.opensearch import FirstUsers, Server
from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.locks import one_run
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.problem import refuse

#: Seconds until a server that was just started knows its users.
_STARTS = 180


def options() -> dict[str, Any]:
    """The module's options."""
    return {
        "users": {"type": "list", "elements": "dict", "required": True, "options": user_options()},
        "absent_prefixes": {"type": "list", "elements": "str", "default": []},
        "first_start": {"type": "bool", "default": False},
        "directory": {"type": "path", "default": "/etc/opensearch"},
        "port": {"type": "int", "default": 9200},
        "running": {"type": "bool", "default": True},
        "login_user": {"type": "str"},
        "login_password": {"type": "str", "no_log": True},
        "host_admin": host_admin.option(),
        "lock_timeout": {"type": "int", "default": 300},
    }


def first_admins(users: Sequence[User]) -> list[User]:
    """The first admin; none where somebody logs in who is there already."""
    return [user for user in users if user.admin and user.password and not user.absent][:1]


def first_start(module: AnsibleModule, admins: Sequence[User]) -> Decision:
    """Writes the first admin into the server's file."""
    store = FirstUsers(module.params["directory"])
    decision = decide(admins, store.present(), {})
    if decision.plan.changed and not module.check_mode:
        with one_run(module.params["lock_timeout"]):
            store.apply(decision.plan.work)
    return decision


def converge(module: AnsibleModule, given: Mapping[str, Any], users: Sequence[User], host: HostAdmin) -> Decision:
    """Makes users and roles on the server what they should be."""
    if module.check_mode and not given["running"]:
        # It has what its first start made.
        made = {user.name: Present(user.roles, lambda _password: True) for user in first_admins(users)}
        decision = decide(users, made, {})
        host.tell(decision.plan)
        return decision
    api = search_api.Api(given["port"], *asking.login(given)[:2])
    server = Server(api)
    server.connect(_STARTS)
    decision = decide(users, server.present(users), server.roles(users))
    host.tell(decision.plan)
    going = search_indices.plan_removal(decision.plan, api, given["absent_prefixes"])
    if decision.plan.changed and not decision.problems and not module.check_mode:
        with one_run(given["lock_timeout"]):
            host.keep()
            server.apply(decision.plan.work)
            # After the users that write into them.
            search_indices.remove(api, going)
            host.forget()
    return decision


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(argument_spec=options(), supports_check_mode=True)
    command.use(module)
    host, given = host_admin.joined(module, "elasticsearch")
    users, problems = elasticsearch_wanted.read(given, elasticsearch_wanted.OPENSEARCH)
    refuse(module, problems)
    try:
        if given["first_start"]:
            decision = first_start(module, first_admins(users))
        else:
            decision = converge(module, given, users, host)
    except HostError as error:
        module.fail_json(msg=str(error))
    refuse(module, decision.problems)
    module.exit_json(**decision.plan.result())


if __name__ == "__main__":
    main()
