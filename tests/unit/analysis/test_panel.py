# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel: what a person reads, and a suggestion that the declaration accepts as it stands."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import analyse
from ansible_collections.maestro.databases.plugins.module_utils.analysis.model import Evidence, Findings, Need
from ansible_collections.maestro.databases.plugins.module_utils.analysis.notes import notes
from ansible_collections.maestro.databases.plugins.module_utils.analysis.panel import panel
from ansible_collections.maestro.databases.plugins.module_utils.declaration.variables import (
    read_entries,
    variable_entries,
)

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

      # service.yml
      databases:
        - mysql
        - redis
        - elasticsearch
"""

TWO = """
    About your app
    ==============
      Application   app
      Environment   production
      Framework     Rails 7.1.3 (shop), Django 5.0 (blog)
      Language      Ruby, Python
      Web server    none found

    Applications
      blog          Django 5.0: PostgreSQL
      shop          Rails 7.1.3: MySQL, Redis (optional)
      Which one is meant? Set maestro_source to its folder before you deploy.

    Backend services
      MySQL         required
                    the application depends on a driver for it
                      shop/Gemfile:2  gem "mysql2"
      PostgreSQL    required
                    the application depends on a driver for it
                      blog/requirements.txt:2  package psycopg
      Redis         optional
                    the application also runs without it
                      shop/Gemfile:3  gem "redis", under a condition

    Ready to paste
      # for all of the applications together
      maestro_databases:
        - {engine: mysql, deployment: dedicated}
        - {engine: postgresql, deployment: dedicated}
        # - {engine: redis, deployment: dedicated}  # optional

      # service.yml
      databases:
        - mysql
        - postgresql
        # - redis  # optional
"""


def suggested(text: str) -> list[str]:
    """The lines for maestro_databases, and those for service.yml behind an empty one."""
    return dedent(text.split("Ready to paste\n")[1]).splitlines()


def test_the_whole_panel_of_an_example():
    assert panel(analyse(str(EXAMPLES / "rails-shop")).as_dict()) == dedent(RAILS_SHOP).strip("\n")


@pytest.mark.parametrize("example", ["rails-shop", "node-chat", "django-blog", "visits"])
def test_the_suggestion_is_accepted_as_it_stands(example):
    loaded = yaml.safe_load("\n".join(suggested(panel(analyse(str(EXAMPLES / example)).as_dict()))))
    entries, misread = variable_entries(loaded["maestro_databases"])
    groups, problems = read_entries(entries)
    assert misread + problems == []
    assert groups
    assert [group.engine.name for group in groups] == loaded["databases"]


def test_two_applications(analysed):
    files = {
        "shop/Gemfile": "gem 'rails', '7.1.3'\ngem 'mysql2'\ngem 'redis' if ENV['X']\n",
        "blog/requirements.txt": "Django==5.0\npsycopg==3.1\n",
    }
    assert panel(analysed(files)) == dedent(TWO).strip("\n")


def test_parts_of_one_application_and_languages_by_their_names():
    application = {"languages": ["dotnet", "go", "php", "cobol"], "language_versions": {"dotnet": "8.0"}}
    result = {"application": application, "databases": [], "applications": [{"parts": ["a", "b"], "joined_by": "x"}]}
    lines = panel(result).splitlines()
    assert "  Language      .NET (C#) 8.0, Go, PHP, cobol" in lines
    at = lines.index("  Parts         a, b")
    assert lines[at + 1] == "                one application: x"


def test_a_result_without_applications_is_shown_too():
    assert panel({"application": {}, "databases": []}).startswith("About your app\n")


def test_what_needs_a_decision_is_a_comment(analysed):
    result = analysed(
        {
            "Gemfile": "gem 'mysql2'\ngem 'pg'\ngem 'redis' if ENV['X']\ngem 'dalli'\ngem 'bunny', group: :test\n",
            "compose.yml": "services:\n  db: {image: 'mariadb:11'}\n",
            "config/mongoid.yml": "production:\n  clients:\n    default:\n      uri: mongodb://m.acme-hosting.com/x\n",
        }
    )
    assert suggested(panel(result)) == [
        "maestro_databases:",
        "  - {engine: mysql, flavour: mariadb, deployment: dedicated}  # or postgresql",
        "  # - {engine: postgresql, deployment: dedicated}  # instead of mysql",
        "  - {engine: mongodb, deployment: external, address: m.acme-hosting.com}",
        "  # - {engine: redis, deployment: dedicated}  # optional",
        "",
        "# service.yml",
        "databases:",
        "  - mysql  # or postgresql",
        "  # - postgresql  # instead of mysql",
        "  # - mongodb  # hosted elsewhere",
        "  # - redis  # optional",
    ]
    assert (
        "  - MongoDB is hosted elsewhere (m.acme-hosting.com): nothing is deployed for it, "
        "and a deployment fails where it cannot be reached"
    ) in panel(result).splitlines()
    assert (
        "  - Gemfile:4: Memcached is installed only where it is declared, on each web host for itself; "
        "redis in its place is one cache for all"
    ) in panel(result).splitlines()


def test_a_url_without_an_address_asks_for_one(analysed):
    result = analysed(
        {"Gemfile": "gem 'pg'\n", "config/database.yml": "production:\n  url: <%= ENV['DATABASE_URL'] %>\n"}
    )
    assert suggested(panel(result)) == [
        "maestro_databases:",
        (
            "  - {engine: postgresql, deployment: external, address: postgresql.example.com}"
            "  # put its address in, or deployment: dedicated to have it deployed"
        ),
        "",
        "# service.yml",
        "databases: []",
        "  # - postgresql  # hosted elsewhere",
    ]
    assert len(result["warnings"]) == 1


def test_nothing_found(analysed):
    text = panel(analysed({}))
    assert "Backend services\n  none found\n" in text
    assert suggested(text) == ["maestro_databases: []", "", "# service.yml", "databases: []"]


def test_sqlite_is_told_what_to_put_in_its_place(analysed):
    result = analysed({"package.json": '{"dependencies": {"better-sqlite3": "9"}}'})
    assert result["warnings"] == [
        (
            "package.json:1: SQLite is for development only and is never deployed; "
            "install pg or mysql2 and connect to it in its place, commit, and analyse again"
        )
    ]
    assert suggested(panel(result)) == ["maestro_databases: []", "", "# service.yml", "databases: []"]


@pytest.mark.parametrize(
    ("path", "language", "mend"),
    [
        ("Gemfile", "ruby", "put the gem pg or mysql2"),
        ("api/main.go", "go", "import github.com/jackc/pgx"),
        ("Shop.csproj", "dotnet", "reference Npgsql or MySqlConnector"),
        ("README", "cobol", "use PostgreSQL or MySQL"),
        # The place tells more than the first language.
        ("mix.exs", "elixir", "put postgrex or myxql"),
    ],
)
def test_sqlite_in_every_language(path, language, mend):
    evidence = Evidence(path, 3, "dependency", "sqlite")
    findings = Findings(languages={"cobol": "", "node": "", language: ""} if language != "cobol" else {"cobol": ""})
    need = Need("sqlite", "required", "", (), (evidence,))
    (told,) = notes(findings, [need])
    assert told.startswith(f"{path}:3: SQLite is for development only and is never deployed; {mend}")


def test_sqlite_for_developers_is_no_reason_to_say_anything(analysed):
    result = analysed({"Gemfile": "gem 'sqlite3', group: :test\ngem 'pg'\n"})
    assert result["warnings"] == []
