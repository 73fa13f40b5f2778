# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be published, and what is refused with which words."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.request import (
    read_owner,
    read_pods,
    read_services,
)

MYSQL: dict[str, Any] = {
    "name": "mysql",
    "engine": "mysql",
    "group": "main",
    "primary": True,
    "port": 3306,
    "addresses": ["192.0.2.10"],
    "data": {"MYSQL_DATABASE": "shop"},
    "secret_data": {"MYSQL_PASSWORD": "hidden"},
}


def told(**changes: Any) -> str:
    services, problems = read_services([{**MYSQL, **changes}])
    assert len(services) == 1
    return "\n".join(map(str, problems))


def test_a_complete_group_is_read_as_it_is() -> None:
    (service,), problems = read_services([MYSQL])
    assert problems == []
    assert (service.name, service.engine, service.group, service.primary, service.port) == (
        "mysql",
        "mysql",
        "main",
        True,
        3306,
    )
    assert service.addresses == ("192.0.2.10",)
    assert service.secret == {"MYSQL_DATABASE": "shop", "MYSQL_PASSWORD": "hidden"}
    assert "hidden" not in repr(service)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1", "is a loopback address"),
        ("127.1.2.3", "is a loopback address"),
        ("::1", "is a loopback address"),
        ("169.254.10.1", "is a link-local address"),
        ("fe80::1", "is a link-local address"),
        ("0.0.0.0", "is the unspecified address"),
        ("224.0.0.1", "is a multicast address"),
        ("::ffff:192.0.2.1", "is an IPv4 address written as IPv6"),
    ],
)
def test_addresses_that_no_container_reaches_are_refused_with_the_group_and_the_address(
    address: str, words: str
) -> None:
    text = told(addresses=["192.0.2.10", address])
    assert text.startswith(f"database group mysql/main: {address} {words}, no container can reach it; ")


@pytest.mark.parametrize("port", ["0", "70000", "24199-24100", "24100-", "-1", "brick"])
def test_ports_that_are_none(port: str) -> None:
    assert told(direct_ports=["24007", port]) == (
        f"database group mysql/main: '{port}' is no port and no range; write it as 24007 or 24100-24199"
    )


