# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers of Ruby for the fuzz test: name to function and a good sample."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.gemspec import parse_gemspec
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.ruby_uses import parse_uses

_SETTINGS = frozenset({"cache_store", "queue_adapter"})
_CODE = """
require "redis"
Rails.application.configure do
  config.cache_store = :redis_cache_store, { url: ENV.fetch("REDIS_URL") { "redis://#{host}" } }
  config.active_job.queue_adapter = ENV["JOBS"] ? :sidekiq : :async
  config.x = if Rails.env.production? && ENV["X"] then Redis.new(url: %q(a)) else nil end
end
module Shop
  class Search < Base
    =begin
    PATTERN = %r{\\A[/"']+\\z}
    def self.client = Elasticsearch::Client.new(<<~URL)
      http://a
    URL
    def each(&) = list.each { |a| a / 2 }
    return unless a? ?b : "c"
  rescue Redis::BaseError => e
  end
end
"""

PARSERS = {
    "Ruby code": (lambda text: parse_uses(text, "production", _SETTINGS), _CODE),
    "gemspec": (
        parse_gemspec,
        'Gem::Specification.new do |s|\n  s.add_dependency("pg", ">= 1")\n  s.add_dependency %q<a> if b\nend\n',
    ),
}
