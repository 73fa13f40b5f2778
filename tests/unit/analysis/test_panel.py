# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel: what a person reads, and a suggestion that the declaration accepts as it stands."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import analyse
from ansible_collections.maestro.databases.plugins.module_utils.analysis.panel import panel
from ansible_collections.maestro.databases.plugins.module_utils.declaration.variables import read_variables

EXAMPLES = Path(__file__).parents[3] / "examples"

RAILS_SHOP = """
    About your app
    ==============
      Application   rails-shop
      Environment   production
      Framework     Rails 7.2
      Language      Ruby 3.3.5
      Web server    Puma
      Procfile      Procfile will be used

    Backend services
      MySQL         required
                    the application's configuration picks it
                      config/database.yml:18  adapter mysql2 (production, primary)
                      config/database.yml:25  adapter mysql2 (production, primary_replica)
                      Gemfile:18  gem "mysql2" (group production)
      Redis         required
                    a library of the application cannot work without it
                      Gemfile:11  gem "sidekiq"
      Elasticsearch required
                    a library of the application cannot work without it
                      Gemfile:14  gem "chewy"
      SQLite        development only
                    it is only in groups or files for development, tests or another environment
                      config/database.yml:7  adapter sqlite3 (development)
                      config/database.yml:12  adapter sqlite3 (test)
                      Gemfile:22  gem "sqlite3" (groups development, test)

    Ready to paste
      maestro_databases:
        - {engine: mysql, deployment: dedicated}
        - {engine: redis, deployment: dedicated}
        - {engine: elasticsearch, deployment: dedicated}
"""


def suggested(text: str) -> str:
    return dedent(text.split("Ready to paste\n")[1])


def test_the_whole_panel_of_an_example():
    assert panel(analyse(str(EXAMPLES / "rails-shop")).as_dict()) == dedent(RAILS_SHOP).strip("\n")


@pytest.mark.parametrize("example", ["rails-shop", "node-chat", "django-blog", "visits"])
def test_the_suggestion_is_accepted_as_it_stands(example):
    text = suggested(panel(analyse(str(EXAMPLES / example)).as_dict()))
    groups, problems = read_variables(yaml.safe_load(text)["maestro_databases"])
    assert problems == []
    assert groups


def test_what_needs_a_decision_is_a_comment(analysed):
    result = analysed(
        {
            "Gemfile": "gem 'mysql2'\ngem 'pg'\ngem 'redis' if ENV['X']\ngem 'dalli'\ngem 'bunny', group: :test\n",
            "compose.yml": "services:\n  db: {image: 'mariadb:11'}\n",
            "config/mongoid.yml": "production:\n  clients:\n    default:\n      uri: mongodb://m.acme-hosting.com/x\n",
        }
    )
    assert suggested(panel(result)).splitlines() == [
        "maestro_databases:",
        "  - {engine: mysql, flavour: mariadb, deployment: dedicated}  # or postgresql",
        "  # - {engine: postgresql, deployment: dedicated}  # instead of mysql",
        "  - {engine: mongodb, deployment: external, address: m.acme-hosting.com}",
        "  # - {engine: redis, deployment: dedicated}  # optional",
    ]
    assert "  - Gemfile:4: Memcached is not managed; use redis in its place, or run it as a service of the cluster" in (
        panel(result).splitlines()
    )


def test_a_url_without_an_address_asks_for_one(analysed):
    result = analysed(
        {"Gemfile": "gem 'pg'\n", "config/database.yml": "production:\n  url: <%= ENV['DATABASE_URL'] %>\n"}
    )
    assert suggested(panel(result)).splitlines() == [
        "maestro_databases:",
        (
            "  - {engine: postgresql, deployment: external, address: postgresql.example.com}"
            "  # put its address in, or deployment: dedicated to have it deployed"
        ),
    ]
    assert len(result["warnings"]) == 1


def test_nothing_found(analysed):
    text = panel(analysed({}))
    assert "Backend services\n  none found\n" in text
    assert suggested(text) == "maestro_databases: []"


def test_sqlite_is_told_what_to_put_in_its_place(analysed):
    result = analysed({"package.json": '{"dependencies": {"better-sqlite3": "9"}}'})
    assert result["warnings"] == [
        (
            "package.json:1: SQLite is for development only and is never deployed; "
            "install pg or mysql2 and connect to it in its place, commit, and analyse again"
        )
    ]
    assert suggested(panel(result)) == "maestro_databases: []"


def test_sqlite_for_developers_is_no_reason_to_say_anything(analysed):
    result = analysed({"Gemfile": "gem 'sqlite3', group: :test\ngem 'pg'\n"})
    assert result["warnings"] == []
