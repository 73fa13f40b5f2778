# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment variables of an application: ``<ENGINE>[_<GROUP>]_<FIELD>[_INT|_EXT]``.

A web host and a container see the same names; the values differ where the way to the database does.
An external database has none: whoever runs it gives its application what it needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..engines import ENGINES
from .address_fields import Variable, addresses, replica_addresses, web_addresses
from .url import connection_url

#: ``username`` and ``password`` by ``engine/group/kind``, as the credential store gives them.
Credentials = Mapping[str, Mapping[str, str]]

#: The account that an application logs in with.
APPLICATION = "application"
#: The web host itself.
SERVER_NAME = "SERVER_NAME"


@dataclass(frozen=True)
class Route:
    """How a consumer reaches a group."""

    #: Address within the private network, or the name of the Service.
    internal: str
    #: Address as seen from outside.
    external: str
    #: None where the URL leaves the port out.
    url_port: int | None
    #: The same port for the external address, which always says it.
    port: int


def host_variables(plan: Mapping[str, Any], credentials: Credentials, host: str) -> list[Variable]:
    """Everything in the environment of one web host.

    Args:
        plan: What ``maestro.databases.plan`` returned.
        credentials: The application's credentials.
        host: Inventory name of the web host.

    Raises:
        ValueError: The host does not run the application, a credential is missing, or two variables have one name.
    """
    variables = list(web_variables(plan, host))
    for group in plan["groups"]:
        variables += group_variables(group, credentials, host_route(group))
    return distinct(variables)


def host_route(group: Mapping[str, Any]) -> Route:
    """How processes on hosts reach a group."""
    writer = writer_of(group)
    return Route(
        internal=group["address"],
        external=writer.get("address_ext") or group["address"],
        url_port=group["port"],
        port=group["port"],
    )


def address_variables(plan: Mapping[str, Any]) -> list[Variable]:
    """Where the databases and the application are and what the databases are called: what is no secret to others."""
    variables = [
        variable
        for group in plan["groups"]
        for variable in group_variables({**group, "accounts": []}, {}, host_route(group), urls=False)
    ]
    hosts = plan["application"]["hosts"]
    return [*variables, *(web_addresses(hosts) if hosts else ())]


def service_variables(group: Mapping[str, Any], credentials: Credentials) -> list[Variable]:
    """Everything in the environment of a container, for one group: its host is the group's Service.

    The Service's own ``_PORT`` is among them. Kubernetes puts ``REDIS_PORT=tcp://…`` into the pods of a namespace
    that has a Service ``redis``; what a Secret says wins over that.

    Raises:
        ValueError: A credential is missing.
    """
    service = group["service"]
    if not service:
        return []
    engine = ENGINES[group["engine"]]
    route = Route(
        internal=service,
        external=writer_of(group).get("address_ext") or service,
        # Encrypted, some schemes imply another port.
        url_port=None if group["port"] == engine.implied_port and not group.get("tls") else group["port"],
        port=group["port"],
    )
    variables = group_variables(group, credentials, route)
    link = f"{service.upper().replace('-', '_')}_PORT"
    if link not in {variable.name for variable in variables}:
        variables.append(Variable(link, str(group["port"])))
    return distinct(variables)


def pod_variables(plan: Mapping[str, Any], credentials: Credentials) -> list[Variable]:
    """Everything in the environment of a container, for the whole application.

    A group without a Service has nothing there: only its own host reaches it.

    Raises:
        ValueError: A credential is missing, or two variables have one name.
    """
    variables = [variable for group in plan["groups"] for variable in service_variables(group, credentials)]
    hosts = plan["application"]["hosts"]
    return distinct([*variables, *(web_addresses(hosts) if hosts else ())])


def absent_in_pods(plan: Mapping[str, Any], credentials: Credentials) -> set[str]:
    """Names of what web hosts have and containers do not."""
    alone = [group for group in plan["groups"] if not group["service"]]
    found = [one.name for group in alone for one in group_variables(group, credentials, host_route(group))]
    return {SERVER_NAME, *found}


def group_variables(
    group: Mapping[str, Any], credentials: Credentials, route: Route, *, urls: bool = True
) -> list[Variable]:
    """The variables of one group under each of its prefixes: those of the others follow the group's own."""
    fields = list(group_fields(group, credentials, route, urls=urls))
    found = []
    for prefix in group["prefixes"]:
        own = group["prefixes"][0]
        for field in fields:
            target = field.follows if prefix == own else field.name
            follows = f"{own}_{target}" if target else ""
            found.append(Variable(f"{prefix}_{field.name}", field.value, field.secret, follows))
    return found


def group_fields(
    group: Mapping[str, Any], credentials: Credentials, route: Route, *, urls: bool = True
) -> Iterator[Variable]:
    """The variables of one group without their prefix."""
    engine = ENGINES[group["engine"]]
    account = application_account(group, credentials)
    if account:
        yield Variable("USERNAME", account["username"])
        yield Variable("PASSWORD", account["password"], secret=True)
    if group["database"]:
        yield Variable("DATABASE", group["database"])
    yield from addresses("ADDRESS", route.internal, route.external)
    yield Variable("PORT", str(group["port"]))
    if engine.scheme and urls:
        internal = group_url(group, account, route.internal, route.url_port)
        external = group_url(group, account, route.external, route.port)
        yield from addresses("URL", internal, external, secret=bool(account))
    if engine.replicas:
        yield from replica_addresses(group)
    if engine.name == "mongodb" and len(group["hosts"]) > 1:
        # Names and no ports, of all members: drivers add the port themselves.
        yield Variable("ADDRESSES", ",".join(member["name"] for member in group["hosts"]))


def application_account(group: Mapping[str, Any], credentials: Credentials) -> Mapping[str, str]:
    """User name and password of the application in a group; empty where the engine has no login.

    Raises:
        ValueError: There should be one and there is not.
    """
    if APPLICATION not in {account["kind"] for account in group["accounts"]}:
        return {}
    key = f"{group['engine']}/{group['group']}/{APPLICATION}"
    if key not in credentials:
        raise ValueError(f"there is no credential {key}")
    return credentials[key]


def group_url(group: Mapping[str, Any], account: Mapping[str, str], host: str, port: int | None) -> str:
    """The application's connection URL of a group."""
    return connection_url(
        group["engine"],
        host,
        group["database"] if ENGINES[group["engine"]].url_database else None,
        username=account.get("username"),
        password=account.get("password"),
        port=port,
        tls=group.get("tls", False),
    )


def web_variables(plan: Mapping[str, Any], host: str) -> Iterator[Variable]:
    """The name of the host itself and where the application runs.

    Raises:
        ValueError: The host is none of the application's.
    """
    hosts = plan["application"]["hosts"]
    names = [member["name"] for member in hosts]
    if host not in names:
        application = plan["application"]["name"]
        raise ValueError(f"{host} is none of the hosts that run {application}: {', '.join(names) or 'none'}")
    yield Variable(SERVER_NAME, host)
    yield from web_addresses(hosts)


def writer_of(group: Mapping[str, Any]) -> Mapping[str, Any]:
    """The member that takes writes; empty for an external group."""
    return next((member for member in group["hosts"] if member["name"] == group["writer"]), {})


def distinct(variables: list[Variable]) -> list[Variable]:
    """The variables themselves.

    Raises:
        ValueError: Two have one name, so that one of them would be lost.
    """
    names = [variable.name for variable in variables]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two database groups would both set {', '.join(twice)}; rename one of the groups")
    return variables
