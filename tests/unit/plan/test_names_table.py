# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups, the primary, and the names that follow: what is declared by variables against the plan."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.world import lines, plan, problems, recorded

FIVE = ("db1", "db2", "db3", "db4", "db5")


def many(engine: str, *names: str, **more: Any) -> list[dict[str, Any]]:
    """Groups of an engine on hosts of their own; `main*` marks a primary."""
    found = []
    for name, host in zip(names, FIVE, strict=False):
        mark = {"primary": True} if name.endswith("*") else {}
        found.append({"engine": engine, "group": name.removesuffix("*"), "hosts": host, **mark, **more})
    return found


TABLE = {
    "a lone group without a name is the default": (
        [{"engine": "mysql", "hosts": "db1"}],
        ["mysql/default* dedicated db1 mysql MYSQL_DEFAULT,MYSQL"],
    ),
    "a lone group with a name has the plain Service too": (
        many("mysql", "venus"),
        ["mysql/venus* dedicated db1 mysql MYSQL_VENUS,MYSQL"],
    ),
    "a lone group need not be marked": (
        [{**many("mysql", "venus")[0], "primary": False}],
        ["mysql/venus* dedicated db1 mysql MYSQL_VENUS,MYSQL"],
    ),
    "the group Default": (
        many("mysql", "Default"),
        ["mysql/Default* dedicated db1 mysql MYSQL_DEFAULT,MYSQL"],
    ),
    "of several, none marked, all have their suffix and the first has the root variables": (
        many("mysql", "main", "spare", "archive"),
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
            "mysql/archive dedicated db3 mysql-archive MYSQL_ARCHIVE",
        ],
    ),
    "the first one marked": (
        many("mysql", "main*", "spare", "archive"),
        [
            "mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
            "mysql/archive dedicated db3 mysql-archive MYSQL_ARCHIVE",
        ],
    ),
    "the second one marked": (
        many("mysql", "main", "spare*", "archive"),
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN",
            "mysql/spare* dedicated db2 mysql MYSQL_SPARE,MYSQL",
            "mysql/archive dedicated db3 mysql-archive MYSQL_ARCHIVE",
        ],
    ),
    "groups are counted by engine": (
        [*many("mysql", "main"), {"engine": "redis", "group": "cache", "hosts": "db2"}],
        [
            "mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL",
            "redis/cache* dedicated db2 redis REDIS_CACHE,REDIS",
        ],
    ),
    "default is another word for primary": (
        [*many("mysql", "main"), {"engine": "mysql", "group": "spare", "hosts": "db2", "default": True}],
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN",
            "mysql/spare* dedicated db2 mysql MYSQL_SPARE,MYSQL",
        ],
    ),
    "underscores are dashes in Services": (
        many("mysql", "animals", "animals_replica"),
        [
            "mysql/animals dedicated db1 mysql-animals MYSQL_ANIMALS,MYSQL",
            "mysql/animals_replica dedicated db2 mysql-animals-replica MYSQL_ANIMALS_REPLICA",
        ],
    ),
    "dashes are underscores in variables": (
        many("redis", "blue-sky*", "b"),
        [
            "redis/blue-sky* dedicated db1 redis REDIS_BLUE_SKY,REDIS",
            "redis/b dedicated db2 redis-b REDIS_B",
        ],
    ),
    "capitals are lowered in Services": (
        many("postgresql", "Leopard", "Lion*"),
        [
            "postgresql/Leopard dedicated db1 postgresql-leopard POSTGRESQL_LEOPARD",
            "postgresql/Lion* dedicated db2 postgresql POSTGRESQL_LION,POSTGRESQL",
        ],
    ),
    "a group may be named default among others": (
        many("mysql", "default", "spare"),
        [
            "mysql/default dedicated db1 mysql-default MYSQL_DEFAULT,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
        ],
    ),
    "mariadb is mysql in every name": (
        many("mysql", "main", "spare*", flavour="mariadb"),
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN",
            "mysql/spare* dedicated db2 mysql MYSQL_SPARE,MYSQL",
        ],
    ),
    "percona is mysql in every name": (
        many("mysql", "main", flavour="percona"),
        ["mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL"],
    ),
    "valkey is redis in every name": (
        many("redis", "cache", "jobs", flavour="valkey"),
        [
            "redis/cache dedicated db1 redis-cache REDIS_CACHE,REDIS",
            "redis/jobs dedicated db2 redis-jobs REDIS_JOBS",
        ],
    ),
    "opensearch is elasticsearch in every name": (
        many("elasticsearch", "main", flavour="opensearch"),
        ["elasticsearch/main* dedicated db1 elasticsearch ELASTICSEARCH_MAIN,ELASTICSEARCH"],
    ),
    "mongodb": (
        many("mongodb", "main*", "spare"),
        [
            "mongodb/main* dedicated db1 mongodb MONGODB_MAIN,MONGODB",
            "mongodb/spare dedicated db2 mongodb-spare MONGODB_SPARE",
        ],
    ),
    "rabbitmq has names like the others": (
        many("rabbitmq", "main", "events"),
        [
            "rabbitmq/main dedicated db1 rabbitmq-main RABBITMQ_MAIN,RABBITMQ",
            "rabbitmq/events dedicated db2 rabbitmq-events RABBITMQ_EVENTS",
        ],
    ),
    "influxdb has names like the others": (
        many("influxdb", "metrics"),
        ["influxdb/metrics* dedicated db1 influxdb INFLUXDB_METRICS,INFLUXDB"],
    ),
    "engines come in their own order, groups as declared": (
        [*many("redis", "b", "a"), {"engine": "mysql", "hosts": "db3"}],
        [
            "mysql/default* dedicated db3 mysql MYSQL_DEFAULT,MYSQL",
            "redis/b dedicated db1 redis-b REDIS_B,REDIS",
            "redis/a dedicated db2 redis-a REDIS_A",
        ],
    ),
    "engines are apart in their primaries": (
        [*many("mysql", "main*", "spare"), *({**one, "engine": "redis"} for one in many("mysql", "main", "spare*"))],
        [
            "mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
            "redis/main dedicated db1 redis-main REDIS_MAIN",
            "redis/spare* dedicated db2 redis REDIS_SPARE,REDIS",
        ],
    ),
    "an external group counts as one of several": (
        [{"engine": "mysql", "group": "far", "address": "db.example.com"}, *many("mysql", "near")],
        [
            "mysql/far external - - -",
            "mysql/near dedicated db1 mysql-near MYSQL_NEAR",
        ],
    ),
    "an external group beside the primary": (
        [{"engine": "mysql", "group": "far", "address": "db.example.com"}, *many("mysql", "near*")],
        [
            "mysql/far external - - -",
            "mysql/near* dedicated db1 mysql MYSQL_NEAR,MYSQL",
        ],
    ),
    "an external group that is the primary has neither Service nor variables, and no other group gets them": (
        [{"engine": "mysql", "group": "far", "address": "db.example.com", "primary": True}, *many("mysql", "near")],
        [
            "mysql/far* external - - -",
            "mysql/near dedicated db1 mysql-near MYSQL_NEAR",
        ],
    ),
}


