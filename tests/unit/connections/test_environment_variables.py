# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.address_fields import Variable
from ansible_collections.maestro.databases.plugins.module_utils.connections.variables import (
    absent_in_pods,
    host_variables,
    pod_variables,
    service_variables,
)

CREDENTIALS = {
    "postgresql/main/application": {"username": "shop_production", "password": "p@ss"},
    "postgresql/reports/application": {"username": "shop_production", "password": "r1"},
    "redis/default/application": {"username": "shop_production", "password": "r2"},
    "elasticsearch/default/application": {"username": "shop_production", "password": "e1"},
}


def host(name: str, number: int) -> dict:
    return {
        "name": name,
        "address": f"10.0.0.{number}",
        "address_ext": f"192.0.2.{number}",
        "role": "writer",
        "server_id": 0,
    }


def group(engine: str, name: str, prefixes: list[str], service: str, **more: object) -> dict:
    return {
        "engine": engine,
        "group": name,
        "deployment": "dedicated",
        "port": {"postgresql": 5432, "redis": 6379, "mongodb": 27017, "memcached": 11211}.get(engine, 9200),
        "database": {"redis": "0", "memcached": ""}.get(engine, "shop_production"),
        "service": service,
        "prefixes": prefixes,
        "hosts": [host("db1", 3)],
        "writer": "db1",
        "address": "10.0.0.3",
        "accounts": [{"kind": "application", "username": "shop_production"}, {"kind": "admin", "username": "a"}],
        **more,
    }


def plan(*groups: dict) -> dict:
    return {
        "application": {"name": "shop", "environment": "production", "hosts": [host("web1", 1), host("web2", 2)]},
        "groups": list(groups),
    }


def values(variables: list[Variable]) -> dict[str, str]:
    return {variable.name: variable.value for variable in variables}


def test_everything_of_a_web_host() -> None:
    found = host_variables(plan(group("postgresql", "main", ["POSTGRESQL_MAIN"], "postgresql")), CREDENTIALS, "web2")
    assert values(found) == {
        "SERVER_NAME": "web2",
        "WEB_ADDRESS_INT": "10.0.0.1",
        "WEB_ADDRESS_EXT": "192.0.2.1",
        "WEB_ADDRESS": "10.0.0.1",
        "WEB_ADDRESSES_INT": "10.0.0.1,10.0.0.2",
        "WEB_ADDRESSES_EXT": "192.0.2.1,192.0.2.2",
        "WEB_ADDRESSES": "10.0.0.1,10.0.0.2",
        "POSTGRESQL_MAIN_USERNAME": "shop_production",
        "POSTGRESQL_MAIN_PASSWORD": "p@ss",
        "POSTGRESQL_MAIN_DATABASE": "shop_production",
        "POSTGRESQL_MAIN_ADDRESS_INT": "10.0.0.3",
        "POSTGRESQL_MAIN_ADDRESS_EXT": "192.0.2.3",
        "POSTGRESQL_MAIN_ADDRESS": "10.0.0.3",
        "POSTGRESQL_MAIN_PORT": "5432",
        "POSTGRESQL_MAIN_URL_INT": "postgresql://shop_production:p%40ss@10.0.0.3:5432/shop_production",
        "POSTGRESQL_MAIN_URL_EXT": "postgresql://shop_production:p%40ss@192.0.2.3:5432/shop_production",
        "POSTGRESQL_MAIN_URL": "postgresql://shop_production:p%40ss@10.0.0.3:5432/shop_production",
        "POSTGRESQL_MAIN_SLAVE_ADDRESSES_INT": "",
        "POSTGRESQL_MAIN_SLAVE_ADDRESSES_EXT": "",
        "POSTGRESQL_MAIN_SLAVE_ADDRESSES": "",
    }
    assert sorted(variable.name for variable in found if variable.secret) == [
        "POSTGRESQL_MAIN_PASSWORD",
        "POSTGRESQL_MAIN_URL",
        "POSTGRESQL_MAIN_URL_EXT",
        "POSTGRESQL_MAIN_URL_INT",
    ]


