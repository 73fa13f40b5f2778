# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of several applications: what the marker says, what is united, and who is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.maestro.databases.plugins.filter.host_files import host_files
from ansible_collections.maestro.databases.plugins.filter.server_files import server_files
from ansible_collections.maestro.databases.plugins.module_utils.hosts import sharing

SHOP = {"application": "shop", "environment": "production", "group": "main"}
BLOG = {"application": "blog", "environment": "production", "group": "default"}
WIKI = {"application": "wiki", "environment": "production", "group": "default"}
OF_SHOP = {
    "listen": ["127.0.0.1"],
    "clients": ["10.0.0.2"],
    "names": ["shop_production"],
    "users": ["till"],
    "admins": ["maestro_admin"],
    "settings": ["work_mem"],
}
OF_BLOG = {
    "listen": ["127.0.0.1", "10.0.0.9"],
    "clients": ["10.0.0.3"],
    "names": ["blog_production"],
    "users": ["writer"],
    "admins": ["maestro_admin"],
    "settings": [],
}
SHARED = {
    **SHOP,
    "guests": [],
    "shared": {
        "listen": ["127.0.0.1"],
        "clients": ["10.0.0.2"],
        "names": ["shop_production"],
        "users": ["till", "maestro_admin"],
        "port": 5432,
    },
}
WITH_BLOG = {
    **SHARED,
    "guests": [
        {
            **BLOG,
            "listen": ["127.0.0.1", "10.0.0.9"],
            "clients": ["10.0.0.3"],
            "names": ["blog_production"],
            "users": ["writer"],
        }
    ],
}
#: What the owner of a server of RabbitMQ left for its files.
INPUTS = {"memory_mb": 2048, "cores": 0, "settings": {"heartbeat": 30}, "admins": ["maestro_admin"]}


def told(
    found: dict[str, Any], owner: dict[str, str], shared: dict[str, Any], port: int = 5432, **more: bool
) -> list[str]:
    return [str(problem) for problem in sharing.problems("postgresql", found, owner, port, shared, **more)]


def test_the_marker_of_a_server_that_nobody_shares_says_whose_it_is() -> None:
    assert sharing.marked({}, SHOP, 5432, {}) == SHOP
    assert sharing.marked({**SHOP, "version": "15"}, SHOP, 5432, {}) == SHOP


def test_the_first_one_owns_it_and_guests_come_by_name() -> None:
    assert sharing.marked({}, SHOP, 5432, OF_SHOP) == SHARED
    assert sharing.marked(SHARED, BLOG, 5432, OF_BLOG) == WITH_BLOG
    # Neither run forgets what the other said.
    assert sharing.marked(WITH_BLOG, SHOP, 5432, OF_SHOP) == WITH_BLOG
    assert sharing.marked(WITH_BLOG, BLOG, 5432, OF_BLOG) == WITH_BLOG
    third = sharing.marked(WITH_BLOG, WIKI, 5432, {**OF_BLOG, "names": ["wiki_production"], "users": ["wiki"]})
    assert [one["application"] for one in third["guests"]] == ["blog", "wiki"]
    assert third["shared"] == SHARED["shared"]


def test_a_user_that_got_another_name_stays_its_applications() -> None:
    renamed = sharing.marked(WITH_BLOG, BLOG, 5432, {**OF_BLOG, "users": ["author"]})
    assert renamed["guests"][0]["users"] == ["author", "writer"]
    assert sharing.marked(renamed, BLOG, 5432, {**OF_BLOG, "users": ["author"]}) == renamed
    owner = sharing.marked(renamed, SHOP, 5432, {**OF_SHOP, "users": ["cash"]})
    assert owner["shared"]["users"] == ["cash", "maestro_admin", "till"]
    assert owner["guests"] == renamed["guests"]