@pytest.mark.parametrize(("databases", "wanted"), TABLE.values(), ids=TABLE)
def test_names(databases: object, wanted: list[str]) -> None:
    assert lines(databases) == wanted


RECORDED = {
    "a lone group that was deployed keeps its Service when another comes": (
        many("mysql", "main", "spare"),
        [recorded("mysql", "main")],
        [
            "mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
        ],
    ),
    "also where the new one is declared before it": (
        many("mysql", "spare", "main"),
        [recorded("mysql", "main")],
        [
            "mysql/spare dedicated db1 mysql-spare MYSQL_SPARE",
            "mysql/main* dedicated db2 mysql MYSQL_MAIN,MYSQL",
        ],
    ),
    "one mark moves Service and root variables": (
        many("mysql", "main", "spare*"),
        [recorded("mysql", "main"), recorded("mysql", "spare", primary=False)],
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN",
            "mysql/spare* dedicated db2 mysql MYSQL_SPARE,MYSQL",
        ],
    ),
    "without the mark it stays where it was": (
        many("mysql", "main", "spare"),
        [recorded("mysql", "main", primary=False), recorded("mysql", "spare")],
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN",
            "mysql/spare* dedicated db2 mysql MYSQL_SPARE,MYSQL",
        ],
    ),
    "several that were deployed without a primary stay so": (
        many("mysql", "main", "spare"),
        [recorded("mysql", "main", primary=False), recorded("mysql", "spare", primary=False)],
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
        ],
    ),
    "the last of several is the primary by itself": (
        many("mysql", "spare"),
        [recorded("mysql", "main", deployment="external"), recorded("mysql", "spare", primary=False)],
        ["mysql/spare* dedicated db1 mysql MYSQL_SPARE,MYSQL"],
    ),
    "what another engine recorded is no matter": (
        many("mysql", "main", "spare"),
        [recorded("redis", "main", deployment="external")],
        [
            "mysql/main dedicated db1 mysql-main MYSQL_MAIN,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
        ],
    ),
    "a group keeps the spelling that it was deployed with": (
        many("mysql", "MAIN", "spare"),
        [recorded("mysql", "Main")],
        [
            "mysql/Main* dedicated db1 mysql MYSQL_MAIN,MYSQL",
            "mysql/spare dedicated db2 mysql-spare MYSQL_SPARE",
        ],
    ),
}


