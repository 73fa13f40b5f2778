# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration files of Elasticsearch and OpenSearch that are ours.

Both read one main file and include nothing, so theirs is replaced; it is what their own packages change as well. What
the makers say of Java and of logs stays in their files: logs lie in /var/log and rotate by themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..hosts.ours import HEAD, confined, drop_in
from ..hosts.placed import Placed
from ..hosts.problem import HostError
from ..hosts.settings import flat, taken, unfit_addresses
from .tuning import heap_mb

SERVICE = "elasticsearch"
OPENSEARCH = "opensearch"
LOOPBACK = "127.0.0.1"
SYSCTL = "/etc/sysctl.d/60-maestro-elasticsearch.conf"
#: Where a node alone would be found by others; nobody is to find it.
TRANSPORT_PORT = 9300
#: Between a change of Elasticsearch's users and their being in force.
RELOAD = "2s"
_NAME = re.compile(r"[a-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_*-]+)*")
_SECRET = re.compile(r"(password|passphrase|secret_key|access_key)$")
_SUBJECT = ("CN=node", "O=maestro.databases")

#: Settings that have a variable of their own, or none at all, with all below them: name → what to do instead.
_TAKEN = {
    "http.port": "use elasticsearch_port",
    "http.host": "use elasticsearch_listen_addresses",
    "http.bind_host": "use elasticsearch_listen_addresses",
    "network": "use elasticsearch_listen_addresses",
    "transport": "a single node talks to nobody",
    "remote_cluster*": "a single node talks to nobody",
    "discovery.type": "a group is a single node",
    "cluster.initial_master_nodes": "a group is a single node",
    "path.data": "use elasticsearch_data_directory",
    "xpack.security.enabled": "nobody gets in without a password",
    "xpack.security.authc.anonymous": "nobody gets in without a password",
    "xpack.security.authc.reserved_realm": "use elasticsearch_users",
    "xpack.security.authc.realms.file": "use elasticsearch_users",
    "resource.reload.interval.high": "a run waits as long as it is",
    "xpack.security.http.ssl": "TLS is not built yet",
    "xpack.security.transport.ssl": "a single node talks to nobody",
    "plugins.security.disabled": "nobody gets in without a password",
    "plugins.security.password.hashing": "use elasticsearch_users",
    "plugins.security.ssl": "TLS is not built yet",
    "plugins.security.ssl_only": "nobody gets in without a password",
    "opendistro_security": "write plugins.security",
}


def folder(flavour: str) -> str:
    """Where the server's configuration lies."""
    return f"/etc/{flavour}"


