# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes of config/mongoid.yml before and after."""

from __future__ import annotations

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.connections.mongoid_file import mongoid_yml
from ansible_collections.maestro.databases.plugins.module_utils.connections.rails_file import File, Outcome
from tests.unit.connections.application_file import database

MAIN = database("mongodb", "main")
LOGS = database("mongodb", "logs", False, "10.0.0.6")
SET = database("mongodb", "main", members=3, values={"SLAVE_ADDRESSES": "10.0.0.7,10.0.0.8"})
ELSEWHERE = database("mongodb", values={"URL": "mongodb://shop_u:s3cret@10.0.0.3:27017/shop_d?authSource=admin"})


def run(text: str | None, found: list, **groups: str) -> Outcome:
    return mongoid_yml(text, File("mongoid.yml", "production", found, groups))


SHAPES = {
    "no file": (
        None,
        [MAIN],
        """production:
  clients:
    default:
      database: shop_d
      hosts:
        - '10.0.0.3:27017'
      options:
        user: shop_u
        password: s3cret
""",
    ),
    "lists in lines, comments, own options": (
        """production:
  clients:
    default:
      database: old # name
      hosts:
        - localhost:27017
        - other:27017 # spare
      options:
        # user: 'user'
        read:
          mode: :primary
        password: "old" # secret
  options:
    raise_not_found_error: true
""",
        [MAIN],
        """production:
  clients:
    default:
      database: shop_d # name
      hosts:
        - '10.0.0.3:27017'
      options:
        # user: 'user'
        read:
          mode: :primary
        password: s3cret # secret
        user: shop_u
  options:
    raise_not_found_error: true
""",
    ),
    "lists in brackets, no options": (
        "production:\n  clients:\n    default:\n      database: old\n      hosts: ['a:1', 'b:2'] # two\n",
        [MAIN],
        """production:
  clients:
    default:
      database: shop_d
      hosts: ['10.0.0.3:27017'] # two
      options: {user: shop_u, password: s3cret}
""",
    ),
    "everything in braces": (
        "production: {clients: {default: {database: old, hosts: [a:1], options: {max_pool_size: 9}}}}\n",
        [MAIN],
        (
            "production: {clients: {default: {database: shop_d, hosts: ['10.0.0.3:27017'], "
            "options: {max_pool_size: 9, user: shop_u, password: s3cret}}}}\n"
        ),
    ),
    "a uri keeps its parameters": (
        "production:\n  clients:\n    default:\n      uri: mongodb://u:p@h/db?retryWrites=true&authSource=admin\n",
        [MAIN],
        (
            "production:\n  clients:\n    default:\n"
            "      uri: 'mongodb://shop_u:s3cret@10.0.0.3:27017/shop_d?retryWrites=true'\n"
        ),
    ),
    "a uri of a replica set of old": (
        (
            "production:\n  clients:\n    default:\n"
            "      uri: mongodb://u:p@a,b/db?replicaSet=rs0&tls=true&authMechanism=SCRAM-SHA-1&w=majority\n"
        ),
        [MAIN],
        (
            "production:\n  clients:\n    default:\n"
            "      uri: 'mongodb://shop_u:s3cret@10.0.0.3:27017/shop_d?w=majority'\n"
        ),
    ),
    "a uri by our variable": (
        "production:\n  clients:\n    default:\n      uri: <%= ENV['MONGODB_URL'] %>\n",
        [MAIN],
        "production:\n  clients:\n    default:\n      uri: <%= ENV['MONGODB_URL'] %>\n",
    ),
    "sessions of old": (
        "production:\n  sessions:\n    default:\n      database: a\n      hosts:\n      - a:1\n",
        [MAIN],
        (
            "production:\n  sessions:\n    default:\n      database: shop_d\n      hosts:\n      - '10.0.0.3:27017'\n"
            "      username: shop_u\n      password: s3cret\n"
        ),
    ),
    "a client of another group": (
        "production:\n  clients:\n    default: {database: a}\n    logs: {database: b}\n    far: {database: c}\n",
        [MAIN, LOGS],
        (
            "production:\n  clients:\n"
            "    default: {database: shop_d, hosts: ['10.0.0.3:27017'], options: {user: shop_u, password: s3cret}}\n"
            "    logs: {database: shop_d, hosts: ['10.0.0.6:27017'], options: {user: shop_u, password: s3cret}}\n"
            "    far: {database: c}\n"
        ),
    ),
    "an alias": (
        "d: &d {database: x}\nproduction:\n  clients:\n    default: *d\ntest:\n  clients:\n    default: *d\n",
        [MAIN],
        (
            "d: &d {database: x}\nproduction:\n  clients:\n"
            "    default: {<<: *d, database: shop_d, hosts: ['10.0.0.3:27017'], "
            "options: {user: shop_u, password: s3cret}}\n"
            "test:\n  clients:\n    default: *d\n"
        ),
    ),
    "an account that lived elsewhere": (
        "production:\n  clients:\n    default:\n      options:\n        user: x\n        auth_source: admin # all\n",
        [MAIN],
        (
            "production:\n  clients:\n    default:\n      options:\n        user: shop_u\n"
            "        auth_source: shop_d # all\n        password: s3cret\n"
            "      database: shop_d\n      hosts: ['10.0.0.3:27017']\n"
        ),
    ),
    "inherited, an account that lived elsewhere": (
        "o: &o {auth_source: admin}\nproduction: {clients: {default: {database: a, hosts: [a:1], options: *o}}}\n",
        [MAIN],
        (
            "o: &o {auth_source: admin}\nproduction: {clients: {default: {database: shop_d, "
            "hosts: ['10.0.0.3:27017'], options: {<<: *o, user: shop_u, password: s3cret, auth_source: shop_d}}}}\n"
        ),
    ),
    "an account that lives elsewhere": (
        "production:\n  clients:\n    default:\n      options:\n        user: x\n",
        [ELSEWHERE],
        (
            "production:\n  clients:\n    default:\n      options:\n        user: shop_u\n        password: s3cret\n"
            "        auth_source: admin\n      database: shop_d\n      hosts: ['10.0.0.3:27017']\n"
        ),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape(shape: str) -> None:
    before, found, after = SHAPES[shape]
    outcome = run(before, found)
    assert outcome.problems == []
    assert outcome.text == after
    assert run(after, found).text == after
    assert "clients" in (loaded := yaml.safe_load(after)["production"]) or "sessions" in loaded


@pytest.mark.parametrize(
    ("before", "found", "note"),
    [
        ("production:\n  clients:\n    default:\n      uri: x\n", [SET], "its group has several members"),
        ("production:\n  clients:\n    default:\n      url: x\n", [MAIN], "it has a url"),
        ("production:\n  clients:\n    default:\n      uri: mongodb+srv://a/b\n", [MAIN], "is of mongodb+srv"),
        (None, [database("mongodb", tamper=False)], "tamper_with_yml is false"),
        (None, [], "the plan has no mongodb of its own"),
    ],
)
def test_what_is_left_alone(before: str | None, found: list, note: str) -> None:
    outcome = run(before, found)
    assert outcome.text is None
    assert outcome.problems == []
    assert note in outcome.notes[0]


def test_parameters_that_go_are_told() -> None:
    before, found, after = SHAPES["a uri of a replica set of old"]
    assert run(before, found).warnings == [
        (
            "mongoid.yml: the uri of production.clients.default does not keep replicaSet, tls, authMechanism of the "
            "old URL: they say how that server is reached"
        )
    ]
    assert run(after, found).warnings == []


def test_a_new_file_names_all_members() -> None:
    hosts = yaml.safe_load(run(None, [SET]).text or "")["production"]["clients"]["default"]["hosts"]
    assert hosts == ["10.0.0.3:27017", "10.0.0.7:27017", "10.0.0.8:27017"]


@pytest.mark.parametrize(
    ("before", "problem"),
    [
        ("production:\n  options: {}\n", "line 1: 'production' has no clients of its own"),
        (
            "p: &p\n  clients:\n    default: {}\nproduction:\n  <<: *p\n",
            "line 4: 'production' has no clients of its own",
        ),
        (
            "d: &d {options: {max_pool_size: 9}}\nproduction:\n  clients:\n    default:\n      <<: *d\n",
            "line 4: 'default' inherits its options",
        ),
        (
            "production:\n  clients: &c\n    default: {database: x}\ntest:\n  clients: *c\n",
            "line 4: 'test' inherits from 'production",
        ),
    ],
)
def test_what_is_refused(before: str, problem: str) -> None:
    outcome = run(before, [MAIN])
    assert outcome.text is None
    assert problem in str(outcome.problems[0])