@pytest.mark.parametrize(("databases", "before", "wanted"), RECORDED.values(), ids=RECORDED)
def test_names_after_an_earlier_deployment(databases: object, before: list[Any], wanted: list[str]) -> None:
    assert lines(databases, recorded=before) == wanted


def test_the_recorded_primary_stays_until_another_one_is_marked() -> None:
    databases = [{**many("mysql", "main")[0], "primary": False}, many("mysql", "main", "spare")[1]]
    found = plan(databases, recorded=[recorded("mysql", "main", port=3306, hosts=("db1",))])
    assert [group.service for group in found.groups] == ["mysql", "mysql-spare"]
    assert found.warnings == (
        (
            "maestro_databases[0].primary: says that mysql group 'main' is not the primary one, and it is deployed as "
            "such: it stays until you mark another one with 'primary: true'"
        ),
    )
    databases[1] = {**databases[1], "primary": True}
    assert plan(databases, recorded=[recorded("mysql", "main", port=3306, hosts=("db1",))]).warnings == ()


def test_a_place_where_nothing_is_published_any_more_is_told() -> None:
    before = ["namespace shop-production, context east", "namespace old", "file a.yml"]
    targets = [{"context": "east"}, {"manifest": "a.yml"}]
    given = {"cluster": True, "allowed_sources": ["192.0.2.0/24"], "targets": targets}
    (told,) = plan(many("mysql", "main"), published=before, **given).warnings
    assert told == (
        "namespace old: was published to and is not in maestro_kubernetes any more; what stands there stays and is not "
        "kept up to date; docs/kubernetes.md of this collection says how to take it away"
    )
    assert len(plan(many("mysql", "main"), published=before).warnings) == 3


FAR = {"engine": "mysql", "group": "far", "address": "db.example.com"}
ELSEWHERE = (
    "mysql group 'far' is primary and hosted elsewhere: MYSQL_ADDRESS and its like are not set, and no database of "
    "ours has the name mysql alone; set what the application needs in maestro_variables, or mark another group with "
    "'primary: true'"
)


def test_a_primary_that_is_hosted_elsewhere_is_told() -> None:
    marked = {**FAR, "primary": True}
    assert plan([marked, *many("mysql", "near")]).warnings == (ELSEWHERE,)
    assert plan([FAR, *many("mysql", "near")], recorded=[recorded("mysql", "far", deployment="external")]).warnings == (
        ELSEWHERE,
    )
    # By itself nobody expects others, and unmarked none of them is taken for one.
    assert plan([marked]).warnings == plan([FAR, *many("mysql", "near*")]).warnings == ()


