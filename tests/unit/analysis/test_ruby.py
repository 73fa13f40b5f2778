# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ruby: each tree with the full set of engines, their need and the lines that prove it."""

from __future__ import annotations

import pytest

CASES = {
    "C001: wrapper gems, parentheses and comments": (
        {
            "Gemfile": """
                # Gemfile
                source "https://rubygems.org"
                gem "rails", "~> 7.1"
                gem("pg", ">= 1.1")
                gem 'chewy', require: true
                # gem "mysql2"
            """
        },
        {"postgresql": "required Gemfile:4", "elasticsearch": "required Gemfile:5"},
    ),
    "C002: SQLite for developers, the driver in the production group": (
        {
            "Gemfile": """
                gem "rails"
                group :development, :test do
                  gem "sqlite3"
                end
                group :production do
                  gem "pg"
                end
            """
        },
        {"postgresql": "required Gemfile:6", "sqlite": "development Gemfile:3"},
    ),
    "groups in every spelling": (
        {
            "Gemfile": """
                gem "bunny", group: :test
                gem "redis", groups: [:development, :test]
                gem "mongo", :group => "development"
                gem "dalli", :groups => %i[test ci]
                group(:production) { gem "mysql2" }
                group :test do gem "elasticsearch" end
                gem "influxdb"
            """
        },
        {
            "mysql": "required Gemfile:5",
            "mongodb": "development Gemfile:3",
            "redis": "development Gemfile:2",
            "elasticsearch": "development Gemfile:6",
            "rabbitmq": "development Gemfile:1",
            "influxdb": "required Gemfile:7",
            "memcached": "development Gemfile:4",
        },
    ),
    "comments, heredocs, block comments and what follows the end hide nothing and invent nothing": (
        {
            "Gemfile": """
                =begin
                gem "mysql2"
                =end
                gem "pg" # gem "redis"
                note = <<~TEXT
                  gem "mongo"
                TEXT
                puts "gem \\"bunny\\""
                gem "sidekiq"
                __END__
                gem "dalli"
            """.replace("                ", "")
        },
        {"postgresql": "required Gemfile:4", "redis": "required Gemfile:9"},
    ),
    "a gem over several lines and with interpolated neighbours": (
        {
            "Gemfile": """
                gem "mysql2",
                    "~> 0.5",
                    require: false
                gem "rails-#{version}"
                gem %q(redis)
                gem 'mongo',
                    # it is only for tests
                    group: :test
            """
        },
        {"mysql": "required Gemfile:1", "mongodb": "development Gemfile:6", "redis": "required Gemfile:5"},
    ),
    "platforms that a Linux host does not have": (
        {
            "Gemfile": """
                gem "pg", platforms: :ruby
                platforms :jruby do
                  gem "activerecord-jdbcmysql-adapter"
                end
                gem "sqlite3", platforms: [:mingw, :mswin]
                gem "redis", platform: :mri
            """
        },
        {"postgresql": "required Gemfile:1", "redis": "required Gemfile:6"},
    ),
    "two drivers under a condition and nothing that picks": (
        {
            "Gemfile": """
                gem "rails"
                if ENV["DB"] == "mysql"
                  gem "mysql2"
                else
                  gem "pg"
                end
                gem "redis" if ENV["CACHE"]
            """
        },
        {"mysql": "one_of Gemfile:3", "postgresql": "one_of Gemfile:5", "redis": "optional Gemfile:7"},
    ),
    "two drivers, config/database.yml picks": (
        {
            "Gemfile": """
                gem "mysql2"
                gem "pg"
            """,
            "config/database.yml": """
                production:
                  adapter: postgresql
            """,
        },
        {"mysql": "optional Gemfile:1", "postgresql": "required config/database.yml:2 Gemfile:2"},
    ),
    "two drivers, a variable decides": (
        {
            "Gemfile": """
                gem "mysql2"
                gem "pg"
            """,
            "config/database.yml": """
                production:
                  adapter: <%= ENV['DB_ADAPTER'].presence || "mysql2" %>
            """,
        },
        {"mysql": "one_of config/database.yml:2 Gemfile:1", "postgresql": "one_of Gemfile:2"},
    ),
    "two drivers and only an example of database.yml": (
        {
            "Gemfile": """
                gem "mysql2"
                gem "pg"
            """,
            "config/database.yml.example": """
                production:
                  adapter: mysql2
            """,
        },
        {"mysql": "one_of config/database.yml.example:2 Gemfile:1", "postgresql": "one_of Gemfile:2"},
    ),
    "anchors, merges and ERB control lines": (
        {
            "Gemfile": "gem 'trilogy'\n",
            "config/database.yml": """
                <% require "socket" %>
                default: &default
                  adapter: trilogy
                  pool: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>
                development: &dev
                  <<: *default
                  host: localhost
                <% if ENV["REPLICA"] %>
                extra:
                  <<: *dev
                <% end %>
                production:
                  <<: [*default, *dev]
                  database: <%= ENV["A"] ? "x" : 'y' %>
            """,
        },
        {"mysql": "required config/database.yml:3 Gemfile:1"},
    ),
    "two databases of one engine, and one of another": (
        {
            "Gemfile": """
                gem "mysql2"
                gem "pg"
            """,
            "config/database.yml": """
                production:
                  primary:
                    adapter: mysql2
                    database: shop
                  archive:
                    adapter: mysql2
                    database: archive
                  reports:
                    adapter: postgresql
                    database: reports
            """,
        },
        {
            "mysql": "required config/database.yml:3 config/database.yml:6 Gemfile:1",
            "postgresql": "required config/database.yml:9 Gemfile:2",
        },
    ),
    "transitive entries of the lock are no needs": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\n",
            "Gemfile.lock": """
                GEM
                  remote: https://rubygems.org/
                  specs:
                    mysql2 (0.5.6)
                    pg (1.5.4)
                    rails (7.1.3)
                      redis (>= 4)
                    redis (5.0.0)

                DEPENDENCIES
                  pg
                  rails
            """,
        },
        {"postgresql": "required Gemfile:2"},
    ),
    "a group of the user's own is there to be left out": (
        {
            "Gemfile": """
                group :mysql, optional: true do
                  gem "mysql2"
                end
                group :postgresql, optional: true do
                  gem "pg"
                end
                group :search do
                  gem "elasticsearch"
                end
            """
        },
        {
            "mysql": "one_of Gemfile:2",
            "postgresql": "one_of Gemfile:5",
            "elasticsearch": "optional Gemfile:8",
        },
    ),
    "another file that the Gemfile reads": (
        {
            "Gemfile": """
                gem "rails"
                eval_gemfile "Gemfile.common"
                eval_gemfile "../outside/Gemfile"
            """,
            "Gemfile.common": 'gem "mongoid"\n',
            "config/mongoid.yml": """
                production:
                  clients:
                    default:
                      uri: <%= ENV['MONGODB_URI'] %>
            """,
        },
        {"mongodb": "required config/mongoid.yml:3 Gemfile.common:1"},
    ),
    "Action Cable counts with a driver only": (
        {"Gemfile": "gem 'sqlite3'\n", "config/cable.yml": "production:\n  adapter: redis\n"},
        {"sqlite": "required Gemfile:1"},
    ),
    "Action Cable with its driver": (
        {"Gemfile": "gem 'pg'\ngem 'redis'\n", "config/cable.yml": "production:\n  adapter: redis\n"},
        {"postgresql": "required Gemfile:1", "redis": "required config/cable.yml:2 Gemfile:2"},
    ),
    "vendored, test and documentation folders are not the application": (
        {
            "Gemfile": "gem 'pg'\n",
            "vendor/bundle/x/Gemfile": "gem 'mysql2'\n",
            "spec/dummy/Gemfile": "gem 'mongo'\n",
            "docs/Gemfile": "gem 'redis'\n",
            "tools/Gemfile": "gem 'bunny'\n",
        },
        {"postgresql": "required Gemfile:1", "rabbitmq": "development tools/Gemfile:1"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_needs(needs, name):
    files, expected = CASES[name]
    assert needs(files) == expected


def test_another_environment_reads_other_groups_and_sections(needs):
    files = {
        "Gemfile": """
            gem "sqlite3", group: :development
            gem "pg", group: :production
        """,
        "config/database.yml": """
            development:
              adapter: sqlite3
            production:
              adapter: postgresql
        """,
    }
    assert needs(files, "development") == {
        "postgresql": "development config/database.yml:4 Gemfile:2",
        "sqlite": "required config/database.yml:2 Gemfile:1",
    }
    assert needs(files, "staging") == {
        "postgresql": "required config/database.yml:4 Gemfile:2",
        "sqlite": "development config/database.yml:2 Gemfile:1",
    }


@pytest.mark.parametrize(
    ("section", "external", "address"),
    [
        ("adapter: postgresql\n  url: postgres://u:s3cret@db.acme-hosting.com/x", True, "db.acme-hosting.com"),
        ("adapter: postgresql\n  url: <%= ENV['DATABASE_URL'] %>", True, ""),
        ("url: postgresql://u:s3cret@db.acme-hosting.com:5433/x", True, "db.acme-hosting.com"),
        ("url: <%= ENV['DATABASE_URL'] %>", True, ""),
        (
            "adapter: postgresql\n  host: shop.abc.eu-west-1.rds.amazonaws.com",
            True,
            "shop.abc.eu-west-1.rds.amazonaws.com",
        ),
        ("adapter: postgresql\n  host: 10.0.0.7", False, ""),
        ("adapter: postgresql\n  host: db", False, ""),
        ("adapter: postgresql\n  host: db.internal", False, ""),
        ("adapter: postgresql\n  host: <%= ENV['DB_HOST'] %>", False, ""),
    ],
)
def test_a_url_or_a_hosted_address_means_external(analysed, section, external, address):
    result = analysed({"Gemfile": "gem 'pg'\n", "config/database.yml": f"production:\n  {section}\n"})
    [database] = result["databases"]
    assert (database["engine"], database["need"]) == ("postgresql", "required")
    assert (database["external"], database["address"]) == (external, address)
    assert "s3cret" not in str(result)


def test_frameworks_languages_and_servers(analysed):
    result = analysed(
        {
            "Gemfile": 'ruby file: ".ruby-version"\ngem "rails", "~> 7.1"\ngem "puma"\ngem "sinatra", group: :test\n',
            "Gemfile.lock": "GEM\n  specs:\n    rails (7.1.3.2)\n    puma (6.4.2)\n",
            ".ruby-version": "ruby-3.3.5\n",
            "Procfile": "web: bundle exec puma\n",
            ".cloud66/deploy_hooks.yml": "production: {}\n",
            "admin/Gemfile": 'gem "sinatra", "4.0.0"\n',
        }
    )
    assert result["application"] == {
        "name": "app",
        "environment": "production",
        "languages": ["ruby"],
        "language_versions": {"ruby": "3.3.5"},
        "frameworks": [
            {"name": "Rails", "version": "7.1.3.2", "path": "."},
            {"name": "Sinatra", "version": "4.0.0", "path": "admin"},
        ],
        "web_server": "Puma",
        "procfile": "Procfile",
        "hooks": ".cloud66/deploy_hooks.yml",
    }
    assert result["warnings"] == []


def test_an_adapter_that_is_not_known_is_told(analysed):
    result = analysed({"Gemfile": "gem 'tiny_tds'\n", "config/database.yml": "production:\n  adapter: sqlserver\n"})
    assert result["databases"] == []
    assert result["warnings"] == [
        "config/database.yml: line 2 names the adapter 'sqlserver', which is not known; add its database yourself"
    ]