@pytest.mark.parametrize("address", ["db1.example.com", "192.0.2.10:3306", "010.0.0.1", "192.0.2.0/24", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    assert f"database group mysql/main: '{address}' is not an IP address" in told(addresses=[address])


def test_a_group_without_addresses_is_refused() -> None:
    assert told(addresses=[]).startswith("database group mysql/main: has no address; ")


def test_addresses_get_their_shortest_form_and_stand_once() -> None:
    (service,), problems = read_services([{**MYSQL, "addresses": ["2001:DB8:0::1", "2001:db8::1", "192.0.2.10"]}])
    assert problems == []
    assert service.addresses == ("2001:db8::1", "192.0.2.10")


@pytest.mark.parametrize("name", ["MySQL", "1mysql", "-mysql", "mysql-", "mysql_main", "mysql.main", "m" * 64, ""])
def test_service_names_follow_rfc_1035(name: str) -> None:
    assert f"the Service name '{name}' is not an RFC 1035 label" in told(name=name)


@pytest.mark.parametrize("name", ["mysql", "mysql-main", "m", "m" * 63])
def test_good_service_names_pass(name: str) -> None:
    assert told(name=name, data={}, secret_data={}) == ""


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_ports_exist(port: int) -> None:
    assert f"port {port} does not exist" in told(port=port)


def test_a_key_in_both_dictionaries_is_refused_without_its_value() -> None:
    text = told(data={"MYSQL_PASSWORD": "canary-1"}, secret_data={"MYSQL_PASSWORD": "canary-2"})
    assert "the key MYSQL_PASSWORD stands in data and in secret_data" in text
    assert "canary" not in text


@pytest.mark.parametrize("value", [True, None, ["a"], {"a": "b"}])
def test_values_that_are_no_text_are_refused_without_being_shown(value: object) -> None:
    assert "the value of MYSQL_X is not text; write it in quotes" in told(secret_data={"MYSQL_X": value})


def test_numbers_become_text() -> None:
    (service,), problems = read_services([{**MYSQL, "data": {"MYSQL_PORT": 3306}}])
    assert problems == []
    assert service.secret["MYSQL_PORT"] == "3306"


def test_keys_that_a_secret_cannot_have_are_refused() -> None:
    assert "a Secret cannot have the key 'MY SQL'" in told(data={"MY SQL": "x"})


def test_the_port_variable_of_a_service_is_the_port() -> None:
    assert told(data={"MYSQL_PORT": "3306"}) == ""
    assert "MYSQL_PORT is not the port 3306" in told(data={"MYSQL_PORT": "tcp://10.96.0.1:3306"})


def test_two_groups_with_one_service_name_are_named() -> None:
    _services, problems = read_services([MYSQL, {**MYSQL, "group": "spare"}])
    assert list(map(str, problems)) == [
        "database group mysql/spare: the Service name mysql is that of mysql/main too; rename one of the groups"
    ]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    _services, problems = read_services(
        [
            {**MYSQL, "addresses": ["127.0.0.1"], "port": 0},
            {**MYSQL, "name": "Redis", "engine": "redis", "group": "default"},
        ]
    )
    text = "\n".join(map(str, problems))
    assert "mysql/main: port 0" in text
    assert "mysql/main: 127.0.0.1" in text
    assert "redis/default: the Service name 'Redis'" in text


def test_the_owner_is_read_and_checked() -> None:
    owner, problems = read_owner("shop-production", "shop", "production")
    assert problems == []
    assert owner.labels == {
        "app.kubernetes.io/managed-by": "maestro-databases",
        "maestro.databases/application": "shop",
        "maestro.databases/environment": "production",
    }
    _owner, problems = read_owner("Shop", "my shop", "")
    assert [problem.place for problem in problems] == ["namespace", "application", "environment"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"external_name": "db.example.com"}, "has addresses and an external_name"),
        ({"addresses": []}, "has no address"),
        ({"addresses": [], "external_name": "DB.example.com"}, "is no DNS name"),
        ({"addresses": [], "external_name": "192.0.2.1"}, "is no DNS name"),
        ({"addresses": [], "external_name": "localhost"}, "is the pod itself"),
        ({"aliases": ["mysql_main"]}, "the Service name 'mysql_main' is not an RFC 1035 label"),
        ({"aliases": ["mysql-main"], "data": {"MYSQL_MAIN_PORT": 1}}, "MYSQL_MAIN_PORT is not the port 3306"),
        ({"binding": {"host": "elsewhere"}}, "the key host of binding is not 'mysql'"),
        (
            {"binding": {"password": "x"}, "secret_binding": {"password": "x"}},
            "stands in binding and in secret_binding",
        ),
    ],
)
def test_shapes_that_contradict_themselves(changes: dict[str, Any], words: str) -> None:
    assert words in told(**changes)


def test_names_that_two_groups_would_both_take() -> None:
    one = {**MYSQL, "aliases": ["mysql-main"], "binding": {"provider": "mysql"}}
    for name, words in (
        ("mysql-main", "the Service name mysql-main is that of mysql/main too"),
        ("mysql-binding", "the Secret name mysql-binding is that of mysql/main too"),
    ):
        _services, problems = read_services([one, {**MYSQL, "name": name, "group": "other"}])
        assert [problem.what for problem in problems] == [words]


def test_labels_of_pods() -> None:
    assert read_pods({"app": "shop", "example.com/tier": "web"}) == ({"app": "shop", "example.com/tier": "web"}, [])
    _pods, problems = read_pods({"app": "a shop"})
    assert [str(problem) for problem in problems] == [
        "egress_pods: app: a shop is no label; write it as a pod has it, such as app: shop"
    ]