def test_two_words_for_one_mark_do_not_contradict_each_other() -> None:
    (group,) = many("mysql", "main")
    assert problems([{**group, "primary": False, "default": True}]) == [
        "maestro_databases[0].default: says the contrary of 'primary', and both mean the same mark; keep one of them"
    ]
    assert lines([{**group, "primary": True, "default": True}]) == ["mysql/main* dedicated db1 mysql MYSQL_MAIN,MYSQL"]


def test_switching_the_primary_moves_nothing_but_names() -> None:
    """What the root variables are made of follows the mark, and the groups' own stay (C008)."""
    one, other = plan(many("postgresql", "main*", "reports")), plan(many("postgresql", "main", "reports*"))
    for before, after in zip(one.groups, other.groups, strict=True):
        assert before.prefixes[0] == after.prefixes[0]
        for name in ("hosts", "address", "database", "accounts", "clients", "settings", "options", "port"):
            assert getattr(before, name) == getattr(after, name)
    assert [group.prefixes for group in other.groups] == [
        ("POSTGRESQL_MAIN",),
        ("POSTGRESQL_REPORTS", "POSTGRESQL"),
    ]


REFUSED = {
    "two marked": (
        many("mysql", "main*", "spare*"),
        (
            "maestro_databases[1].primary: mysql has two primaries, main and spare; mark one of them; "
            "maestro_databases[0] is marked too"
        ),
    ),
    "names that differ in case": (
        many("mysql", "Main", "main"),
        (
            "maestro_databases[1].group: 'main' and 'Main' of mysql would share a name; "
            "give this group another name than maestro_databases[0]"
        ),
    ),
    "names that differ in what a Service cannot show": (
        many("redis", "a_b", "a-b"),
        (
            "maestro_databases[1].group: 'a-b' and 'a_b' of redis would share a name; "
            "give this group another name than maestro_databases[0]"
        ),
    ),
    "two without a name": (
        [{"engine": "mysql", "hosts": "db1"}, {"engine": "mysql", "hosts": "db2"}],
        (
            "maestro_databases[1].group: 'default' and 'default' of mysql would share a name; "
            "give this group another name than maestro_databases[0]"
        ),
    ),
    "slave": (
        many("mysql", "Slave"),
        (
            "maestro_databases[0].group: 'Slave' is reserved: it would blur with the variables of replicas; "
            "choose another name"
        ),
    ),
    "replica": (
        many("mysql", "replica"),
        (
            "maestro_databases[0].group: 'replica' is reserved: it would blur with the variables of replicas; "
            "choose another name"
        ),
    ),
    "a digit first": (
        many("mysql", "2nd"),
        (
            "maestro_databases[0].group: '2nd' is not a group name: a letter, then letters, digits, '-' and '_'; "
            "choose another name"
        ),
    ),
    "a dash at the end": (
        many("mysql", "main-"),
        (
            "maestro_databases[0].group: 'main-' makes the Service name mysql-main-, which ends with '-'; "
            "choose another name"
        ),
    ),
    "a Service name too long": (
        many("elasticsearch", "a" * 50),
        (
            f"maestro_databases[0].group: '{'a' * 50}' makes the Service name elasticsearch-{'a' * 50} 64 characters "
            "long, 63 are allowed; choose another name"
        ),
    ),
    "two groups of memcached, which is on each web host": (
        [{"engine": "memcached"}, {"engine": "memcached", "group": "b"}],
        (
            "maestro_databases[1]: host web1 already carries memcached group 'default' (maestro_databases[0]); "
            "give each group of one engine a host of its own"
        ),
    ),
}


def test_two_applications_that_could_not_be_told_apart_are_refused() -> None:
    found = problems((), application="shop-a", environment="b", namesakes=["'shop' in 'a-b'"])
    assert found == [
        (
            "maestro_application: 'shop-a' in 'b' and 'shop' in 'a-b', which was deployed before, would both be called "
            "shop_a_b: they would share databases, users, namespace and state folder; give this one another name"
        )
    ]


@pytest.mark.parametrize(("databases", "first"), REFUSED.values(), ids=REFUSED)
def test_names_that_are_refused(databases: object, first: str) -> None:
    assert problems(databases)[0] == first
