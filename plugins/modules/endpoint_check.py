#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module maestro.databases.endpoint_check."""

from __future__ import annotations

DOCUMENTATION = r"""
module: endpoint_check
short_description: Check that databases can be reached from a host
version_added: 0.1.0
description:
  - Resolves the name of each database and opens its port, from the host on which the module runs, all at the same time.
  - Logs in to those that answer and that have a O(endpoints[].password).
  - Fails with every one that does not answer or takes no such login, each with its host, port and reason.
  - Changes nothing, so it runs in check mode too.
  - Redis, Elasticsearch and InfluxDB need nothing for a login. The others need a driver in the host's Python, psycopg2
    or psycopg, pymysql and cryptography, pymongo, pika. Without it the port alone is tried, and a warning names what to
    install.
  - The logins of PostgreSQL and MySQL are encrypted where the server offers that, and no other is.
author:
  - Maestro Databases contributors (@maestro-databases)
options:
  endpoints:
    description: Where the databases should answer.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: What messages call it, such as C(mongodb/default).
        type: str
        required: true
      address:
        description: Host name or IP address.
        type: str
        required: true
      port:
        description: TCP port.
        type: int
        required: true
      timeout:
        description: Seconds for resolving and connecting together, and for the login. The default is O(timeout).
        type: float
      engine:
        description: The engine that answers there. Needed for a login.
        type: str
        choices: [postgresql, mysql, mongodb, redis, elasticsearch, rabbitmq, influxdb]
      username:
        description: The user to log in as. Redis alone does without one, as its default user.
        type: str
        default: ""
      password:
        description: The user's password. Without it no login is made.
        type: str
      database:
        description:
          - The database to log in to, of RabbitMQ the virtual host. Whether it exists is not what is checked.
          - MongoDB is asked for the user in this database, and then in V(admin).
        type: str
        default: ""
  timeout:
    description: Seconds for each endpoint that has no O(endpoints[].timeout) of its own.
    type: float
    default: 5
attributes:
  check_mode:
    description: Does the same in check mode.
    support: full
  diff_mode:
    description: Nothing is changed.
    support: none
"""

EXAMPLES = r"""
- name: Check that the external databases answer
  maestro.databases.endpoint_check:
    endpoints:
      - {name: mongodb/default, address: mongo.example.com, port: 27017}
      - {name: mysql/reports, address: 192.0.2.7, port: 3306, timeout: 10}

- name: Check that one takes the login
  maestro.databases.endpoint_check:
    endpoints:
      - name: redis/default
        engine: redis
        address: redis.example.com
        port: 6379
        username: shop
        password: "{{ vault_redis }}"
"""

RETURN = r"""
endpoints:
  description: What came of each endpoint, in the order given.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Its name.
      type: str
    address:
      description: Its address.
      type: str
    port:
      description: Its port.
      type: int
    reachable:
      description: Whether it answered.
      type: bool
    logged_in:
      description: Whether it took a login. False too where none was tried.
      type: bool
    reason:
      description: Why it did not answer or took no login; empty when all went well.
      type: str
    seconds:
      description: How long it took.
      type: float
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.maestro.databases.plugins.module_utils.connections.login import ENGINES, login_all
from ansible_collections.maestro.databases.plugins.module_utils.connections.login_drivers import missing
from ansible_collections.maestro.databases.plugins.module_utils.connections.reach import Endpoint, Login, reach_all

MEND = "open the way from this host (firewall, routes, name server), or correct the address in the declaration"
MEND_LOGIN = "correct user name and password in maestro_credentials, or have the server take them from this host"


def main() -> None:
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "endpoints": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": {
                    "name": {"type": "str", "required": True},
                    "address": {"type": "str", "required": True},
                    "port": {"type": "int", "required": True},
                    "timeout": {"type": "float"},
                    "engine": {"type": "str", "choices": list(ENGINES)},
                    "username": {"type": "str", "default": ""},
                    "password": {"type": "str", "no_log": True},
                    "database": {"type": "str", "default": ""},
                },
                "required_by": {"password": ["engine"]},
            },
            "timeout": {"type": "float", "default": 5},
        },
        supports_check_mode=True,
    )
    common = module.params["timeout"]
    endpoints = [
        Endpoint(
            one["name"],
            one["address"],
            one["port"],
            common if one["timeout"] is None else one["timeout"],
            Login(one["engine"], one["password"], one["username"], one["database"]) if one["password"] else None,
        )
        for one in module.params["endpoints"]
    ]
    faults = [f"{one.name}: {one.port} is no port, 1 to 65535" for one in endpoints if not 0 < one.port < 65536]
    faults += [f"{one.name}: a time-out of {one.timeout:g} s leaves no time" for one in endpoints if one.timeout <= 0]
    if faults:
        module.fail_json(msg="; ".join(faults), endpoints=[])
    reached = reach_all(endpoints)
    tried: dict[int, Endpoint] = {}
    for place, one in enumerate(reached):
        package = missing(one.endpoint.login.engine) if one.endpoint.login and not one.reason else ""
        if package:
            module.warn(f"{one}, but no login was tried: the Python that asks has no driver for it; install {package}")
        elif one.endpoint.login and not one.reason:
            tried[place] = one.endpoint
    logins = dict(zip(tried, login_all(list(tried.values()))))
    ends = [logins.get(place, one) for place, one in enumerate(reached)]
    told = [
        {
            "name": one.endpoint.name,
            "address": one.endpoint.address,
            "port": one.endpoint.port,
            "reachable": not one.reason,
            "logged_in": place in logins and not end.reason,
            "reason": end.reason,
            "seconds": one.seconds,
        }
        for place, (one, end) in enumerate(zip(reached, ends))
    ]
    failed = [str(end) for end in ends if end.reason]
    if failed:
        wrong = any(one.reason for one in logins.values())
        what = "cannot be reached or logged in to" if wrong else "cannot be reached"
        mends = [MEND] * any(one.reason for one in reached) + [MEND_LOGIN] * wrong
        head = f"{len(failed)} of {len(reached)} databases {what} from here"
        lines = [f"{head}:", *(f"- {line}" for line in failed), f"Mend: {'; '.join(mends)}."]
        module.fail_json(msg="\n".join(lines), endpoints=told)
    module.exit_json(changed=False, endpoints=told)


if __name__ == "__main__":
    main()