def looked(owner: dict[str, str], shared: dict[str, Any], marker: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"engine": "postgresql", "owner": owner, "port": 5432, "shared": shared}
    values = {"flavour": "postgresql", "version": "15", "unit": "postgresql@15-main", "overrides": []}
    guest = sharing.is_guest(marker, owner)
    return {"asked": asked, "marker": marker, "guest": guest, "data_directory": "/data", "inputs": {}, **values, **more}


def test_openings_are_united_in_one_order_whoever_runs() -> None:
    owner, guest = looked(SHOP, OF_SHOP, WITH_BLOG), looked(BLOG, OF_BLOG, SHARED)
    for one, own in ((owner, OF_SHOP), (guest, OF_BLOG)):
        assert sharing.united(one, "listen", own["listen"]) == ["127.0.0.1", "10.0.0.9"]
        assert sharing.united(one, "clients", own["clients"]) == ["10.0.0.2", "10.0.0.3"]
    assert sharing.united(looked(SHOP, {}, {}), "clients", ["10.0.0.7"]) == ["10.0.0.7"]


def test_a_guest_that_leaves_takes_nothing_along_but_its_own() -> None:
    leaving, of_wiki = {**BLOG, "leaves": True}, {**OF_BLOG, "clients": ["10.0.0.4"], "names": ["wiki_production"]}
    assert sharing.marked(WITH_BLOG, leaving, 5432, OF_BLOG) == SHARED
    # A second time, and beside another guest.
    assert sharing.marked(SHARED, leaving, 5432, OF_BLOG) == SHARED
    both = sharing.marked(WITH_BLOG, WIKI, 5432, of_wiki)
    assert sharing.marked(both, leaving, 5432, OF_BLOG) == sharing.marked(SHARED, WIKI, 5432, of_wiki)
    one = looked(leaving, OF_BLOG, both)
    assert sharing.united(one, "clients", OF_BLOG["clients"]) == ["10.0.0.2", "10.0.0.4"]
    assert told(WITH_BLOG, leaving, {**OF_BLOG, "names": []}) == []
    # An owner does not leave so: it stays the owner.
    assert sharing.marked(WITH_BLOG, {**SHOP, "leaves": True}, 5432, OF_SHOP) == WITH_BLOG


def test_a_guest_writes_the_owners_files() -> None:
    host = {"memory_mb": 9999, "cores": 4}
    mine = {"memory_mb": 2048, "settings": {"work_mem": "7MB"}, "local_users": ["maestro_admin"]}
    owner = server_files(
        looked(SHOP, OF_SHOP, WITH_BLOG), host, OF_SHOP["listen"], allowed_sources=OF_SHOP["clients"], **mine
    )
    kept = next(file for file in owner if file["path"] == "/etc/maestro/shared.d/postgresql.json")
    assert kept["mode"] == "0600"
    inputs = json.loads(kept["content"])
    assert inputs == {"cores": 0, **mine}
    guest = looked(BLOG, OF_BLOG, SHARED, inputs=inputs)
    assert (
        server_files(
            guest, host, OF_BLOG["listen"], memory_mb=64, allowed_sources=OF_BLOG["clients"], local_users=[], check=True
        )
        == owner
    )
    settings = next(file["content"] for file in owner if file["path"].endswith("conf.d/maestro.conf"))
    assert "listen_addresses = '127.0.0.1,10.0.0.9'\n" in settings
    assert "work_mem = '7MB'\n" in settings


def test_a_guest_writes_the_owners_sizes_whatever_its_own_look_tells() -> None:
    host = {"memory_mb": 8192, "cores": 4}
    owner = server_files(looked(SHOP, OF_SHOP, SHARED, memory_mb=2048), host, OF_SHOP["listen"])
    inputs = json.loads(next(file["content"] for file in owner if file["path"].endswith("shared.d/postgresql.json")))
    assert inputs["memory_mb"] == 2048
    guest = server_files(looked(BLOG, OF_BLOG, SHARED, inputs=inputs, memory_mb=8192), host, OF_BLOG["listen"])
    for files in (owner, guest):
        (conf,) = (file["content"] for file in files if file["path"].endswith("conf.d/maestro.conf"))
        assert "shared_buffers = '512MB'\n" in conf


