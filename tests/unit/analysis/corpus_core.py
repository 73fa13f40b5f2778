# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers that several detectors share, for the fuzz test."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats import erb, yaml_lines
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.addresses import parse_url
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.gemfile import parse_gemfile
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.gemfile_lock import parse_gemfile_lock
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.json_lines import parse_json
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.key_values import (
    parse_dotenv,
    parse_properties,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.toml_lines import Lines, parse_toml
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.xml_lines import parse_xml

EXAMPLES = Path(__file__).parents[3] / "examples"


def _yaml(text: str) -> None:
    root = yaml_lines.parse_yaml(text)
    for _key, node in yaml_lines.members(root).values():
        yaml_lines.members(node)


def _erb(text: str) -> None:
    template = erb.ErbText(text)
    _yaml(template.text)
    template.value(template.text)


def _toml(text: str) -> None:
    Lines(text)
    parse_toml(text)


PARSERS = {
    "Gemfile": (parse_gemfile, EXAMPLES / "rails-shop/Gemfile"),
    "Gemfile.lock": (
        parse_gemfile_lock,
        "GEM\n  specs:\n    pg (1.5.4)\n    rails (7.1.3)\n      pg (>= 1)\n\nRUBY VERSION\n   ruby 3.3.0p0\n",
    ),
    "database.yml": (_erb, "production:\n  url: <%= ENV.fetch('A') { \"b\" } %>\n  <% if c %>\n  adapter: mysql2\n"),
    "YAML": (_yaml, "a: &a {x: 1, y: [1, 2]}\nb:\n  <<: *a\n  c: |\n    text\n  'd': \"e\\n\"\n- x\n"[:-4]),
    "JSON": (parse_json, '{"a": {"b": [1, -2.5e3, true, null, "c\\u00e9"]}, "d": "e"}\n'),
    "TOML": (_toml, '[a.b]\nc = "d" # e\nf = [1, 2.5, {g = 1979-05-27}]\n[[h]]\ni.j = """k\n"""\n'),
    "XML": (parse_xml, '<?xml version="1.0"?>\n<a b="c"><!-- d --><e>f &amp; g</e><![CDATA[h]]></a>\n'),
    ".env": (parse_dotenv, "A=b # c\nexport D='e f'\nG=\"h\\ni\"\n# J=k\nL=${A}\n"),
    "properties": (parse_properties, "a.b=c\n# d\ne: f\\\n  g\nh i\n"),
    "URL": (parse_url, "postgresql://user:pass%20word@db.example.com:5432/shop?sslmode=require"),
}
