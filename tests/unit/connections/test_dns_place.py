# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose names a host knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_place import domains, taken
from ansible_collections.maestro.databases.plugins.module_utils.connections.dns_server import domain_file


def test_each_application_has_its_domain(tmp_path: Path) -> None:
    (tmp_path / "shop-production.conf").write_text(domain_file("shop.internal", ["127.0.0.55"]))
    (tmp_path / "shop.v2-production.conf").write_text(domain_file("v2.internal", ["127.0.0.55"]))
    (tmp_path / "cut-production.conf").write_text("")
    # What a run that was killed had half written.
    (tmp_path / ".blog-production.conf.1x.maestro").write_text(domain_file("blog.internal", ["127.0.0.55"]))
    assert domains(str(tmp_path)) == {
        "cut-production": "",
        "shop-production": "shop.internal",
        "shop.v2-production": "v2.internal",
    }


def test_a_host_without_names_has_none(tmp_path: Path) -> None:
    assert domains(str(tmp_path / "nothing")) == {}


@pytest.mark.parametrize(
    ("domain", "others"),
    [
        ("", []),
        ("other.internal", []),
        # Its own.
        ("shop.internal", []),
        # Names below this one are told apart.
        ("a.blog.internal", []),
        ("blog.internal", ["blog-production"]),
    ],
)
def test_a_domain_is_one_applications(domain: str, others: list[str]) -> None:
    found = {"blog-production": "blog.internal", "cut-production": "", "shop-production": "shop.internal"}
    assert [str(problem) for problem in taken(domain, "shop-production", found)] == [
        (
            f"maestro_domain: blog.internal is the domain of {other} on this host, and one name would mean databases "
            "of two applications; give this application another domain, or deploy that one without it first"
        )
        for other in others
    ]
