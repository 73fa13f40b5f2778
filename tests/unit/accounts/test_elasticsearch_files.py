# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of Elasticsearch's file realm: what is ours changes, what is not stays."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import elasticsearch
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch_plan import Change
from ansible_collections.maestro.databases.plugins.module_utils.accounts.elasticsearch_wanted import Role
from ansible_collections.maestro.databases.plugins.module_utils.hosts.files import Wanted
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError

ROLE = Role(frozenset({"monitor"}), frozenset({"shop", "shop_*"}), frozenset({"all"}))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of configuration, whose files belong to whoever runs the test."""
    (tmp_path / "users").write_text("# by hand\nother:$2a$10$hash\n")
    (tmp_path / "users_roles").write_text("viewer:other,else\n")
    (tmp_path / "roles.yml").write_text("# The package's.\nmine:\n  cluster: [all]\n")
    owner, group = tmp_path.owner(), tmp_path.group()
    monkeypatch.setattr(
        elasticsearch.Store,
        "_file",
        staticmethod(lambda path, content, secret=True: Wanted(path, content, owner=owner, group=group, mode=0o640)),
    )
    return tmp_path


def written(folder, changes):
    store = elasticsearch.Store(str(folder))
    store.apply(changes, running=False)
    return [(folder / name).read_text() for name in ("users", "users_roles", "roles.yml")]


def test_a_user_and_its_role_come_and_go(folder):
    users, holders, roles = written(
        folder,
        [
            Change("maestro_shop", role=ROLE),
            Change("shop", roles=frozenset({"maestro_shop", "viewer"}), password="pw-of-shop", user=True),
        ],
    )
    assert users.startswith("other:$2a$10$hash\nshop:{PBKDF2}100000$")
    assert holders == "viewer:other,else,shop\nmaestro_shop:shop\n"
    assert roles == (
        "# The package's.\nmine:\n  cluster: [all]\n"
        "# Begin of what maestro.databases made; its next run replaces changes made here.\n"
        'maestro_shop: {"cluster": ["monitor"], "indices": [{"names": ["shop", "shop_*"], "privileges": ["all"]}]}\n'
        "# End of what maestro.databases made.\n"
    )
    store = elasticsearch.Store(str(folder))
    assert store.roles() == {"maestro_shop": ROLE}
    assert store.present()["shop"].roles == frozenset({"maestro_shop", "viewer"})
    assert store.present()["shop"].matches("pw-of-shop")
    assert not store.present()["shop"].matches("pw-of-other")
    assert written(folder, [Change("shop", user=True), Change("maestro_shop")]) == [
        "other:$2a$10$hash\n",
        "viewer:other,else\n",
        "# The package's.\nmine:\n  cluster: [all]\n",
    ]


def test_roles_change_and_the_verifier_stays(folder):
    written(folder, [Change("shop", roles=frozenset({"a"}), password="pw", user=True)])
    before = (folder / "users").read_text()
    users, holders, _roles = written(folder, [Change("shop", roles=frozenset({"b"}), user=True)])
    assert users == before
    assert holders == "viewer:other,else\nb:shop\n"


def test_a_role_that_somebody_changed_is_made_anew(folder):
    written(folder, [Change("maestro_shop", role=ROLE)])
    path = folder / "roles.yml"
    path.write_text(path.read_text().replace('"privileges": ["all"]', '"privileges": ["read"], "query": "x"'))
    assert elasticsearch.Store(str(folder)).roles()["maestro_shop"] != ROLE


def test_what_is_not_ours_between_our_comments_is_refused(folder):
    written(folder, [Change("maestro_shop", role=ROLE)])
    path = folder / "roles.yml"
    path.write_text(path.read_text().replace("maestro_shop: {", "maestro_shop: ["))
    with pytest.raises(HostError, match="is not ours; remove it"):
        elasticsearch.Store(str(folder))
