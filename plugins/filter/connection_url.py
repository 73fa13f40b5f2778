# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter maestro.databases.connection_url."""

from __future__ import annotations

DOCUMENTATION = r"""
name: connection_url
author:
  - Maestro Databases contributors (@maestro-databases)
version_added: 0.1.0
short_description: Connection URL of a database
description:
  - Builds C(<scheme>://[username[:password]@]<host>[:port][/database][?params]) for an engine, as the usual drivers
    take it, or as JDBC and SQLAlchemy spell it.
  - User name, password, database and parameters are percent-encoded, an IPv6 address gets its brackets.
  - The result holds the password. Use it where the task is told not to log.
options:
  _input:
    description: Name of the engine, which gives the scheme.
    type: str
    required: true
  host:
    description:
      - Host name, address, or name of the Kubernetes Service; or a list of them.
      - Several hosts stand in one URL for mongodb, postgresql and JDBC. For elasticsearch there is one URL for each,
        joined by C(,), and for rabbitmq by C(;). Other URLs lead to one host only, and a list of several is refused.
    type: raw
    required: true
  database:
    description: Name of the database, or its number.
    type: str
  username:
    description: User name; left out where the server asks for none.
    type: str
  password:
    description: The password in clear.
    type: str
  port:
    description:
      - TCP port. Left out of the URL when it is not given, which implies the engine's own.
      - Refused for C(mongodb+srv), whose records in DNS say the ports.
    type: int
  params:
    description: Parameters behind the C(?), in this order. They win over those of the other options.
    type: dict
  scheme:
    description:
      - Scheme to use in place of the engine's, for a driver that wants another one, such as V(mysql2), V(influxdb),
        V(mariadb) for JDBC, or V(postgresql+asyncpg) for SQLAlchemy.
    type: str
  tls:
    description:
      - Asks for an encrypted connection whose peer is checked, by the scheme or by a parameter. Refused for a scheme
        of which it is not known how.
      - For mysql the parameter is C(ssl_mode), which mysqlclient (Django's driver) and Ruby's mysql2 know. Drivers that
        do not know it refuse or ignore it. C(mysql+pymysql) is refused without C(ssl_ca) or C(ssl_capath) in O(params),
        since that driver checks nobody without.
    type: bool
    default: false
  replica_set:
    description: Name of the replica set of a mongodb.
    type: str
  auth_database:
    description: Database of a mongodb that the user lives in. Written only where it is not O(database) itself.
    type: str
  spelling:
    description: Whose spelling it is.
    type: str
    default: url
    choices:
      url: What most drivers take.
      jdbc: >-
        C(jdbc:postgresql://) and C(jdbc:mysql://) with user name and password as the parameters C(user) and
        C(password). Drivers that are given these two by other means need them not.
      sqlalchemy: C(postgresql+psycopg://) and C(mysql+pymysql://); other drivers by O(scheme).
positional: host, database
"""

EXAMPLES = r"""
- name: Show where the archive lives
  ansible.builtin.debug:
    msg: "{{ 'mongodb' | maestro.databases.connection_url('mongodb-spare', 'mongo_production_1') }}"
  # mongodb://mongodb-spare/mongo_production_1

- name: Show how Spring reaches the shop
  ansible.builtin.debug:
    msg: >-
      {{ 'postgresql' | maestro.databases.connection_url(['10.0.0.3', '10.0.0.4'], 'shop', spelling='jdbc') }}
  # jdbc:postgresql://10.0.0.3,10.0.0.4/shop

- name: Hand a URL to a container
  containers.podman.podman_secret:
    name: shop-database
    data: "{{ 'postgresql' | maestro.databases.connection_url('10.0.0.3', 'shop', username='shop', password=secret) }}"
  no_log: true
"""

RETURN = r"""
_value:
  description: The URL.
  type: str
"""

from collections.abc import Callable, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.maestro.databases.plugins.module_utils.connections import url


def connection_url(engine: str, host: str | Sequence[str], database: str | int | None = None, **parts: Any) -> str:
    """The URL by which a client reaches a database.

    Raises:
        AnsibleFilterError: A part cannot stand in a URL, or is not known.
    """
    try:
        return url.connection_url(engine, host, database, **parts)
    except (TypeError, ValueError) as error:
        raise AnsibleFilterError(f"maestro.databases.connection_url: {error}") from error


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {"connection_url": connection_url}
