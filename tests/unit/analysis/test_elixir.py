# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elixir: each tree with all that the user is told of it."""

from __future__ import annotations

import pytest

_MIX = """
defmodule Shop.MixProject do
  use Mix.Project
  def project, do: [app: :shop, elixir: "~> 1.15", deps: deps()]
  defp deps do
    [
      %s
    ]
  end
end
"""


def _mix(*dependencies: str) -> str:
    """A mix.exs whose first dependency stands in line 6."""
    return _MIX.lstrip("\n") % ",\n      ".join(dependencies)


CASES = {
    "Phoenix with its repository and its lock": (
        {
            "mix.exs": _mix(
                '{:phoenix, "~> 1.7"}', '{:bandit, ">= 0.0.0"}', '{:ecto_sql, "~> 3.10"}', '{:postgrex, ">= 0.0.0"}'
            ),
            "mix.lock": """
                %{
                  "myxql": {:hex, :myxql, "0.6.4", "abc", [:mix], [{:db_connection, "~> 2.4"}], "hexpm", "def"},
                  "phoenix": {:hex, :phoenix, "1.7.14", "abc", [:mix], [], "hexpm", "def"},
                }
            """,
            ".tool-versions": "erlang 26.2.5\nelixir 1.17.3-otp-26\n",
            "lib/shop/repo.ex": """
                defmodule Shop.Repo do
                  use Ecto.Repo,
                    otp_app: :shop,
                    adapter: Ecto.Adapters.Postgres
                end
            """,
        },
        {
            "languages": ["elixir 1.17.3"],
            "frameworks": ["Phoenix 1.7.14"],
            "databases": {"postgresql": "required lib/shop/repo.ex:4 mix.exs:9"},
        },
    ),
    "comments, heredocs, sigils and documentation invent nothing": (
        {
            "mix.exs": """
                defmodule Shop.MixProject do
                  @moduledoc \'\'\'
                  {:redix, "~> 1.0"}
                  \'\'\'
                  @text ~S(text {:amqp, "~> 3"})
                  def project, do: [app: :shop, deps: deps()]
                  defp deps do
                    [
                      # {:mongodb_driver, "~> 1.0"},
                      {:my_redix, "~> 1.0"},
                      {:postgrex, ">= 0.0.0"} # {:myxql, "~> 0.6"}
                    ]
                  end
                end
            """,
        },
        {"languages": ["elixir"], "databases": {"postgresql": "required mix.exs:11"}},
    ),
    "packages for some environments only": (
        {
            "mix.exs": _mix(
                '{:postgrex, ">= 0.0.0", only: [:prod, :dev]}',
                '{:exqlite, "~> 0.2", only: :test}',
                '{:redix, "~> 1.2", only: ~w(dev test)a}',
                '{:amqp, "~> 3.0", optional: true}',
                '{:mongodb_driver, "~> 1.0", runtime: false, only: [:dev]}',
            ),
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {
                "postgresql": "required mix.exs:6",
                "mongodb": "development mix.exs:10",
                "redis": "development mix.exs:8",
                "rabbitmq": "optional mix.exs:9",
                "sqlite": "development mix.exs:7",
            },
        },
    ),
    "an umbrella": (
        {
            "mix.exs": 'defmodule All.MixProject do\n  def project, do: [apps_path: "apps", deps: []]\nend\n',
            "mix.lock": '%{\n  "phoenix": {:hex, :phoenix, "1.7.1", "abc", [:mix], [], "hexpm", "def"},\n}\n',
            "apps/core/mix.exs": _mix('{:ecto_sql, "~> 3.0"}', '{:myxql, "~> 0.6"}'),
            "apps/core/lib/core/repo.ex": "defmodule Core.Repo do\n  use Ecto.Repo, adapter: Ecto.Adapters.MyXQL\nend",
            "apps/web/mix.exs": _mix('{:phoenix, "~> 1.7"}', "{:core, in_umbrella: true}", '{:exq, "~> 0.19"}'),
            "deps/redix/mix.exs": _mix('{:amqp, "~> 3.0"}'),
        },
        {
            "languages": ["elixir 1.15"],
            "frameworks": ["Phoenix 1.7.1 (apps/web)"],
            "databases": {
                "mysql": "required apps/core/lib/core/repo.ex:2 apps/core/mix.exs:7",
                "redis": "required apps/web/mix.exs:8",
            },
        },
    ),
    "another project in a folder, and one that is built together with it": (
        {
            "mix.exs": _mix('{:myxql, "~> 0.6"}', '{:jobs, path: "libs/jobs"}'),
            "libs/jobs/mix.exs": _mix('{:exq, "~> 0.19"}', '{:base, path: "../base"}'),
            "libs/base/mix.exs": _mix('{:instream, "~> 2.0"}'),
            "relay/mix.exs": _mix('{:amqp, "~> 3.0"}'),
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {
                "mysql": "required mix.exs:6",
                "redis": "required libs/jobs/mix.exs:6",
                "influxdb": "optional libs/base/mix.exs:6",
            },
        },
    ),
    "projects side by side": (
        {"api/mix.exs": _mix('{:myxql, "~> 0.6"}'), "relay/mix.exs": _mix('{:amqp, "~> 3.0"}')},
        {
            "languages": ["elixir 1.15"],
            "databases": {"mysql": "required api/mix.exs:6", "rabbitmq": "required relay/mix.exs:6"},
        },
    ),
    "two drivers, the repository picks": (
        {
            "mix.exs": _mix(
                '{:postgrex, ">= 0.0.0"}', '{:myxql, ">= 0.0.0"}', '{:ecto_sqlite3, "~> 0.10", only: :test}'
            ),
            "lib/shop/repo.ex": "defmodule Shop.Repo do\n  use Ecto.Repo, adapter: Ecto.Adapters.MyXQL\nend\n",
            "config/test.exs": "import Config\nconfig :shop, Shop.Repo, adapter: Ecto.Adapters.SQLite3\n",
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {
                "mysql": "required lib/shop/repo.ex:2 mix.exs:7",
                "postgresql": "optional mix.exs:6",
                "sqlite": "development config/test.exs:2 mix.exs:8",
            },
        },
    ),
    "two drivers, a variable decides": (
        {
            "mix.exs": _mix('{:postgrex, ">= 0.0.0"}', '{:myxql, "~> 0.6"}'),
            "lib/shop/repo.ex": """
                defmodule Shop.Repo do
                  @adapter (case System.get_env("DATABASE") do
                    "mysql" -> Ecto.Adapters.MyXQL
                    _other -> Ecto.Adapters.Postgres
                  end)
                  use Ecto.Repo, otp_app: :shop, adapter: @adapter
                end
            """,
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {
                "mysql": "one_of lib/shop/repo.ex:3 mix.exs:7",
                "postgresql": "one_of lib/shop/repo.ex:4 mix.exs:6",
            },
        },
    ),
    "settings of each environment": (
        {
            "mix.exs": _mix('{:postgrex, ">= 0.0.0"}', '{:ecto_sqlite3, "~> 0.10"}'),
            "config/dev.exs": "import Config\nconfig :shop, Shop.Repo, adapter: Ecto.Adapters.SQLite3\n",
            "config/runtime.exs": """
                import Config

                if config_env() == :prod do
                  config :shop, Shop.Repo,
                    adapter: Ecto.Adapters.Postgres,
                    url: System.get_env("DATABASE_URL") || raise("missing")
                else
                  config :shop, Shop.Repo, adapter: Ecto.Adapters.SQLite3
                end
            """,
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {
                "postgresql": "required config/runtime.exs:5 mix.exs:6",
                "sqlite": "optional mix.exs:7 config/dev.exs:2 config/runtime.exs:8",
            },
        },
    ),
    "Oban keeps its jobs in PostgreSQL": (
        {"mix.exs": _mix('{:oban, "~> 2.17"}', '{:postgrex, ">= 0.0.0"}')},
        {"languages": ["elixir 1.15"], "databases": {"postgresql": "required mix.exs:6 mix.exs:7"}},
    ),
    "Oban in SQLite": (
        {
            "mix.exs": _mix('{:oban, "~> 2.17"}', '{:ecto_sqlite3, "~> 0.10"}'),
            "lib/shop/repo.ex": "defmodule Shop.Repo do\n  use Ecto.Repo, adapter: Ecto.Adapters.SQLite3\nend\n",
            "config/config.exs": "import Config\nconfig :shop, Oban, engine: Oban.Engines.Lite, repo: Shop.Repo\n",
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {"sqlite": "required lib/shop/repo.ex:2 mix.exs:7"},
            "warnings": [
                (
                    "lib/shop/repo.ex:2: SQLite is for development only and is never deployed; put postgrex or myxql "
                    "and the matching Ecto adapter in its place, commit, and analyse again"
                ),
            ],
        },
    ),
    "Redis that is always started, RabbitMQ under a condition, MongoDB never": (
        {
            "mix.exs": _mix('{:redix, "~> 1.2"}', '{:broadway_rabbitmq, "~> 0.8"}', '{:mongodb_driver, "~> 1.0"}'),
            "lib/shop/application.ex": """
                defmodule Shop.Application do
                  alias Mongo.Session

                  def start(_type, _arguments) do
                    queue =
                      if System.get_env("AMQP_URL") do
                        [{Broadway, producer: [module: {BroadwayRabbitMQ.Producer, []}]}]
                      else
                        []
                      end

                    Supervisor.start_link([{Redix, name: :redix} | queue], strategy: :one_for_one)
                  end
                end
            """,
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {
                "mongodb": "optional mix.exs:8",
                "redis": "required mix.exs:6",
                "rabbitmq": "optional mix.exs:7",
            },
        },
    ),
    "a cache for several nodes, in one line": (
        {
            "mix.exs": _mix('{:phoenix, "~> 1.7"}', '{:phoenix_pubsub_redis, "~> 3.0"}', '{:postgrex, ">= 0.0.0"}'),
            "lib/shop/application.ex": """
                defmodule Shop.Application do
                  def pubsub(url) do
                    if url, do: [adapter: Phoenix.PubSub.Redis, url: url], else: []
                  end
                end
            """,
        },
        {
            "languages": ["elixir 1.15"],
            "frameworks": ["Phoenix 1.7"],
            "databases": {"postgresql": "required mix.exs:8", "redis": "optional mix.exs:7"},
        },
    ),
    "search, metrics and a column store that is no engine of ours": (
        {
            "mix.exs": _mix(
                '{:elasticsearch, "~> 1.0"}',
                '{:instream, "~> 2.0"}',
                '{:ch, "~> 0.2"}',
                '{:ecto_ch, "~> 0.3"}',
                '{:tds, "~> 2.3"}',
            ),
            "lib/shop/cluster.ex": "defmodule Shop.Cluster do\n  use Elasticsearch.Cluster, otp_app: :shop\nend\n",
            "lib/shop/metrics.ex": "defmodule Shop.Metrics do\n  use Instream.Connection, otp_app: :shop\nend\n",
            "lib/shop/events.ex": "defmodule Shop.Events do\n  use Ecto.Repo, adapter: Ecto.Adapters.ClickHouse\nend\n",
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {"elasticsearch": "required mix.exs:6", "influxdb": "required mix.exs:7"},
        },
    ),
    "two repositories of one engine": (
        {
            "mix.exs": _mix('{:postgrex, ">= 0.0.0"}'),
            "lib/shop/archive.ex": "defmodule Shop.Archive do\n  use Ecto.Repo, adapter: Ecto.Adapters.Postgres\nend\n",
            "lib/shop/repo.ex": "defmodule Shop.Repo do\n  use Ecto.Repo, adapter: Ecto.Adapters.Postgres\nend\n",
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {"postgresql": "required lib/shop/archive.ex:2 lib/shop/repo.ex:2 mix.exs:6"},
        },
    ),
    "a library brings drivers for those who ask": (
        {
            "mix.exs": """
                defmodule Jobs.MixProject do
                  def project, do: [app: :jobs, package: package(), deps: deps()]

                  defp deps do
                    [{:ecto_sql, "~> 3.0"}, {:postgrex, "~> 0.16"}, {:redix, "~> 1.0", optional: true}]
                  end
                end
            """,
        },
        {"languages": ["elixir"], "databases": {"postgresql": "optional mix.exs:5", "redis": "optional mix.exs:5"}},
    ),
    "packages that a condition brings": (
        {
            "mix.exs": """
                defmodule Shop.MixProject do
                  def project, do: [app: :shop, deps: deps() ++ more()]
                  defp deps, do: [{:postgrex, ">= 0.0.0"}]

                  defp more do
                    if System.get_env("CACHE") == "memcached" do
                      [{:memcachex, "~> 0.5"}]
                    else
                      []
                    end
                  end
                end
            """,
        },
        {"languages": ["elixir"], "databases": {"postgresql": "required mix.exs:3", "memcached": "optional mix.exs:7"}},
    ),
    "variables without which nothing starts": (
        {
            "mix.exs": _mix('{:shop_cache, "~> 0.1"}'),
            "config/runtime.exs": """
                import Config
                if config_env() == :prod do
                  config :shop_cache, host: System.fetch_env!("REDIS_HOST"), port: System.get_env("REDIS_PORT", "6379")
                  config :shop, Search, url: System.fetch_env!("ES_URL")
                  queue =
                    System.get_env("AMQP_URL") ||
                      raise "AMQP_URL is missing"
                  config :shop, queue: queue, documents: System.get_env("MONGODB_URL") || "mongodb://localhost"
                  if System.get_env("METRICS"), do: config(:shop, metrics: System.fetch_env!("INFLUXDB_URL"))
                end
                if config_env() == :test, do: config(:shop, cache: System.fetch_env!("MEMCACHED_HOST"))
            """,
            # Not settings: who calls it may have asked before.
            "lib/shop/old.ex": 'defmodule Old do\n  def url, do: System.fetch_env!("MYSQL_URL")\nend\n',
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {
                "redis": "required config/runtime.exs:3",
                "elasticsearch": "required config/runtime.exs:4",
                "rabbitmq": "required config/runtime.exs:6",
                "influxdb": "optional config/runtime.exs:9",
            },
        },
    ),
    "a variable that a release alone demands, of a server that the code uses": (
        {
            "mix.exs": _mix('{:memcachex, "~> 0.5"}'),
            "config/runtime.exs": """
                import Config
                if is_prod? and is_release?, do: config(:shop, host: System.fetch_env!("MEMCACHED_HOST"))
            """,
            "lib/shop/limits.ex": "defmodule Limits do\n  def start(o), do: Memcache.start_link(o)\nend\n",
        },
        {
            "languages": ["elixir 1.15"],
            "databases": {"memcached": "required mix.exs:6"},
            "warnings": [
                (
                    "mix.exs:6: Memcached is installed only where it is declared, on each web host for itself; "
                    "redis in its place is one cache for all"
                )
            ],
        },
    ),
    "settings that demand something, and no code that could use a package": (
        {
            "mix.exs": _mix('{:redix, "~> 1.0"}'),
            "config/runtime.exs": 'import Config\nconfig :shop, key: System.fetch_env!("SECRET_KEY")\n',
        },
        {"languages": ["elixir 1.15"], "databases": {"redis": "required mix.exs:6"}},
    ),
    "half of a mix.exs is told": (
        {"mix.exs": 'defmodule Shop do\n  [{:postgrex, "~> 0.1\n', "api/mix.exs": _mix('{:myxql, "~> 0.6"}')},
        {
            "languages": ["elixir 1.15"],
            "databases": {"mysql": "required api/mix.exs:6"},
            "warnings": [
                'mix.exs: is not a complete mix.exs (line 2: a text that starts with " never ends); it was left out'
            ],
        },
    ),
    "once an engine is known to be used, code that only names it again is not read; repositories are": (
        {
            "mix.exs": """
                defmodule Shop.MixProject do
                  defp deps do
                    [{:ecto_sql, "~> 3.0"}, {:postgrex, ">= 0.0.0"}, {:redix, "~> 1.0"}]
                  end
                end
            """,
            "lib/a.ex": "defmodule A do\n  def start, do: Redix.start_link()\nend\n",
            "lib/b.ex": "defmodule B do\n  def ask, do: Redix.command(~s(half written\n",
            "lib/repo.ex": """
                defmodule Repo do
                  use Ecto.Repo, otp_app: :shop, adapter: Ecto.Adapters.Postgres
                  def cached, do: Redix.command(:cache, ["GET", "x"])
                end
            """,
        },
        {
            "languages": ["elixir"],
            "databases": {"postgresql": "required lib/repo.ex:2 mix.exs:3", "redis": "required mix.exs:3"},
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


def test_another_environment_reads_other_packages_and_settings(understood):
    files = {
        "mix.exs": _mix('{:postgrex, ">= 0.0.0", only: :prod}', '{:ecto_sqlite3, "~> 0.10", only: [:dev, :test]}'),
        "config/dev.exs": "import Config\nconfig :shop, Shop.Repo, adapter: Ecto.Adapters.SQLite3\n",
        "config/prod.exs": "import Config\nconfig :shop, Shop.Repo, adapter: Ecto.Adapters.Postgres\n",
    }
    assert understood(files)["databases"] == {
        "postgresql": "required config/prod.exs:2 mix.exs:6",
        "sqlite": "development config/dev.exs:2 mix.exs:7",
    }
    assert understood(files, "development")["databases"] == {
        "postgresql": "development config/prod.exs:2 mix.exs:6",
        "sqlite": "required config/dev.exs:2 mix.exs:7",
    }
