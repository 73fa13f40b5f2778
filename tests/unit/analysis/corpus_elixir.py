# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers of Elixir for the fuzz test: name to function and a good sample."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.elixir_code import placed
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.elixir_tokens import tokens
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.mix import parse_mix, parse_mix_lock

_MIX = """
defmodule Shop.MixProject do
  use Mix.Project
  def project, do: [app: :shop, elixir: "~> 1.15", deps: deps(Mix.env())]
  defp deps(_) do
    [{:postgrex, ">= 0.0.0"}, {:redix, "~> 1.2", only: [:dev, :test], optional: true}, {:amqp, git: "x", only: ~w(a)a}]
  end
end
"""
_CODE = '''
defmodule Shop.Repo do
  @moduledoc """
  Holds "all" #{1 + {2}} of it.
  """
  use Ecto.Repo, otp_app: :shop, adapter: Ecto.Adapters.Postgres
  if config_env() in [:prod, :test] and x != ?" do
    config :shop, "a b": ~r{[/"]}i, c: ~S"""
    d
    """
  else
    Enum.map(list, fn {a, _} -> if a, do: Redix.start(), else: nil end)
  end
end
'''

PARSERS = {
    "mix.exs": (parse_mix, _MIX),
    "mix.lock": (parse_mix_lock, '%{\n  "phoenix": {:hex, :phoenix, "1.7.10", "a", [:mix], []},\n}\n'),
    "Elixir code": (lambda text: list(placed(list(tokens(text)), "prod")), _CODE),
}