def test_a_guest_of_rabbitmq_writes_the_owners_files_and_leaves_them_as_they_were() -> None:
    asked = {"engine": "rabbitmq", "port": 5672}
    values = {"flavour": "rabbitmq", "version": "4.0", "unit": "rabbitmq-server", "memory_mb": 4096}
    host = {"memory_mb": 9999, "cores": 4}

    def files(owner: dict[str, Any], shared: dict[str, Any], marker: dict[str, Any], **more: Any) -> dict[str, str]:
        engine = {**looked(owner, shared, marker, **values), "asked": {**asked, "owner": owner, "shared": shared}}
        written = [
            *host_files({**engine, "inputs": INPUTS}, allowed_sources=shared["clients"]),
            *server_files({**engine, "inputs": INPUTS}, host, shared["listen"], **more),
        ]
        return {file["path"]: file.get("content", "") for file in written}

    with_blog = {**WITH_BLOG, "shared": {**SHARED["shared"], "port": 5672}}
    alone = {**SHARED, "shared": with_blog["shared"]}
    owner = files(SHOP, OF_SHOP, with_blog, memory_mb=2048, settings={"heartbeat": 30}, admins=["maestro_admin"])
    guest = files(BLOG, OF_BLOG, alone, memory_mb=64, admins=[])
    assert guest == owner
    config = guest["/etc/maestro/rabbitmq.conf"].splitlines()
    assert [line for line in config if line.startswith(("listeners", "heartbeat", "loopback", "vm_memory"))] == [
        "heartbeat = 30",
        "listeners.tcp.1 = 127.0.0.1:5672",
        "listeners.tcp.2 = 10.0.0.9:5672",
        "loopback_users.guest = true",
        "loopback_users.maestro_admin = true",
        "vm_memory_high_watermark.absolute = 1228MiB",
    ]
    marker = json.loads(guest["/etc/maestro/databases.d/rabbitmq.json"])
    assert [one["users"] for one in marker["guests"]] == [["writer"]]
    # As its playbook for leaving calls the role: with the server's own addresses, and nothing of the guest's.
    leaving = {"listen": ["127.0.0.1"], "clients": [], "names": [], "users": [], "settings": []}
    left = files({**BLOG, "leaves": True}, leaving, with_blog)
    assert left == files(SHOP, OF_SHOP, alone, memory_mb=2048, settings={"heartbeat": 30}, admins=["maestro_admin"])
    assert json.loads(left["/etc/maestro/databases.d/rabbitmq.json"])["guests"] == []


def test_it_takes_the_word_on_both_sides() -> None:
    place = "/etc/maestro/databases.d/postgresql.json: postgresql on this host belongs to shop-production, group main, "
    asks = "and blog-production, group default asks for it; "
    assert told(SHOP, BLOG, {}) == [
        f"{place}{asks}use another host, or remove the marker if that application is gone",
    ]
    assert told(SHOP, BLOG, OF_BLOG) == [
        (
            f"{place}{asks}have shop-production, group main share it by shared: true and deploy that first, "
            "or use another host"
        ),
    ]
    assert told(SHARED, BLOG, {}) == [
        f"{place}{asks}say shared: true for this group, as that one does, or use another host"
    ]
    assert told(SHARED, BLOG, OF_BLOG) == []
    assert told(SHARED, SHOP, {}) == []


def test_what_a_guest_may_not() -> None:
    wants = {**OF_BLOG, "settings": ["work_mem"], "names": ["blog_production", "shop_production"]}
    assert told(SHARED, BLOG, wants, port=5433) == [
        (
            "postgresql settings: work_mem: the configuration of this server belongs to shop-production, group main; "
            "remove it here, and set it in shop-production, group main if all are to have it"
        ),
        "postgresql port: is 5432 on the server of shop-production, group main, and 5433 is asked for; use port: 5432",
        (
            "postgresql names: shop_production on this server belongs to shop-production, group main; "
            "give this application, or this group's database or user, another name"
        ),
    ]


