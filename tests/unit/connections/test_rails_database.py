# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes of config/database.yml before and after; each after is also what a second run leaves."""

from __future__ import annotations

import re

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.connections.rails_database import database_yml
from ansible_collections.maestro.databases.plugins.module_utils.connections.rails_file import File, Outcome
from tests.checkout import ROOT
from tests.unit.connections.application_file import database

PG = database("postgresql", "main")
ARCHIVE = database("postgresql", "archive", False, "10.0.0.4")
MYSQL = database("mysql")
ANIMALS = database("mysql", "animals", False, "10.0.0.5")
OFF = database("postgresql", "main", tamper=False)
REPLICATED = database("postgresql", "main", values={"SLAVE_ADDRESSES": "10.0.0.8,10.0.0.9"})
NASTY = database("postgresql", "main", password="p@ss'w: #<%=x%>")

PG_LINES = """  host: 10.0.0.3
  port: 5432
  database: shop_d
  username: shop_u
  password: s3cret
"""
MY_FLOW = "host: 10.0.0.3, port: 3306, database: shop_d, username: shop_u, password: s3cret"
PG_FLOW = "host: 10.0.0.3, port: 5432, database: shop_d, username: shop_u, password: s3cret"
#: Beside other databases, the primary one has a url as well, so that no DATABASE_URL takes its place.
PG_FIRST = f"{PG_FLOW}, url: 'postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d'"
FRESH_PG = """  adapter: postgresql
  encoding: unicode
  pool: <%= ENV.fetch("RAILS_MAX_THREADS", 5) %>
"""


def run(text: str | None, found: list, environment: str = "production", **groups: str) -> Outcome:
    return database_yml(text, File("database.yml", environment, found, groups))