def test_root_variables_follow_the_primary_and_groups_keep_theirs() -> None:
    """C008."""

    def rendered(primary: str) -> dict[str, str]:
        own = {"main": ["POSTGRESQL_MAIN"], "reports": ["POSTGRESQL_REPORTS"]}
        own[primary].append("POSTGRESQL")
        main = group("postgresql", "main", own["main"], "x")
        reports = group("postgresql", "reports", own["reports"], "y", address="10.0.0.4", hosts=[host("db1", 4)])
        return values(host_variables(plan(main, reports), CREDENTIALS, "web1"))

    before, after = rendered("main"), rendered("reports")
    assert before["POSTGRESQL_URL"] == before["POSTGRESQL_MAIN_URL"] != before["POSTGRESQL_REPORTS_URL"]
    assert after["POSTGRESQL_URL"] == after["POSTGRESQL_REPORTS_URL"] != after["POSTGRESQL_MAIN_URL"]
    own = [name for name in before if name.startswith(("POSTGRESQL_MAIN_", "POSTGRESQL_REPORTS_"))]
    assert [before[name] for name in own] == [after[name] for name in own]


def test_an_external_database_has_no_variables() -> None:
    external = group(
        "mongodb",
        "default",
        [],
        "",
        deployment="external",
        hosts=[],
        writer="",
        address="mongo.example.com",
        accounts=[],
    )
    assert not [
        one for one in host_variables(plan(external), {}, "web1") if not one.name.startswith(("WEB_", "SERVER_"))
    ]
    assert service_variables(external, {}) == []


def test_replicas_are_listed() -> None:
    replicated = group("redis", "default", ["REDIS"], "redis", hosts=[host("db1", 3), host("db2", 4), host("db3", 5)])
    found = values(host_variables(plan(replicated), CREDENTIALS, "web1"))
    assert found["REDIS_SLAVE_ADDRESSES"] == "10.0.0.4,10.0.0.5"
    assert found["REDIS_SLAVE_ADDRESSES_EXT"] == "192.0.2.4,192.0.2.5"


def test_an_engine_without_accounts() -> None:
    found = values(host_variables(plan(group("memcached", "default", ["MEMCACHED"], "x", accounts=[])), {}, "web1"))
    assert found["MEMCACHED_URL"] == "memcached://10.0.0.3:11211"
    assert "MEMCACHED_PASSWORD" not in found
    assert "MEMCACHED_SLAVE_ADDRESSES" not in found


def test_an_elasticsearch_url_has_its_port_and_no_database() -> None:
    search = group("elasticsearch", "default", ["ELASTICSEARCH"], "elasticsearch")
    found = values(service_variables(search, CREDENTIALS))
    assert found["ELASTICSEARCH_URL"] == "http://shop_production:e1@elasticsearch:9200"
    assert found["ELASTICSEARCH_DATABASE"] == "shop_production"


def test_everything_of_a_container() -> None:
    found = service_variables(group("redis", "default", ["REDIS"], "redis"), CREDENTIALS)
    assert values(found) == {
        "REDIS_USERNAME": "shop_production",
        "REDIS_PASSWORD": "r2",
        "REDIS_DATABASE": "0",
        "REDIS_ADDRESS_INT": "redis",
        "REDIS_ADDRESS_EXT": "192.0.2.3",
        "REDIS_ADDRESS": "redis",
        "REDIS_PORT": "6379",
        "REDIS_URL_INT": "redis://shop_production:r2@redis/0",
        "REDIS_URL_EXT": "redis://shop_production:r2@192.0.2.3:6379/0",
        "REDIS_URL": "redis://shop_production:r2@redis/0",
        "REDIS_SLAVE_ADDRESSES_INT": "",
        "REDIS_SLAVE_ADDRESSES_EXT": "",
        "REDIS_SLAVE_ADDRESSES": "",
    }