def test_what_the_owner_may_not_while_there_are_guests() -> None:
    assert told(WITH_BLOG, SHOP, {}) == [
        (
            "postgresql shared: blog-production, group default have their data on this server; "
            "leave shared: true as long as they do"
        ),
    ]
    assert told(WITH_BLOG, SHOP, {**OF_SHOP, "names": ["blog_production"]}) == [
        (
            "postgresql names: blog_production on this server belongs to blog-production, group default; "
            "give this application, or this group's database or user, another name"
        ),
    ]
    assert told(WITH_BLOG, SHOP, {**OF_SHOP, "users": ["writer"]}) == [
        (
            "postgresql names: writer on this server belongs to blog-production, group default; "
            "give this application, or this group's database or user, another name"
        ),
    ]
    assert told(WITH_BLOG, SHOP, OF_SHOP) == []


def test_the_port_stays_while_there_are_guests() -> None:
    assert told(WITH_BLOG, SHOP, OF_SHOP, port=5433) == [
        (
            "postgresql port: blog-production, group default come to this server by its port; "
            "leave port: 5432 as long as they do"
        )
    ]
    assert told(SHARED, SHOP, OF_SHOP, port=5433) == []


def test_the_user_of_one_application_is_no_others() -> None:
    """Whoever names it first keeps it, and a server has one administrator, whose name is no guest's either."""
    for taken in ("till", "maestro_admin", "shop_production"):
        assert told(SHARED, BLOG, {**OF_BLOG, "users": ["blog", taken]}) == [
            (
                f"postgresql names: {taken} on this server belongs to shop-production, group main; "
                "give this application, or this group's database or user, another name"
            )
        ]
    assert told(WITH_BLOG, WIKI, {**OF_BLOG, "names": ["wiki_production"]}) == [
        (
            "postgresql names: writer on this server belongs to blog-production, group default; "
            "give this application, or this group's database or user, another name"
        )
    ]


def test_names_of_indices_that_begin_with_anothers_are_not_apart() -> None:
    for mine in ("shop", "shop_production", "shop_production-blog", "shop_production.a", "shop_production_b"):
        problems = sharing.problems("elasticsearch", SHARED, BLOG, 5432, {**OF_BLOG, "names": [mine]})
        told_of = f"elasticsearch names: {mine} on this server belongs to shop-production, group main; "
        mend = "give this application, or this group's database or user, another name"
        assert [str(problem) for problem in problems] == [told_of + mend]
    for mine in ("shop_productions", "blog_production"):
        assert sharing.problems("elasticsearch", SHARED, BLOG, 5432, {**OF_BLOG, "names": [mine]}) == []
    assert sharing.problems("mongodb", SHARED, BLOG, 5432, {**OF_BLOG, "names": ["shop_production_b"]}) == []


def test_an_owner_is_ready_once_guests_can_log_in(tmp_path: Path) -> None:
    folder = str(tmp_path)

    def ready(engine: str) -> bool:
        return sharing.ready(engine, sharing.read(engine, folder), folder)

    assert not ready("postgresql")
    for engine in ("postgresql", "mongodb"):
        Path(sharing.path(engine, folder)).write_text("{")
        assert not ready(engine)
        Path(sharing.path(engine, folder)).write_text('{"cores": 0}')
    assert ready("postgresql")
    assert not ready("mongodb")
    Path(sharing.admin_path("mongodb", folder)).write_text("{}")
    assert ready("mongodb")


def test_a_guest_waits_for_an_owner_whose_first_run_was_killed() -> None:
    assert told(SHARED, BLOG, OF_BLOG, ready=False) == [
        "postgresql shared: shop-production, group main has not finished its own deployment; deploy it again first"
    ]
    assert told(SHARED, SHOP, OF_SHOP, ready=False) == []