def settings(
    server: Placed, *, listen_addresses: Sequence[str], cluster: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Every setting of the main file by its dotted name; what the user gives wins.

    Raises:
        HostError: A given name or value cannot be used.
    """
    listening = list(dict.fromkeys(listen_addresses))
    ours: dict[str, Any] = {
        "cluster.name": cluster or server.flavour,
        "path.data": server.data_directory,
        "path.logs": f"/var/log/{server.flavour}",
        "http.host": listening,
        "http.port": server.port,
        "transport.host": LOOPBACK,
        "transport.port": TRANSPORT_PORT,
        "discovery.type": "single-node",
        "bootstrap.memory_lock": True,
        # No index is lost to a wildcard.
        "action.destructive_requires_name": True,
        **(_opensearch() if server.flavour == OPENSEARCH else _elasticsearch(server.version)),
    }
    theirs = flat(given)
    problems = [text for text in (_refusal(name, value) for name, value in theirs.items()) if text]
    problems += unfit_addresses("elasticsearch", listening)
    if listening and LOOPBACK not in listening:
        problems.append(f"elasticsearch_listen_addresses: {LOOPBACK} is to be among them; users are made from there")
    if problems:
        raise HostError("\n".join(problems))
    return {**ours, **theirs}


def _elasticsearch(version: str) -> dict[str, Any]:
    return {
        "xpack.security.enabled": True,
        "xpack.security.http.ssl.enabled": False,
        "xpack.security.transport.ssl.enabled": False,
        # Users that every server has, such as elastic; ours are in the file realm.
        "xpack.security.authc.reserved_realm.enabled": False,
        # How often it looks at the files of its users.
        "resource.reload.interval.high": RELOAD,
        # It would make certificates and a password of its own.
        **({} if version == "7" else {"xpack.security.autoconfiguration.enabled": False}),
    }


def _opensearch() -> dict[str, Any]:
    ssl = "plugins.security.ssl.transport"
    return {
        f"{ssl}.pemcert_filepath": "maestro/node.pem",
        f"{ssl}.pemkey_filepath": "maestro/node-key.pem",
        f"{ssl}.pemtrustedcas_filepath": "maestro/node.pem",
        f"{ssl}.enforce_hostname_verification": False,
        "plugins.security.ssl.http.enabled": False,
        "plugins.security.nodes_dn": [",".join(_SUBJECT)],
        # A server without data makes its users from our files; later they are changed over its API.
        "plugins.security.allow_default_init_securityindex": True,
        "plugins.security.restapi.roles_enabled": ["all_access"],
        "plugins.security.password.hashing.algorithm": "pbkdf2",
        "plugins.security.system_indices.enabled": True,
    }


def _refusal(name: str, value: Any) -> str:
    if not _NAME.fullmatch(name):
        return f"elasticsearch_settings: {name!r}: no name of a setting; see the maker's reference"
    if found := taken("elasticsearch", name, _TAKEN):
        return found
    if _SECRET.search(name):
        return f"elasticsearch_settings: {name}: not here; it is a secret, put it into the server's keystore"
    plain = (str, int, float, bool)
    if not isinstance(value, plain) and not (isinstance(value, list) and all(isinstance(one, plain) for one in value)):
        return f"elasticsearch_settings: {name}: is to be a text, a number, true or false, or a list of them"
    return ""


def render(values: Mapping[str, Any]) -> str:
    """The text of the main file: YAML, in the order of names."""
    # JSON is YAML, and says which texts are no numbers.
    return HEAD + "".join(f"{name}: {json.dumps(value)}\n" for name, value in sorted(values.items()))


def unit_drop_in(server: Placed) -> str:
    """Additions to the server's unit."""
    place = f"{folder(OPENSEARCH)}/maestro"
    certificate = (
        "# Its security plugin wants a certificate for what nodes talk among each other, which is nobody here:\n"
        "# a new one each time, that nobody else trusts.\n"
        "ExecStartPre=/usr/bin/openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650"
        f" -subj /{'/'.join(reversed(_SUBJECT))} -keyout {place}/node-key.pem -out {place}/node.pem\n"
    )
    written = [server.data_directory, *([folder(OPENSEARCH)] if server.flavour == OPENSEARCH else [])]
    return drop_in(
        SERVICE,
        f"{certificate if server.flavour == OPENSEARCH else ''}"
        "Restart=on-failure\n"
        "LimitMEMLOCK=infinity\n"
        f"{confined(*written)}",
        sysctl=SYSCTL,
    )


def files(
    server: Placed, *, listen_addresses: Sequence[str], given: Mapping[str, Any] | None = None, cluster: str = ""
) -> list[dict[str, Any]]:
    """The server's files, as database_files takes them.

    Args:
        server: The server on its host.
        listen_addresses: Addresses to bind.
        given: The user's own settings, nested or by dotted names.
        cluster: Name of the cluster; empty for the flavour's.

    Raises:
        HostError: The user's values cannot be put into force.
    """
    values = settings(server, listen_addresses=listen_addresses, cluster=cluster, given=given or {})
    root = {"owner": "root", "group": "root", "mode": "0644", "notify": SERVICE}
    # As the packages leave them, and make them again with each upgrade.
    owner = OPENSEARCH if server.flavour == OPENSEARCH else "root"
    own = {"owner": owner, "group": server.flavour, "mode": "0640", "notify": SERVICE}
    heap = heap_mb(server.memory_mb)
    place = folder(server.flavour)
    made = [
        {
            "path": server.data_directory,
            "owner": server.flavour,
            "group": server.flavour,
            "mode": "0750" if server.flavour == OPENSEARCH else "2750",
            "state": "directory",
        },
        {"path": f"{place}/{server.flavour}.yml", "content": render(values), **own},
        {"path": f"{place}/jvm.options.d/maestro.options", "content": f"{HEAD}-Xms{heap}m\n-Xmx{heap}m\n", **own},
        {
            "path": SYSCTL,
            "content": f"{HEAD}# As the makers advise: indexes are mapped into memory.\nvm.max_map_count = 262144\n",
            **root,
        },
        {
            "path": f"/etc/systemd/system/{server.unit}.service.d/maestro.conf",
            "content": unit_drop_in(server),
            **root,
        },
    ]
    if server.flavour == OPENSEARCH:
        made += [
            {
                "path": f"{place}/maestro",
                "owner": OPENSEARCH,
                "group": OPENSEARCH,
                "mode": "0750",
                "state": "directory",
            },
            # The package's own gives every user an index.
            {
                "path": f"{place}/opensearch-security/roles_mapping.yml",
                "content": f"{HEAD}_meta: {{type: rolesmapping, config_version: 2}}\n",
                **own,
            },
        ]
    return made
