# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elasticsearch's and OpenSearch's files from what the host has and the user sets."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.elasticsearch import config
from ansible_collections.maestro.databases.plugins.module_utils.elasticsearch.tuning import heap_mb
from ansible_collections.maestro.databases.plugins.module_utils.hosts.placed import Placed
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


def files(
    given: Any = None, listen: Any = ("127.0.0.1", "10.0.0.3"), flavour: str = "elasticsearch", version: str = "8"
) -> dict[str, dict[str, Any]]:
    server = Placed("elasticsearch", flavour, version, flavour, 9200, f"/var/lib/{flavour}", 4096)
    made = config.files(server, listen_addresses=listen, given=given, cluster="shop-production-main")
    return {file["path"]: file for file in made}


@pytest.mark.parametrize(
    ("memory", "heap"), [(0, 256), (512, 256), (1024, 512), (4096, 2048), (63488, 31744), (262144, 31744)]
)
def test_the_heap_is_half_of_the_memory_and_never_needs_long_pointers(memory, heap):
    assert heap_mb(memory) == heap


def test_the_file_of_elasticsearch():
    file = files()["/etc/elasticsearch/elasticsearch.yml"]
    assert file["content"].splitlines()[1:] == [
        "action.destructive_requires_name: true",
        "bootstrap.memory_lock: true",
        'cluster.name: "shop-production-main"',
        'discovery.type: "single-node"',
        'http.host: ["127.0.0.1", "10.0.0.3"]',
        "http.port: 9200",
        'path.data: "/var/lib/elasticsearch"',
        'path.logs: "/var/log/elasticsearch"',
        'resource.reload.interval.high: "2s"',
        'transport.host: "127.0.0.1"',
        "transport.port: 9300",
        "xpack.security.authc.reserved_realm.enabled: false",
        "xpack.security.autoconfiguration.enabled: false",
        "xpack.security.enabled: true",
        "xpack.security.http.ssl.enabled: false",
        "xpack.security.transport.ssl.enabled: false",
    ]
    assert (file["owner"], file["group"], file["mode"], file["notify"]) == (
        *("root", "elasticsearch", "0640", "elasticsearch"),
    )
    assert "autoconfiguration" not in files(version="7")["/etc/elasticsearch/elasticsearch.yml"]["content"]


def test_the_file_of_opensearch():
    made = files(flavour="opensearch", version="2")
    lines = made["/etc/opensearch/opensearch.yml"]["content"].splitlines()
    assert [line for line in lines if line.startswith("plugins.")] == [
        "plugins.security.allow_default_init_securityindex: true",
        'plugins.security.nodes_dn: ["CN=node,O=maestro.databases"]',
        'plugins.security.password.hashing.algorithm: "pbkdf2"',
        'plugins.security.restapi.roles_enabled: ["all_access"]',
        "plugins.security.ssl.http.enabled: false",
        "plugins.security.ssl.transport.enforce_hostname_verification: false",
        'plugins.security.ssl.transport.pemcert_filepath: "maestro/node.pem"',
        'plugins.security.ssl.transport.pemkey_filepath: "maestro/node-key.pem"',
        'plugins.security.ssl.transport.pemtrustedcas_filepath: "maestro/node.pem"',
        "plugins.security.system_indices.enabled: true",
    ]
    assert "xpack" not in "".join(lines)
    mapping = made["/etc/opensearch/opensearch-security/roles_mapping.yml"]["content"]
    assert mapping.splitlines()[1:] == ["_meta: {type: rolesmapping, config_version: 2}"]


def test_the_heap_and_the_unit():
    made = files()
    assert made["/etc/elasticsearch/jvm.options.d/maestro.options"]["content"].splitlines()[1:] == [
        *("-Xms2048m", "-Xmx2048m"),
    ]
    unit = made["/etc/systemd/system/elasticsearch.service.d/maestro.conf"]["content"]
    assert "\nLimitMEMLOCK=infinity\n" in unit
    assert "\nReadWritePaths=/var/lib/elasticsearch\n" in unit
    assert "openssl" not in unit


def test_each_start_of_opensearch_makes_a_certificate_for_its_own_node():
    unit = files(flavour="opensearch")["/etc/systemd/system/opensearch.service.d/maestro.conf"]["content"]
    (line,) = [line for line in unit.splitlines() if "openssl" in line]
    assert line == (
        "ExecStartPre=/usr/bin/openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 "
        "-subj /O=maestro.databases/CN=node "
        "-keyout /etc/opensearch/maestro/node-key.pem -out /etc/opensearch/maestro/node.pem"
    )
    assert "\nReadWritePaths=/var/lib/opensearch /etc/opensearch\n" in unit


def test_users_settings_win_nested_or_dotted():
    given = {"action": {"destructive_requires_name": False}, "script.allowed_types": ["inline"], "node.attr.rack": 1}
    lines = files(given)["/etc/elasticsearch/elasticsearch.yml"]["content"].splitlines()
    assert "action.destructive_requires_name: false" in lines
    assert 'script.allowed_types: ["inline"]' in lines
    assert "node.attr.rack: 1" in lines


def test_all_that_cannot_be_used_is_told_at_once():
    given = {
        "http": {"port": 1},
        "xpack.security.enabled": False,
        "xpack.security.http.ssl.enabled": True,
        "plugins.security.ssl.http.enabled": True,
        "s3.client.default.secret_key": "x",
        "a b": 1,
        "node.attr.rack": None,
    }
    with pytest.raises(HostError) as told:
        files(given, listen=["es1"])
    assert str(told.value).splitlines() == [
        "elasticsearch_settings: http.port: not here; use elasticsearch_port",
        "elasticsearch_settings: xpack.security.enabled: not here; nobody gets in without a password",
        "elasticsearch_settings: xpack.security.http.ssl.enabled: not here; TLS is not built yet",
        "elasticsearch_settings: plugins.security.ssl.http.enabled: not here; TLS is not built yet",
        (
            "elasticsearch_settings: s3.client.default.secret_key: not here; it is a secret, put it into the server's "
            "keystore"
        ),
        "elasticsearch_settings: 'a b': no name of a setting; see the maker's reference",
        "elasticsearch_settings: node.attr.rack: is to be a text, a number, true or false, or a list of them",
        "elasticsearch_listen_addresses: 'es1': write an address",
        "elasticsearch_listen_addresses: 127.0.0.1 is to be among them; users are made from there",
    ]


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("transport.profiles.client.port", "a single node talks to nobody"),
        ("transport.tcp.port", "a single node talks to nobody"),
        ("remote_cluster_server.enabled", "a single node talks to nobody"),
        ("remote_cluster.host", "a single node talks to nobody"),
        ("opendistro_security.disabled", "write plugins.security"),
    ],
)
def test_what_would_undo_the_protection_is_refused(name, mend):
    with pytest.raises(HostError) as told:
        files({name: 1}, listen=["127.0.0.1"])
    assert str(told.value) == f"elasticsearch_settings: {name}: not here; {mend}"