def test_everything_of_the_containers_of_an_application() -> None:
    """All groups with a Service, by its name; what only its own host reaches is left out, as the host's own name is."""
    cache = group("memcached", "default", ["MEMCACHED"], "", address="127.0.0.1", accounts=[])
    main = group("postgresql", "main", ["POSTGRESQL_MAIN", "POSTGRESQL"], "postgresql")
    spare = group("postgresql", "reports", ["POSTGRESQL_REPORTS"], "postgresql-reports", port=5433)
    found = values(pod_variables(plan(main, spare, cache), CREDENTIALS))
    assert {name: found[name] for name in found if name.endswith(("_ADDRESS", "_URL", "_PORT", "_ADDRESSES_EXT"))} == {
        "POSTGRESQL_MAIN_ADDRESS": "postgresql",
        "POSTGRESQL_MAIN_PORT": "5432",
        "POSTGRESQL_MAIN_URL": "postgresql://shop_production:p%40ss@postgresql/shop_production",
        "POSTGRESQL_MAIN_SLAVE_ADDRESSES_EXT": "",
        "POSTGRESQL_ADDRESS": "postgresql",
        "POSTGRESQL_PORT": "5432",
        "POSTGRESQL_URL": "postgresql://shop_production:p%40ss@postgresql/shop_production",
        "POSTGRESQL_SLAVE_ADDRESSES_EXT": "",
        "POSTGRESQL_REPORTS_ADDRESS": "postgresql-reports",
        "POSTGRESQL_REPORTS_PORT": "5433",
        "POSTGRESQL_REPORTS_URL": "postgresql://shop_production:r1@postgresql-reports:5433/shop_production",
        "POSTGRESQL_REPORTS_SLAVE_ADDRESSES_EXT": "",
        "WEB_ADDRESS": "10.0.0.1",
        "WEB_ADDRESSES_EXT": "192.0.2.1,192.0.2.2",
    }
    assert "SERVER_NAME" not in found
    assert absent_in_pods(plan(main, cache), CREDENTIALS) == {
        "SERVER_NAME",
        "MEMCACHED_ADDRESS_INT",
        "MEMCACHED_ADDRESS_EXT",
        "MEMCACHED_ADDRESS",
        "MEMCACHED_PORT",
        "MEMCACHED_URL_INT",
        "MEMCACHED_URL_EXT",
        "MEMCACHED_URL",
    }


def test_an_application_that_runs_in_containers_alone_has_no_web_addresses() -> None:
    alone = plan(group("redis", "default", ["REDIS"], "redis"))
    alone["application"]["hosts"] = []
    assert [one.name for one in pod_variables(alone, CREDENTIALS) if one.name.startswith("WEB_")] == []


def test_a_port_of_its_own_stands_in_the_url() -> None:
    found = values(service_variables(group("redis", "default", ["REDIS"], "redis", port=6380), CREDENTIALS))
    assert (found["REDIS_URL"], found["REDIS_PORT"]) == ("redis://shop_production:r2@redis:6380/0", "6380")


@pytest.mark.parametrize(
    ("service", "prefixes", "link"),
    [
        ("postgresql", ["POSTGRESQL_MAIN", "POSTGRESQL"], "POSTGRESQL_PORT"),
        ("postgresql-main", ["POSTGRESQL_MAIN"], "POSTGRESQL_MAIN_PORT"),
        # A Service that an earlier deployment named otherwise.
        ("pg-old", ["POSTGRESQL_MAIN"], "PG_OLD_PORT"),
    ],
)
def test_a_service_link_never_wins_over_the_port(service: str, prefixes: list[str], link: str) -> None:
    """C010."""
    found = values(service_variables(group("postgresql", "main", prefixes, service), CREDENTIALS))
    pod = {link: "tcp://10.96.0.7:5432", **found}
    assert int(pod[link]) == 5432


def test_refusals() -> None:
    with pytest.raises(ValueError, match="there is no credential postgresql/main/application"):
        host_variables(plan(group("postgresql", "main", ["POSTGRESQL"], "x")), {}, "web1")
    with pytest.raises(ValueError, match="web9 is none of the hosts that run shop: web1, web2"):
        host_variables(plan(), {}, "web9")
    twice = group("redis", "default", ["REDIS"], "x")
    with pytest.raises(ValueError, match="would both set REDIS_ADDRESS, "):
        host_variables(plan(twice, twice), CREDENTIALS, "web1")


def test_a_secret_is_not_in_a_representation() -> None:
    assert repr(Variable("A_PASSWORD", "s3cret", secret=True)) == "Variable(A_PASSWORD=(hidden))"