SHAPES = {
    "no file, PostgreSQL": (None, [PG], f"production:\n{FRESH_PG}{PG_LINES}"),
    "no file, MySQL": (
        None,
        [MYSQL],
        """production:
  adapter: mysql2
  encoding: utf8mb4
  pool: <%= ENV.fetch("RAILS_MAX_THREADS", 5) %>
  host: 10.0.0.3
  port: 3306
  database: shop_d
  username: shop_u
  password: s3cret
""",
    ),
    "only a comment": ("# ours\n", [PG], f"# ours\n\nproduction:\n{FRESH_PG}{PG_LINES}"),
    "another environment, no line break at the end": (
        "test:\n  adapter: postgresql",
        [PG],
        f"test:\n  adapter: postgresql\n\nproduction:\n{FRESH_PG}{PG_LINES}",
    ),
    "an entry that says nothing": (
        "production: # later\ntest:\n  a: 1\n",
        [PG],
        f"production: # later\n{FRESH_PG}{PG_LINES}test:\n  a: 1\n",
    ),
    "values in place, quotes and comments around them": (
        """production:
  adapter: "postgresql" # the elephant
  host: 'old' # where
  port: 1
  database: "old"
  username: old
  password: 'o''ld'   # secret
  pool: 7
""",
        [PG],
        """production:
  adapter: "postgresql" # the elephant
  host: 10.0.0.3 # where
  port: 5432
  database: shop_d
  username: shop_u
  password: s3cret   # secret
  pool: 7
""",
    ),
    "the same values in other quotes stay": (
        """production:
  adapter: postgresql
  host: "10.0.0.3"
  port: '5432'
  database: 'shop_d'
  username: "shop_u"
  password: "s3cret"
""",
        [PG],
        """production:
  adapter: postgresql
  host: "10.0.0.3"
  port: '5432'
  database: 'shop_d'
  username: "shop_u"
  password: "s3cret"
""",
    ),
    "keys without values": (
        "production:\n  adapter: postgresql\n  host:\n  password: # none\n  username: ''\n",
        [PG],
        (
            "production:\n  adapter: postgresql\n  host: 10.0.0.3\n  password: s3cret # none\n  username: shop_u\n"
            "  port: 5432\n  database: shop_d\n"
        ),
    ),
    "an inherited login becomes an own one": (
        (
            "default: &default\n  adapter: postgresql\n  host: localhost\n  username: dev\n\n"
            "development:\n  <<: *default\n  database: d\n\n"
            "production:\n  <<: *default\n  database: p\n\n# the end\n"
        ),
        [PG],
        (
            "default: &default\n  adapter: postgresql\n  host: localhost\n  username: dev\n\n"
            "development:\n  <<: *default\n  database: d\n\n"
            "production:\n  <<: *default\n  database: shop_d\n  host: 10.0.0.3\n  port: 5432\n  username: shop_u\n"
            "  password: s3cret\n\n# the end\n"
        ),
    ),
    "an alias for the whole entry": (
        "default: &default\n  adapter: postgresql\nproduction: *default # same\ntest: *default\n",
        [PG],
        f"default: &default\n  adapter: postgresql\nproduction: {{<<: *default, {PG_FLOW}}} # same\ntest: *default\n",
    ),
    "C014, braces, two groups": (
        """# config/database.yml
default: &default {adapter: postgresql, pool: 7}
test: {<<: *default, database: shop_test}
production:
  primary: {<<: *default, database: shop}
  archive: {<<: *default, database: shop_archive, migrations_paths: db/archive_migrate}
""",
        [PG, ARCHIVE],
        """# config/database.yml
default: &default {adapter: postgresql, pool: 7}
test: {<<: *default, database: shop_test}
production:
  primary: {<<: *default, database: shop_d, host: 10.0.0.3, port: 5432, username: shop_u, password: s3cret, \
url: 'postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d'}
  archive: {<<: *default, database: shop_d, migrations_paths: db/archive_migrate, host: 10.0.0.4, port: 5432, \
username: shop_u, password: s3cret}
""",
    ),
    "braces over several lines": (
        "production: {\n  adapter: postgresql, # a\n  host: old,\n  pool: 5\n}\n",
        [PG],
        (
            "production: {\n  adapter: postgresql, # a\n  host: 10.0.0.3,\n  pool: 5, port: 5432, database: shop_d, "
            "username: shop_u, password: s3cret\n}\n"
        ),
    ),
    "empty braces of one of two databases": (
        "production:\n  primary: {}\n  archive: { adapter: postgresql }\n",
        [PG, ARCHIVE],
        (
            f"production:\n  primary: {{{PG_FLOW}}}\n"
            f"  archive: {{ adapter: postgresql, {PG_FLOW.replace('10.0.0.3', '10.0.0.4')} }}\n"
        ),
    ),
    "an alias for one of two databases": (
        "d: &d {adapter: postgresql}\nproduction:\n  primary: *d\n  archive: *d\n",
        [PG, ARCHIVE],
        (
            f"d: &d {{adapter: postgresql}}\nproduction:\n  primary: {{<<: *d, {PG_FIRST}}}\n"
            f"  archive: {{<<: *d, {PG_FLOW.replace('10.0.0.3', '10.0.0.4')}}}\n"
        ),
    ),
    "a database without a group is left alone": (
        "production:\n  primary:\n    adapter: postgresql\n  cache:\n    adapter: postgresql\n    host: cache\n",
        [PG],
        (
            "production:\n  primary:\n    adapter: postgresql\n    host: 10.0.0.3\n"
            "    port: 5432\n    database: shop_d\n"
            "    username: shop_u\n    password: s3cret\n    url: 'postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d'\n"
            "  cache:\n    adapter: postgresql\n    host: cache\n"
        ),
    ),
    "one of two has a url": (
        "production:\n  primary: {adapter: postgresql}\n  archive: {adapter: postgresql, url: <%= ENV['A'] %>}\n",
        [PG, ARCHIVE],
        (
            f"production:\n  primary: {{adapter: postgresql, {PG_FIRST}}}\n"
            "  archive: {adapter: postgresql, url: <%= ENV['A'] %>}\n"
        ),
    ),
    "a replica goes to the first replica": (
        "production:\n  primary: {adapter: postgresql}\n  primary_replica: {adapter: postgresql, replica: true}\n",
        [REPLICATED],
        (
            f"production:\n  primary: {{adapter: postgresql, {PG_FIRST}}}\n"
            f"  primary_replica: {{adapter: postgresql, replica: true, {PG_FLOW.replace('10.0.0.3', '10.0.0.8')}}}\n"
        ),
    ),
    "a replica without one goes to the writer": (
        "production:\n  animals: {adapter: mysql2}\n  animals_replica: {adapter: mysql2, replica: true}\n",
        [MYSQL, ANIMALS],
        (
            "production:\n"
            f"  animals: {{adapter: mysql2, {MY_FLOW.replace('10.0.0.3', '10.0.0.5')}}}\n"
            "  animals_replica: {adapter: mysql2, replica: true, host: 10.0.0.5, port: 3306, database: shop_d, "
            "username: shop_u, password: s3cret}\n"
        ),
    ),
    "two engines, each by its adapter": (
        "production:\n  primary: {adapter: trilogy}\n  main: {adapter: postgis}\n",
        [PG, MYSQL],
        (
            f"production:\n  primary: {{adapter: trilogy, {MY_FLOW}, "
            f"url: 'trilogy://shop_u:s3cret@10.0.0.3:3306/shop_d'}}\n"
            f"  main: {{adapter: postgis, {PG_FLOW}}}\n"
        ),
    ),
    "our own variables stay, foreign ones go": (
        """production:
  adapter: postgresql
  host: <%= ENV["POSTGRESQL_ADDRESS"] %>
  port: <%= ENV.fetch('POSTGRESQL_PORT', 5432) %>
  database: <%= ENV.fetch("POSTGRESQL_DATABASE") { "x" } %>
  username: <%= ENV['PGUSER'] %>
  password: <%= ENV["POSTGRESQL_PASSWORD"].presence || "x: #" %> # told
""",
        [PG],
        """production:
  adapter: postgresql
  host: <%= ENV["POSTGRESQL_ADDRESS"] %>
  port: <%= ENV.fetch('POSTGRESQL_PORT', 5432) %>
  database: <%= ENV.fetch("POSTGRESQL_DATABASE") { "x" } %>
  username: shop_u
  password: s3cret # told
""",
    ),
    "a variable of another field goes": (
        "production:\n  adapter: postgresql\n  host: <%= ENV['POSTGRESQL_USERNAME'] %>\n",
        [PG],
        f"production:\n  adapter: postgresql\n{PG_LINES}",
    ),
    "tags around, over lines, in comments": (
        """<%
  # values: {a: 1}
  pool = 3
%>
production:
  adapter: postgresql <%# no: yes %>
  pool: <%= [1,
    2].max %>
  # <%= x %>
  variables:
    statement_timeout: 5s
test:
<% if ENV["CI"] %>
  host: ci
<% end %>
  database: t
""",
        [PG],
        """<%
  # values: {a: 1}
  pool = 3
%>
production:
  adapter: postgresql <%# no: yes %>
  pool: <%= [1,
    2].max %>
  host: 10.0.0.3
  port: 5432
  database: shop_d
  username: shop_u
  password: s3cret
  # <%= x %>
  variables:
    statement_timeout: 5s
test:
<% if ENV["CI"] %>
  host: ci
<% end %>
  database: t
""",
    ),
    "lines that end in CR and LF": (
        "production:\r\n  adapter: postgresql\r\n  host: x # y\r\n",
        [PG],
        (
            "production:\r\n  adapter: postgresql\r\n  host: 10.0.0.3 # y\r\n  port: 5432\r\n  database: shop_d\r\n"
            "  username: shop_u\r\n  password: s3cret\r\n"
        ),
    ),
    "lists, blocks and texts over lines": (
        """--- # rails
"production":
    adapter: postgresql
    schema_search_path: >-
      a: b,
      c

    extensions:
    - pg_trgm
    - hstore: 1
    options: [a, {b: c}]
    note: two
      lines
    'host': old
""",
        [PG],
        """--- # rails
"production":
    adapter: postgresql
    schema_search_path: >-
      a: b,
      c

    extensions:
    - pg_trgm
    - hstore: 1
    options: [a, {b: c}]
    note: two
      lines
    'host': 10.0.0.3
    port: 5432
    database: shop_d
    username: shop_u
    password: s3cret
""",
    ),
    "a password that YAML and Ruby would read": (
        "production:\n  adapter: postgresql\n",
        [NASTY],
        "production:\n  adapter: postgresql\n" + PG_LINES.replace("s3cret", "'p@ss''w: #<%%=x%>'"),
    ),
    "what YAML takes for a number or a truth is quoted": (
        "production:\n  adapter: postgresql\n  password: 0123\n  username: yes\n",
        [database("postgresql", values={"PASSWORD": "0123", "USERNAME": "yes"})],
        (
            "production:\n  adapter: postgresql\n  password: '0123'\n  username: 'yes'\n"
            "  host: 10.0.0.3\n  port: 5432\n"
            "  database: shop_d\n"
        ),
    ),
    "an IPv6 address": (
        "production:\n  adapter: postgresql\n  host: ::1\n",
        [database("postgresql", address="fd00::3")],
        (
            "production:\n  adapter: postgresql\n  host: 'fd00::3'\n  port: 5432\n"
            "  database: shop_d\n  username: shop_u\n"
            "  password: s3cret\n"
        ),
    ),
    "an anchor within the environment": (
        (
            "production:\n  primary: &primary\n    adapter: postgresql\n    pool: 3\n"
            "  cache:\n    <<: *primary\n    database: c\n    migrations_paths: db/cache\n"
        ),
        [PG],
        (
            "production:\n  primary: &primary\n    adapter: postgresql\n    pool: 3\n"
            "    host: 10.0.0.3\n    port: 5432\n"
            "    database: shop_d\n    username: shop_u\n    password: s3cret\n"
            "  cache:\n    <<: *primary\n    database: c\n    migrations_paths: db/cache\n"
        ),
    ),
    "two merges": (
        "a: &a {adapter: postgresql}\nb: &b {url: ''}\nproduction:\n  <<: [*a, *b]\n",
        [PG],
        f"a: &a {{adapter: postgresql}}\nb: &b {{url: ''}}\nproduction:\n  <<: [*a, *b]\n{PG_LINES}",
    ),
    "without an adapter, of one engine": ("production:\n  pool: 3\n", [PG], f"production:\n  pool: 3\n{PG_LINES}"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape(shape: str) -> None:
    before, found, after = SHAPES[shape]
    outcome = run(before, found)
    assert outcome.problems == []
    assert outcome.text == after
    assert run(after, found).text == after


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_else_means_something_else(shape: str) -> None:
    before, _dummy, after = SHAPES[shape]
    loaded = [parsed(text) for text in (before or "", after)]
    for key in set(loaded[0]) - {"production"}:
        assert loaded[1][key] == loaded[0][key]
    assert set(loaded[1]) - {"production"} == set(loaded[0]) - {"production"}


def parsed(text: str) -> dict:
    """What YAML makes of a file whose tags have become words."""
    text = re.sub(r"^\s*<%(?!=|%).*?%>", "", text, flags=re.DOTALL | re.MULTILINE)
    return yaml.safe_load(re.sub(r"<%(?!%).*?%>", "tag", text, flags=re.DOTALL)) or {}


def test_rails_with_several_databases_each_keep_to_their_group() -> None:
    """C014."""
    before, found, after = SHAPES["C014, braces, two groups"]
    production, was = parsed(after)["production"], parsed(before)
    assert (production["primary"]["host"], production["archive"]["host"]) == ("10.0.0.3", "10.0.0.4")
    assert all(production[name][key] for name in production for key in ("host", "username", "password", "database"))
    assert production["primary"]["pool"] == production["archive"]["pool"] == 7
    assert production["archive"]["migrations_paths"] == "db/archive_migrate"
    assert parsed(after)["test"] == was["test"] == {"adapter": "postgresql", "pool": 7, "database": "shop_test"}
    assert run(after, found).text == after


def test_an_exported_database_url_turns_neither_of_two_databases_into_the_other() -> None:
    """C014: by Rails' rule a variable takes the place of an entry that has no url; DATABASE_URL that of `primary`."""
    before, found, after = SHAPES["C014, braces, two groups"]
    production = parsed(after)["production"]
    assert production["primary"]["url"] == "postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d"
    assert run(before, found).fixed == {"primary"}
    # It follows the keys beside it when the database moves, and the rest of the file stays.
    moved = database("postgresql", "main", True, "10.0.0.9", password="a@b/c")
    again = run(after, [moved, ARCHIVE]).text or ""
    assert parsed(again)["production"]["primary"]["url"] == "postgresql://shop_u:a%40b%2Fc@10.0.0.9:5432/shop_d"
    assert parsed(again)["production"]["primary"]["host"] == "10.0.0.9"
    assert run(again, found).text == after


@pytest.mark.parametrize(
    ("primary", "why"),
    [
        ("{adapter: postgresql, host: <%= ENV['POSTGRESQL_ADDRESS'] %>}", "a variable says where it is"),
        ("&p {adapter: postgresql}", "another entry inherits it"),
        ("{adapter: <%= ENV['ADAPTER'] %>}", "nobody knows its scheme"),
        ("{adapter: jdbcpostgresql}", "its adapter is no scheme"),
    ],
)
def test_without_a_url_of_its_own_an_entry_is_led_by_the_variable_and_that_is_told(primary: str, why: str) -> None:
    text = f"production:\n  primary: {primary}\n  archive: {{adapter: postgresql}}\n"
    outcome = run(text, [PG, ARCHIVE])
    assert outcome.problems == [], why
    assert outcome.fixed == set()
    assert "url" not in parsed(outcome.text or "")["production"]["primary"]


def test_the_url_of_somebody_else_is_left_alone_and_ours_is_known_by_the_keys_beside_it() -> None:
    ours = f"production:\n  adapter: postgresql\n{PG_LINES}  url: 'postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d'\n"
    # A single database now, which was one of several.
    assert run(ours, [database("postgresql", "main", True, "10.0.0.9")]).text == ours.replace("10.0.0.3", "10.0.0.9")
    for theirs in (ours.replace("shop_d'", "other'"), ours.replace("  host: 10.0.0.3\n", "")):
        outcome = run(theirs, [PG])
        assert outcome.text is None
        assert outcome.notes == ["database.yml: production is left alone: it has a url, so its database is external"]


@pytest.mark.parametrize(
    "url",
    [
        '<%= ENV["POSTGRESQL_URL"] %>',
        "'<%= ENV.fetch(\"POSTGRESQL_MAIN_URL\") %>'",
        '<%= ENV["POSTGRESQL_URL_INT"].sub("postgresql:", "postgis:") %>?pool=5',
    ],
)
def test_a_url_by_our_variable_is_led_already(url: str) -> None:
    text = f"production:\n  url: {url}\n  pool: 3\n"
    outcome = run(text, [MYSQL, PG])
    assert outcome.text == text
    assert (outcome.led, outcome.fixed) == ({"primary": "10.0.0.3"}, {"primary"})
    assert (outcome.problems, outcome.notes, outcome.warnings) == ([], [], [])
    several = f"production:\n  primary: &p\n    url: {url}\n  cache: {{<<: *p}}\n  archive: {{adapter: postgresql}}\n"
    outcome = run(several, [PG, ARCHIVE])
    assert outcome.led == {"primary": "10.0.0.3", "cache": "10.0.0.3", "archive": "10.0.0.4"}
    assert (outcome.problems, outcome.notes) == ([], [])


@pytest.mark.parametrize(
    "url",
    ['<%= ENV["DATABASE_URL"] || ENV["POSTGRESQL_URL"] %>', '<%= ENV["REDIS_URL"] %>', "postgres://POSTGRESQL_URL"],
)
def test_a_url_by_another_variable_is_somebody_elses(url: str) -> None:
    outcome = run(f"production:\n  url: {url}\n", [PG])
    assert outcome.text is None
    assert outcome.warnings == ["database.yml: production is left alone: it has a url, so its database is external"]


def test_a_url_by_our_variable_of_another_group_than_named_is_somebody_elses() -> None:
    text = 'production:\n  url: <%= ENV["POSTGRESQL_URL"] %>\n'
    assert run(text, [PG, ARCHIVE], primary="archive").notes
    assert run(text, [OFF]).warnings == []


def test_a_new_file_with_several_databases_fixes_the_primary_one() -> None:
    outcome = run(None, [PG, ARCHIVE])
    production = parsed(outcome.text or "")["production"]
    assert production["primary"]["url"] == "postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d"
    assert "url" not in production["archive"]
    assert outcome.fixed == {"primary"}
    assert run(outcome.text, [PG, ARCHIVE]).text == outcome.text


def test_the_example_reads_our_variables_already_and_gets_what_it_lacks() -> None:
    before = (ROOT / "examples/rails-shop/config/database.yml").read_text()
    replicas = 'host: <%= ENV["MYSQL_SLAVE_ADDRESSES"].to_s.split(",").first %>'
    after = before.replace(replicas, "host: 10.0.0.3")
    after = after.replace("  primary_replica:", "    port: 3306\n  primary_replica:")
    after = after.replace("    replica: true\n", "    replica: true\n    port: 3306\n")
    assert run(before, [MYSQL]).text == after


def test_several_groups_without_a_file_stand_below_their_names() -> None:
    text = run(None, [ARCHIVE, PG, MYSQL]).text
    assert list(parsed(text or "")["production"]) == ["primary", "archive", "mysql"]
    assert parsed(text or "")["production"]["primary"]["host"] == "10.0.0.3"


def test_groups_can_be_named() -> None:
    before = "production:\n  zoo: {adapter: mysql2}\n"
    assert "host: 10.0.0.5" in (run(before, [MYSQL, ANIMALS], zoo="animals").text or "")


@pytest.mark.parametrize(
    ("before", "found", "note"),
    [
        (
            "production:\n  url: postgres://x/y\n",
            [PG],
            "production is left alone: it has a url, so its database is external",
        ),
        ("d: &d {url: x}\nproduction:\n  <<: *d\n", [PG], "production is left alone: it has a url"),
        ("production:\n  adapter: postgresql\n", [OFF], "is left alone: tamper_with_yml is false"),
        (None, [OFF], "is left alone: tamper_with_yml is false"),
        ("production:\n  adapter: sqlite3\n", [PG], "production is left alone: its adapter is sqlite3"),
        ("production:\n  adapter: postgresql\n", [database("redis")][:0], "the plan has no mysql and no postgresql"),
        (
            "production:\n  queue: {adapter: postgresql}\n",
            [PG],
            "production.queue is left alone: there is no group 'queue'",
        ),
    ],
)
def test_what_is_left_alone(before: str | None, found: list, note: str) -> None:
    outcome = run(before, found)
    assert outcome.text is None
    assert outcome.problems == []
    assert note in outcome.notes[0]


@pytest.mark.parametrize(
    ("before", "problem"),
    [
        ("production:\n  adapter: postgresql\n  host x\n", "database.yml line 3: is no 'key: value'"),
        ("production:\n\tadapter: postgresql\n", "database.yml line 2: is indented by a tab"),
        ("a: 1\n---\nproduction: {}\n", "database.yml line 2: begins a second document"),
        ("production: {adapter: postgresql\n", "database.yml line 1: opens '{' and nothing closes it"),
        ("production: {adapter postgresql}\n", "database.yml line 1: is no 'key: value' within braces"),
        ("production:\n  host: 'x\n", "database.yml line 2: opens a quote that nothing closes"),
        ("production:\n  host: 'x' y\n", "database.yml line 2: goes on behind its value"),
        ("production:\n  host: a\n  host: b\n", "database.yml line 3: has the key 'host' a second time"),
        ("{a: 1} # all\nb: 2\n", "database.yml line 2: goes on behind the braces that hold everything"),
        ("{test: {}, production: }\n", "holds everything in braces, but no 'production'"),
        ("production: text\n", "database.yml line 1: 'production' is no mapping"),
        ("<%= Rails.env %>:\n  adapter: postgresql\n", "names its environments by tags"),
        (
            "production:\n  adapter: postgresql\n  <% if x %>\n  host: a\n  <% end %>\n  pool: 3\n",
            "line 3: a tag <% … %>",
        ),
        ("production: &p\n  adapter: postgresql\ntest:\n  <<: *p\n", "line 3: 'test' inherits from 'production'"),
        (
            "production: &p\n  primary: {adapter: postgresql}\nstaging: *p\n",
            "line 3: 'staging' inherits from 'production",
        ),
        ("p: &p\n  primary: {adapter: postgresql}\nproduction: *p\n", "takes several databases from another entry"),
    ],
)
def test_what_is_refused(before: str, problem: str) -> None:
    outcome = run(before, [PG])
    assert outcome.text is None
    assert problem in str(outcome.problems[0])


def test_an_adapter_by_a_tag_does_not_tell_the_engine() -> None:
    outcome = run("production:\n  adapter: <%= ENV['A'] %>\n", [PG, MYSQL])
    assert "does not tell which of mysql/default, postgresql/main" in str(outcome.problems[0])


def test_unknown_groups_are_refused_with_the_known_ones() -> None:
    outcome = run("production:\n  adapter: postgresql\n", [PG], primary="mian")
    assert str(outcome.problems[0]) == (
        "database.yml: groups.primary: there is no mysql and no postgresql group 'mian'; "
        "use one of: main, postgresql/main"
    )


def test_a_value_with_a_line_break_is_refused_and_not_told() -> None:
    outcome = run("production:\n  adapter: postgresql\n", [database("postgresql", password="a\nb")])
    assert [str(problem) for problem in outcome.problems] == [
        "database.yml: a value holds a line break or another control character; give that account another one"
    ]
