# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ruby: each tree with all that the user is told of it."""

from __future__ import annotations

import pytest

PROGRAM = """
    Gem::Specification.new do |s|
      s.add_dependency 'puma', '>= 5'
      s.add_dependency 'redis', '~> 5.0'
    end
"""
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
        {
            "languages": ["ruby"],
            "frameworks": ["Rails 7.1"],
            "databases": {"postgresql": "required Gemfile:4", "elasticsearch": "required Gemfile:5"},
        },
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
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:6", "sqlite": "development Gemfile:3"},
        },
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
            "languages": ["ruby"],
            "databases": {
                "mysql": "required Gemfile:5",
                "mongodb": "development Gemfile:3",
                "redis": "development Gemfile:2",
                "elasticsearch": "development Gemfile:6",
                "rabbitmq": "development Gemfile:1",
                "influxdb": "optional Gemfile:7",
                "memcached": "development Gemfile:4",
            },
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
        {"languages": ["ruby"], "databases": {"postgresql": "required Gemfile:4", "redis": "required Gemfile:9"}},
    ),
    "a gem that brings a queue with it": (
        {"Gemfile": 'gem "govuk_sidekiq"\n'},
        {"languages": ["ruby"], "databases": {"redis": "required Gemfile:1"}},
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
        {
            "languages": ["ruby"],
            "databases": {
                "mysql": "required Gemfile:1",
                "mongodb": "development Gemfile:6",
                "redis": "required Gemfile:5",
            },
        },
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
        {"languages": ["ruby"], "databases": {"postgresql": "required Gemfile:1", "redis": "required Gemfile:6"}},
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
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"mysql": "one_of Gemfile:3", "postgresql": "one_of Gemfile:5", "redis": "optional Gemfile:7"},
        },
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
        {
            "languages": ["ruby"],
            "databases": {"mysql": "optional Gemfile:1", "postgresql": "required config/database.yml:2 Gemfile:2"},
        },
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
        {
            "languages": ["ruby"],
            "databases": {"mysql": "one_of config/database.yml:2 Gemfile:1", "postgresql": "one_of Gemfile:2"},
        },
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
        {
            "languages": ["ruby"],
            "databases": {"mysql": "one_of config/database.yml.example:2 Gemfile:1", "postgresql": "one_of Gemfile:2"},
        },
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
        {"languages": ["ruby"], "databases": {"mysql": "required config/database.yml:3 Gemfile:1"}},
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
            "languages": ["ruby"],
            "databases": {
                "mysql": "required config/database.yml:3 config/database.yml:6 Gemfile:1",
                "postgresql": "required config/database.yml:9 Gemfile:2",
            },
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
        {"languages": ["ruby"], "frameworks": ["Rails 7.1.3"], "databases": {"postgresql": "required Gemfile:2"}},
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
            "languages": ["ruby"],
            "databases": {
                "mysql": "one_of Gemfile:2",
                "postgresql": "one_of Gemfile:5",
                "elasticsearch": "optional Gemfile:8",
            },
        },
    ),
    "one for the only database that there is a driver for": (
        {"Gemfile": "gem 'rails'\ngem 'pg', group: :postgres\ngem 'redis', group: :cache\n"},
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2", "redis": "optional Gemfile:3"},
        },
    ),
    "the same beside one for developers": (
        {"Gemfile": "gem 'rails'\ngem 'pg', group: :postgres\ngem 'sqlite3', group: :test\n"},
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2", "sqlite": "development Gemfile:3"},
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
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"mongodb": "required config/mongoid.yml:3 Gemfile.common:1"},
        },
    ),
    "Action Cable counts with a driver only": (
        {"Gemfile": "gem 'sqlite3'\n", "config/cable.yml": "production:\n  adapter: redis\n"},
        {
            "languages": ["ruby"],
            "databases": {"sqlite": "required Gemfile:1"},
            "warnings": [
                (
                    "Gemfile:1: SQLite is for development only and is never deployed; put the gem pg or mysql2 and its "
                    "adapter in config/database.yml in its place, commit, and analyse again"
                )
            ],
        },
    ),
    "Action Cable with its driver": (
        {"Gemfile": "gem 'pg'\ngem 'redis'\n", "config/cable.yml": "production:\n  adapter: redis\n"},
        {
            "languages": ["ruby"],
            "databases": {"postgresql": "required Gemfile:1", "redis": "required config/cable.yml:2 Gemfile:2"},
        },
    ),
    "vendored, test and documentation folders are not the application": (
        {
            "Gemfile": "gem 'pg'\n",
            "vendor/bundle/x/Gemfile": "gem 'mysql2'\n",
            "spec/dummy/Gemfile": "gem 'mongo'\n",
            "docs/Gemfile": "gem 'redis'\n",
            "tools/Gemfile": "gem 'bunny'\n",
        },
        {
            "languages": ["ruby"],
            "databases": {"postgresql": "required Gemfile:1", "rabbitmq": "development tools/Gemfile:1"},
        },
    ),
    "a gem that is a program: its server and its command": (
        {
            "Gemfile": "source 'https://example.org'\ngemspec\n",
            "pool.gemspec": PROGRAM,
            "bin/pool": "#!/usr/bin/env ruby\n",
        },
        {"languages": ["ruby"], "databases": {"redis": "required pool.gemspec:3"}},
    ),
    "a gem with a server and no command is for others": (
        {"Gemfile": "source 'https://example.org'\ngemspec\n", "pool.gemspec": PROGRAM},
        {"languages": ["ruby"], "databases": {"redis": "optional pool.gemspec:3"}},
    ),
    "gems that are installed where the host is one": (
        {
            "Gemfile": """
                install_if -> { RUBY_PLATFORM =~ /linux/ } do
                  gem "pg"
                end
                gem "redis", install_if: -> { RUBY_PLATFORM.include?("linux") }
                gem "bunny" if RUBY_PLATFORM.match?(/linux/i)
                install_if -> { RUBY_PLATFORM !~ /linux/ } do
                  gem "mongoid"
                end
                gem "influxdb" unless RUBY_PLATFORM =~ /linux/
                install_if -> { ENV["SEARCH"] && RUBY_PLATFORM =~ /linux/ } do
                  gem "elasticsearch"
                end
            """
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:2",
                "mongodb": "optional Gemfile:7",
                "redis": "required Gemfile:4",
                "elasticsearch": "optional Gemfile:11",
                "rabbitmq": "required Gemfile:5",
                "influxdb": "optional Gemfile:9",
            },
        },
    ),
    "a database of another kind alone": (
        {"Gemfile": "gem 'sinatra'\ngem 'activegraph'\ngem 'couchrest' if ENV['COUCH']\n"},
        {
            "languages": ["ruby"],
            "frameworks": ["Sinatra"],
            "warnings": [
                "Gemfile:2: Neo4j is no database that is managed here; run it yourself, or change to one that is"
            ],
        },
    ),
    "an application whose gems stand in a gemspec": (
        {
            "Gemfile": "source 'https://example.org'\ngemspec\n",
            "shop.gemspec": """
                Gem::Specification.new do |s|
                  s.add_dependency "rails", "~> 7.1"
                  s.add_dependency "pg"
                  s.add_dependency "sidekiq"
                  s.add_development_dependency "mysql2"
                end
            """,
            "config/sidekiq.yml": ":concurrency: 5\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails 7.1"],
            "databases": {
                "mysql": "development shop.gemspec:5",
                "postgresql": "required shop.gemspec:3",
                "redis": "required shop.gemspec:4",
            },
        },
    ),
    "a gemspec that the Gemfile takes in, and a gem in a folder": (
        {
            "Gemfile": """
                source "https://rubygems.org"
                gemspec
                gem "billing", path: "engines/billing"
                path "engines" do
                  gem "search"
                end
                gem "elsewhere", path: "../elsewhere"
            """,
            "config.ru": "run Shop\n",
            "shop.gemspec": """
                Gem::Specification.new do |spec|
                  spec.name = "shop"
                  spec.add_dependency "rails", "~> 7.1"
                  spec.add_runtime_dependency("pg", ">= 1.1")
                  spec.add_development_dependency "sqlite3"
                end
            """,
            "engines/billing/billing.gemspec": """
                Gem::Specification.new do |s|
                  s.add_dependency %q<bunny>, "~> 2"
                  s.add_dependency "core"
                end
            """,
            "engines/core/core.gemspec": 'Gem::Specification.new { |s| s.add_dependency "sidekiq" }\n',
            "engines/search/search.gemspec": """
                Gem::Specification.new do |s|
                  s.add_dependency "elasticsearch"
                  s.add_dependency "dalli" if ENV["CACHE"]
                end
            """,
            "engines/unused/unused.gemspec": 'Gem::Specification.new { |s| s.add_dependency "mongoid" }\n',
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails 7.1"],
            "databases": {
                "postgresql": "required shop.gemspec:4",
                "redis": "required engines/core/core.gemspec:1",
                "elasticsearch": "required engines/search/search.gemspec:2",
                "rabbitmq": "required engines/billing/billing.gemspec:2",
                "memcached": "optional engines/search/search.gemspec:3",
                "sqlite": "development shop.gemspec:5",
            },
        },
    ),
    "a library: its Gemfile is for developers, and nobody starts it": (
        {
            "Gemfile": """
                gemspec
                gem "sqlite3"
                gem "pg"
            """,
            "audit.gemspec": """
                Gem::Specification.new do |s|
                  s.add_dependency "activerecord", ">= 6"
                  s.add_dependency "redis", ">= 4"
                end
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "development Gemfile:3",
                "redis": "optional audit.gemspec:3",
                "sqlite": "development Gemfile:2",
            },
        },
    ),
    "a folder of Gemfiles": (
        {
            "Gemfile": """
                gem "rails"
                Dir["#{__dir__}/bundler.d/*.rb"].each { |file| eval_gemfile(file) }
                eval File.read("Gemfile.local") if File.exist?("Gemfile.local")
            """,
            "bundler.d/database.rb": 'gem "pg"\n',
            "bundler.d/jobs.rb": 'group(:jobs) { gem "sidekiq" }\n',
            "bundler.d/deep/other.rb": 'gem "mongoid"\n',
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required bundler.d/database.rb:1", "redis": "optional bundler.d/jobs.rb:1"},
        },
    ),
    "gems that are installed under a condition": (
        {
            "Gemfile": """
                gem "pg", require: false
                install_if -> { RUBY_PLATFORM.include?("linux") } do
                  gem "bunny"
                end
                gem "mongo", install_if: -> { ENV["MONGO"] }
                unless ENV["NO_SEARCH"]
                  gem "searchkick"
                end
                gem "redis" unless ENV["NO_REDIS"] == "1"
            """
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1",
                "mongodb": "optional Gemfile:5",
                "redis": "optional Gemfile:9",
                "elasticsearch": "optional Gemfile:7",
                "rabbitmq": "required Gemfile:3",
            },
        },
    ),
    "stores and queues that Rails is set to": (
        {
            "Gemfile": """
                gem "rails"
                gem "pg"
                gem "redis"
                gem "dalli"
                gem "sidekiq"
            """,
            "config/application.rb": """
                module Shop
                  class Application < Rails::Application
                    config.cache_store = :mem_cache_store
                    config.active_job.queue_adapter = :sidekiq
                  end
                end
            """,
            "config/environments/production.rb": """
                Rails.application.configure do
                  # config.cache_store = :mem_cache_store
                  config.cache_store = :redis_cache_store, { url: ENV["CACHE_URL"] }
                end
            """,
            "config/environments/development.rb": """
                Rails.application.configure do
                  config.cache_store = :mem_cache_store
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "postgresql": "required Gemfile:2",
                "redis": "required config/application.rb:4 config/environments/production.rb:3 Gemfile:3 Gemfile:5",
                "memcached": "optional Gemfile:4",
            },
        },
    ),
    "memcached for the cache and Redis for sessions": (
        {
            "Gemfile": "gem 'rails'\ngem 'dalli'\ngem 'redis-session-store'\n",
            "config/environments/production.rb": """
                Rails.application.configure do
                  config.cache_store = [:mem_cache_store, ENV.fetch("MEMCACHE_SERVERS", "localhost")]
                end
            """,
            "config/initializers/session_store.rb": """
                Rails.application.config.session_store :redis_session_store, key: "_shop", redis: { url: ENV["REDIS"] }
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "redis": "required config/initializers/session_store.rb:1 Gemfile:3",
                "memcached": "required config/environments/production.rb:2 Gemfile:2",
            },
            "warnings": [
                (
                    "config/environments/production.rb:2: Memcached is installed only where it is "
                    "declared, on each web host for itself; redis in its place is one cache for all"
                )
            ],
        },
    ),
    "a cache that only a variable turns on": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'dalli'\ngem 'redis'\n",
            "config/environments/production.rb": """
                Rails.application.configure do
                  if ENV["MEMCACHE_SERVERS"].present?
                    config.cache_store = :mem_cache_store, ENV["MEMCACHE_SERVERS"]
                  else
                    config.cache_store = :file_store, "tmp/cache"
                  end
                end
            """,
            "lib/limiter.rb": """
                class Limiter
                  STORE = ENV["REDIS_URL"] ? Redis.new(url: ENV["REDIS_URL"]) : {}
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "postgresql": "required Gemfile:2",
                "redis": "optional Gemfile:4",
                "memcached": "optional Gemfile:3",
            },
        },
    ),
    "whatever the condition says, the server is used": (
        {
            "Gemfile": "gem 'rails'\ngem 'redis'\ngem 'bunny'\n",
            "config/initializers/redis.rb": """
                $redis = if ENV["REDIS_URL"]
                  Redis.new(url: ENV["REDIS_URL"])
                else
                  Redis.new
                end
            """,
            "config/initializers/queue.rb": """
                return if Rails.env.test?
                unless Rails.env.development?
                  BUNNY = Bunny.new(ENV.fetch("AMQP_URL")).start
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"redis": "required Gemfile:2", "rabbitmq": "required Gemfile:3"},
        },
    ),
    "conditions on the environment, alone and beside others": (
        {
            "Gemfile": "gem 'rails'\ngem 'redis'\ngem 'bunny'\ngem 'mongo'\ngem 'dalli'\n",
            "config/initializers/clients.rb": """
                if Shop.redis_url.blank? || Rails.env.test?
                  CACHE = {}
                else
                  CACHE = Redis.new(url: Shop.redis_url)
                end
                BUNNY = Bunny.new if Rails.env.production? || Rails.env.staging?
                if Rails.env.test?
                  STORE = Fake.new
                else
                  STORE = Mongo::Client.new(["localhost"])
                end
                DALLI = Dalli::Client.new if Rails.env.production? && Shop.cached?
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "mongodb": "required Gemfile:4",
                "redis": "optional Gemfile:2",
                "rabbitmq": "required Gemfile:3",
                "memcached": "optional Gemfile:5",
            },
        },
    ),
    "a search that only a switch turns on": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'chewy'\ngem 'elasticsearch'\n",
            "config/initializers/chewy.rb": """
                enabled = ENV["ES_ENABLED"] == "true"
                Chewy.settings = { host: ENV.fetch("ES_HOST", "localhost"), enabled: enabled }
            """,
            "app/models/product.rb": """
                class Product < ApplicationRecord
                  update_index("products") { self } if Chewy.enabled?
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2", "elasticsearch": "optional Gemfile:3 Gemfile:4"},
        },
    ),
    "a model that is searched only where an address is set": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'searchkick'\ngem 'opensearch-ruby'\n",
            "app/models/message.rb": """
                class Message < ApplicationRecord
                  searchkick callbacks: false if ENV["OPENSEARCH_URL"].present?
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2", "elasticsearch": "optional Gemfile:3 Gemfile:4"},
        },
    ),
    "a client of the application's own library, asked in one place only under a condition": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'opensearch-ruby'\ngem 'bunny'\n",
            "app/commands/search.rb": """
                class Search
                  def call
                    return [] if page > MAX_PAGES
                    Shop.opensearch_client.search(index: "goods")
                  end
                end
            """,
            "app/commands/store.rb": """
                class Store
                  def call
                    Shop.opensearch_client.index(index: "goods")
                    Shop.bunny_client.publish(good) if Settings.publish
                  end
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "postgresql": "required Gemfile:2",
                "elasticsearch": "required Gemfile:3",
                "rabbitmq": "optional Gemfile:4",
            },
        },
    ),
    "a search over plain HTTP, and one that is asked for first": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'http'\n",
            "config/initializers/search.rb": """
                # ENV["INFLUXDB_URL"] is for later
                SEARCH = Search.new(ENV.fetch("ELASTICSEARCH_URL", "http://localhost:9200"), ENV["ELASTICSEARCH_USER"])
                APM = ENV["ELASTIC_APM_SERVER_URL"]
            """,
            "lib/metrics.rb": """
                module Metrics
                  def self.client
                    Influx.new(ENV["INFLUX_HOST"]) if ENV["INFLUX_HOST"].present?
                  end
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "postgresql": "required Gemfile:2",
                "elasticsearch": "required config/initializers/search.rb:2",
                "influxdb": "optional lib/metrics.rb:3",
            },
        },
    ),
    "figures that are sent where somebody has an engine, and those that have settings of their own": (
        {
            "Gemfile": "gem 'pg'\ngem 'influxdb'\n",
            "app.rb": "InfluxDB::Client.new('shop')\n",
            "config/influxdb.yml": "production: {host: <%= ENV['INFLUXDB_HOST'] %>}\n",
            "config/mongodb.yml": "production: {host: old}\n",
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1",
                "influxdb": "required Gemfile:2",
            },
        },
    ),
    "the same with settings for developers": (
        {
            "Gemfile": "gem 'pg'\ngem 'influxdb'\n",
            "app.rb": "InfluxDB::Client.new('shop')\n",
            "config/influxdb.yml": "development: {host: localhost}\n",
        },
        {
            "languages": ["ruby"],
            "databases": {
                "postgresql": "required Gemfile:1",
                "influxdb": "optional Gemfile:2",
            },
        },
    ),
    "a driver that no code uses": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'dalli'\ngem 'redis'\ngem 'bunny'\n",
            "app/models/user.rb": """
                # Dalli was here
                class User < ApplicationRecord
                  rescue_from Redis::CannotConnectError
                  def amqp_channel = Shop.amqp_channel
                end
            """,
            "config/settings.yml": "queue: amqp://localhost\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "postgresql": "required Gemfile:2",
                "redis": "optional Gemfile:4",
                "rabbitmq": "required Gemfile:5",
                "memcached": "optional Gemfile:3",
            },
        },
    ),
    "a job queue that Active Job leaves out": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'sidekiq'\ngem 'solid_queue'\n",
            "config/environments/production.rb": """
                Rails.application.configure do
                  config.active_job.queue_adapter = :solid_queue
                end
            """,
            "config/initializers/jobs.rb": """
                Rails.application.config.active_job.queue_adapter = :sidekiq if ENV["SIDEKIQ"] == "1"
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2", "redis": "optional Gemfile:3"},
        },
    ),
    "a job queue with jobs of its own": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'sidekiq'\ngem 'good_job'\n",
            "config/application.rb": """
                class App < Rails::Application
                  config.active_job.queue_adapter = :good_job
                end
            """,
            "app/workers/mail.rb": "class Mail\n  include Sidekiq::Job\nend\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2 Gemfile:4", "redis": "required Gemfile:3"},
        },
    ),
    "Action Cable that sends nothing": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'redis'\n",
            "config/application.rb": "class App < Rails::Application\nend\n",
            "config/cable.yml": "production:\n  adapter: redis\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2", "redis": "optional Gemfile:3"},
        },
    ),
    "Action Cable that is not among the parts of Rails that are loaded": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'redis'\n",
            "config/application.rb": """
                require "rails"
                %w[active_record/railtie action_controller/railtie].each { |railtie| require railtie }
                # require "action_cable/engine"
                class App < Rails::Application
                end
            """,
            "config/cable.yml": "production:\n  adapter: redis\n",
            "app/models/show.rb": "class Show\n  def broadcast_at = Time.now\nend\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2", "redis": "optional Gemfile:3"},
        },
    ),
    "Action Cable that sends something": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'redis'\n",
            "config/application.rb": "class App < Rails::Application\nend\n",
            "config/cable.yml": "development:\n  adapter: async\nproduction:\n  adapter: redis\n  url: rediss://u:pw@cache.acme-hosting.com\n",
            "app/views/posts/index.html.erb": '<%= turbo_stream_from "posts" %>\n',
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2", "redis": "required config/cable.yml:4 Gemfile:3"},
            "external": {"redis": "cache.acme-hosting.com"},
        },
    ),
    "Solid Queue and its kin keep their data in the relational database": (
        {
            "Gemfile": "gem 'rails'\ngem 'trilogy'\ngem 'solid_queue'\ngem 'solid_cache'\ngem 'solid_cable'\n",
            "config/database.yml": """
                production:
                  primary: &primary
                    adapter: trilogy
                    database: shop
                  cache:
                    <<: *primary
                    database: shop_cache
            """,
            "config/cable.yml": "production:\n  adapter: solid_cable\n",
            "config/environments/production.rb": """
                Rails.application.configure do
                  config.cache_store = :solid_cache_store
                  config.active_job.queue_adapter = :solid_queue
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"mysql": "required config/database.yml:3 Gemfile:2"},
        },
    ),
    "Sinatra that connects in its code": (
        {
            "Gemfile": "gem 'sinatra'\ngem 'sqlite3'\ngem 'pg'\ngem 'sequel'\n",
            "app.rb": """
                require "sinatra"
                configure :development, :test do
                  DB = Sequel.connect("sqlite://dev.db")
                end
                configure :production do
                  DB = Sequel.connect("postgres://localhost/shop")
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Sinatra"],
            "databases": {"postgresql": "required app.rb:6 Gemfile:3", "sqlite": "optional Gemfile:2"},
        },
    ),
    "ERB that prints whole lines": (
        {
            "Gemfile": "gem 'mysql2'\ngem 'pg'\n",
            "config/database.yml": """
                defaults: &defaults
                  adapter: postgresql
                  pool: <%= ENV["POOL"] %>
                  <%= "reconnect: true" unless ENV["ONCE"] %>
                production:
                  <<: *defaults
                  <%= "url: #{ENV['DATABASE_URL']}" if ENV['DATABASE_URL'].present? %>
                  host:
                    <%= ENV["DB_HOST"] %>
            """,
        },
        {
            "languages": ["ruby"],
            "databases": {"mysql": "optional Gemfile:1", "postgresql": "required config/database.yml:2 Gemfile:2"},
        },
    ),
    "code that is cut off is passed over": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\n",
            "config/application.rb": 'config.cache_store = :mem_cache_store, "localhost\n',
        },
        {"languages": ["ruby"], "frameworks": ["Rails"], "databases": {"postgresql": "required Gemfile:2"}},
    ),
    "a Gemfile that is cut off is told": (
        {"Gemfile": 'gem "pg"\ngem "mysql2\n', "api/Gemfile": "gem 'pg'\n"},
        {
            "languages": ["ruby"],
            "databases": {"postgresql": "required api/Gemfile:1"},
            "warnings": ["Gemfile: is not a complete Gemfile (line 2: a string never ends); it was left out"],
        },
    ),
    "code that connects to the databases of users": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'mysql2'\ngem 'sequel'\n",
            "config/database.yml": "production:\n  adapter: postgresql\n",
            "integrations/lib/sources/maria.rb": "def connect(config)\n  Sequel.connect(adapter: 'mysql2')\nend\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "postgresql": "required config/database.yml:2 Gemfile:2",
                "mysql": "optional Gemfile:3 integrations/lib/sources/maria.rb:2",
            },
        },
    ),
    "a script on its own that connects to a database without a gem": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\n",
            "config.ru": "run Shop\n",
            "config/database.example.yml": "production:\n  adapter: postgresql\n",
            "perf_scripts/cache.rb": "ActiveRecord::Base.establish_connection(adapter: 'sqlite3')\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required config/database.example.yml:2 Gemfile:2"},
        },
    ),
    "the same with a gem for developers": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'sqlite3', group: :development\n",
            "config.ru": "run Shop\n",
            "config/database.example.yml": "production:\n  adapter: postgresql\n",
            "perf_scripts/cache.rb": "ActiveRecord::Base.establish_connection(adapter: 'sqlite3')\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "postgresql": "required config/database.example.yml:2 Gemfile:2",
                "sqlite": "development perf_scripts/cache.rb:1 Gemfile:3",
            },
        },
    ),
    "a client that is named from the top of all names": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'redis'\n",
            "config.ru": "run Shop\n",
            "lib/shop/counter.rb": """
                module Shop
                  class Counter < ::Redis
                    Store = Hash
                  end
                end
            """,
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {
                "postgresql": "required Gemfile:2",
                "redis": "required Gemfile:3",
            },
        },
    ),
    "a mapper for the search server that a switch turns on": (
        {
            "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'searchkick'\n",
            "config/initializers/searchkick.rb": """
                if Settings.get("SEARCHKICK_ENABLED") == "true"
                  Searchkick.client_type = :opensearch
                end
            """,
            "app/models/user.rb": "class User < ApplicationRecord\n  searchkick word_start: [:name]\nend\n",
        },
        {
            "languages": ["ruby"],
            "frameworks": ["Rails"],
            "databases": {"postgresql": "required Gemfile:2", "elasticsearch": "optional Gemfile:3"},
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


def test_another_environment_reads_other_groups_and_sections(understood):
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
    assert understood(files, "development")["databases"] == {
        "postgresql": "development config/database.yml:4 Gemfile:2",
        "sqlite": "required config/database.yml:2 Gemfile:1",
    }
    assert understood(files, "staging")["databases"] == {
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
