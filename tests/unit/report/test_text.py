# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report: everything but the secrets."""

from __future__ import annotations

from typing import Any

from ansible_collections.maestro.databases.plugins.module_utils.report.text import report

PLAN: dict[str, Any] = {
    "application": {
        "name": "shop",
        "environment": "production",
        "namespace": "shop-production",
        "slug": "shop_production",
        "hosts": [],
    },
    "groups": [
        {
            "engine": "mysql",
            "flavour": "mariadb",
            "group": "main",
            "primary": True,
            "deployment": "dedicated",
            "version": "",
            "port": 3306,
            "database": "shop_production",
            "service": "mysql",
            "prefixes": ["MYSQL_MAIN", "MYSQL"],
            "hosts": [
                {"name": "db1", "address": "192.0.2.11", "address_ext": "192.0.2.11", "role": "writer", "server_id": 0}
            ],
            "writer": "db1",
            "address": "192.0.2.11",
            "accounts": [{"kind": "application", "username": "shop_production"}],
        },
        {
            "engine": "mongodb",
            "flavour": "mongodb",
            "group": "default",
            "primary": True,
            "deployment": "external",
            "version": "",
            "port": 27017,
            "address": "mongo.example.com",
            "hosts": [],
            "accounts": [],
        },
    ],
    "warnings": ["take care"],
}


def test_the_whole_report() -> None:
    recorded = [{"engine": "mysql", "group": "main", "version": "11.8"}]
    assert (
        report(PLAN, recorded, kubernetes=True)
        == """Databases of shop (production)

  mysql group 'main' (dedicated, primary)
    server      mariadb 11.8
    host        db1 (192.0.2.11:3306), writer
    variables   MYSQL_*, MYSQL_MAIN_*
    on hosts    mysql://shop_production:********@192.0.2.11:3306/shop_production
    Service     mysql in namespace shop-production
    from pods   mysql://shop_production:********@mysql/shop_production

  mongodb group 'default' (external, primary)
    answers at  mongo.example.com:27017
    managed     elsewhere: nothing is installed or generated

Note: take care"""
    )


def test_without_kubernetes_there_is_no_service() -> None:
    assert "Service" not in report(PLAN)
    assert "the distribution's own" in report(PLAN)


def test_an_engine_without_a_url_shows_its_address_and_its_volumes() -> None:
    hosts = [
        {"name": name, "address": f"192.0.2.{number}", "address_ext": "", "role": role, "server_id": number}
        for name, number, role in (("db1", 1, "writer"), ("db2", 2, "member"))
    ]
    group = {
        **PLAN["groups"][0],
        "engine": "glusterfs",
        "flavour": "glusterfs",
        "group": "default",
        "port": 24007,
        "service": "glusterfs",
        "prefixes": ["GLUSTERFS_DEFAULT", "GLUSTERFS"],
        "hosts": hosts,
        "address": "192.0.2.1",
        "accounts": [],
        "options": {"volumes": [{"name": "data-store", "mount": "/mnt/data-store"}], "mounts": ["web1"]},
    }
    lines = report({**PLAN, "groups": [group], "warnings": []}, kubernetes=True).splitlines()
    assert [line.strip() for line in lines[4:]] == [
        "host        db1 (192.0.2.1:24007), writer",
        "db2 (192.0.2.2:24007), member",
        "variables   GLUSTERFS_*, GLUSTERFS_DEFAULT_*",
        "on hosts    192.0.2.1:24007",
        "volume      data-store at /mnt/data-store on web1",
        "Service     glusterfs in namespace shop-production",
        "from pods   glusterfs:24007",
    ]
