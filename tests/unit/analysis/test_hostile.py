# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are broken, huge or made to do harm: bounded time, a warning that names the file, and the rest is read."""

from __future__ import annotations

import contextlib
import os
import random
import time
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import AnalysisError, analyse
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats import erb, yaml_lines
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.django_settings import parse_settings
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.errors import FormatError
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.gemfile import parse_gemfile
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.json_lines import parse_json
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.pyproject import (
    parse_pipfile,
    parse_pyproject,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.requirements import parse_requirements

EXAMPLES = Path(__file__).parents[3] / "examples"
GOOD = {"api/Gemfile": "gem 'pg'\n"}
NAMES = list(zip("abcdefgh", "bcdefghi", strict=True))
BOMB = "a: &a [x, x, x]\n" + "".join(f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in NAMES)
MERGES = "a: &a {x: 1}\n" + "".join(f"{new}: &{new} {{<<: [{', '.join([f'*{old}'] * 9)}]}}\n" for old, new in NAMES)

BAD = {
    "a bomb of aliases": ("config/database.yml", BOMB + "production: {adapter: mysql2, x: *i}\n", False),
    "a bomb of merges": ("config/database.yml", MERGES + "production: {<<: *i}\n", False),
    "an alias of itself": ("compose.yml", "services: &a\n  db: *a\n", False),
    "brackets without end": ("compose.yml", "services: " + "[" * 100_000, True),
    "indentation without end": ("compose.yml", "".join(" " * i + "a:\n" for i in range(600)), True),
    "dashes without end": ("config/database.yml", "- " * 50_000, True),
    "half of YAML": ("compose.yml", 'services:\n  db: {image: "postgres', True),
    "ERB without end": ("config/database.yml", "production:\n  adapter: <%= ENV['X']\n", True),
    "half of a Gemfile": ("Gemfile", 'gem "mysql2\n', True),
    "blocks without end": ("Gemfile", "group :test do\n" * 20_000, False),
    "a heredoc without end": ("Gemfile", "x = <<~EOS\ngem 'mysql2'\n", True),
    "an interpolation without end": ("Gemfile", 'gem "a#{"#{"#{', True),
    "nested Python": ("settings.py", "X = " + "(" * 5_000, True),
    "a long chain in Python": ("settings.py", "DATABASES = " + "-" * 100_000 + "1\n", None),
    "half of Python": ("shop/settings.py", "DATABASES = {'default': {'ENGINE':\n", True),
    "nested TOML": ("pyproject.toml", "a = " + "[" * 5_000, True),
    "half of TOML": ("pyproject.toml", "[project]\ndependencies = [", True),
    "keys without end in TOML": ("pyproject.toml", ".".join(["a"] * 20_000) + " = 1\n", True),
    "a long number in JSON": ("package.json", '{"a": ' + "9" * 100_000 + "}", True),
    "not text": ("Gemfile", b"gem 'mysql2'\n\0\1\2", True),
    "not UTF-8": ("Gemfile", b"# caf\xe9\n", True),
    "larger than people write": ("Gemfile", b"# " + b"x" * 2_000_000, True),
    "no requirements at all": ("requirements.txt", "Dear customer,\nplease find our list !!\n= = =\n", True),
}


@pytest.mark.parametrize("name", BAD)
def test_it_costs_little_and_is_told(plant, name):
    path, content, warned = BAD[name]
    root = plant({path: content, **GOOD, "requirements/base.txt": "redis\n"})
    start = time.monotonic()
    result = analyse(str(root)).as_dict()
    assert time.monotonic() - start < 3
    assert {"postgresql", "redis"} <= {found["engine"] for found in result["databases"]}
    if warned is not None:
        assert bool([warning for warning in result["warnings"] if warning.startswith(f"{path}: ")]) is warned


def test_links_out_of_the_tree_pipes_and_unreadable_files(plant, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "Gemfile").write_text("gem 'mysql2'\n")
    root = plant({**GOOD, "real/package.json": '{"dependencies": {"redis": "4"}}'})
    (root / "Gemfile").symlink_to(outside / "Gemfile")
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "package.json").symlink_to("real/package.json")
    os.mkfifo(root / "requirements.txt")
    os.mkfifo(root / "requirements-pipe.txt.fifo")
    result = analyse(str(root)).as_dict()
    assert [found["engine"] for found in result["databases"]] == ["postgresql", "redis"]
    assert result["warnings"] == ["Gemfile: is a symbolic link that leads out of the tree; it was left out"]


def test_a_pipe_behind_a_link_does_not_make_us_wait(plant):
    root = plant(GOOD)
    os.mkfifo(root / "pipe")
    (root / "Gemfile").symlink_to("pipe")
    assert analyse(str(root)).as_dict()["warnings"] == ["Gemfile: is no regular file; it was left out"]


def test_names_that_would_break_a_message_are_left_out(plant):
    root = plant({**GOOD, "a\nb/Gemfile": "gem 'mysql2'\n"})
    os.mkdir(os.path.join(os.fsencode(root), b"caf\xe9"))
    Path(os.path.join(os.fsdecode(os.fsencode(root)), os.fsdecode(b"caf\xe9"), "Gemfile")).write_text("gem 'mysql2'\n")
    assert [found["engine"] for found in analyse(str(root)).as_dict()["databases"]] == ["postgresql"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing", "missing does not exist; give the folder that holds the application's code"),
        ("file", "file is no folder; give the folder that holds the application's code"),
    ],
)
def test_nothing_to_analyse(tmp_path, path, message):
    (tmp_path / "file").write_text("")
    with pytest.raises(AnalysisError) as caught:
        analyse(str(tmp_path / path))
    assert str(caught.value) == f"{tmp_path}/{message}"


def test_an_empty_folder(analysed):
    result = analysed({})
    assert (result["databases"], result["warnings"]) == ([], [])
    assert result["application"]["languages"] == []


def test_two_runs_agree(plant):
    root = plant({**GOOD, "compose.yml": "services:\n  a: {image: mysql}\n  b: {image: redis}\n", "Gemfile": b"\0"})
    assert analyse(str(root)).as_dict() == analyse(str(root)).as_dict()


def _yaml(text: str) -> None:
    root = yaml_lines.parse_yaml(erb.ErbText(text).text)
    for _key, node in yaml_lines.members(root).values():
        yaml_lines.members(node)


PARSERS = {
    "Gemfile": (parse_gemfile, EXAMPLES / "rails-shop/Gemfile"),
    "database.yml": (_yaml, EXAMPLES / "rails-shop/config/database.yml"),
    "compose": (_yaml, EXAMPLES / "node-chat/compose.yaml"),
    "package.json": (parse_json, EXAMPLES / "node-chat/package.json"),
    "requirements": (parse_requirements, EXAMPLES / "django-blog/requirements.txt"),
    "settings": (parse_settings, EXAMPLES / "django-blog/blog/settings/production.py"),
    "pyproject": (parse_pyproject, Path(__file__).parents[3] / "pyproject.toml"),
    "Pipfile": (parse_pipfile, Path(__file__).parents[3] / "pyproject.toml"),
}
PIECES = [
    "\0",
    "\t",
    "\n",
    "\\",
    '"',
    "'",
    "`",
    "#{",
    "%w[",
    "<<~A\n",
    "{",
    "}",
    "[",
    ")",
    "do",
    "end",
    "&a",
    "*a",
    ": ",
    "- ",
    "é",
    "<%=",
]


@pytest.mark.parametrize("name", PARSERS)
def test_no_mutation_of_a_file_crashes_or_hangs_its_parser(name):
    parse, path = PARSERS[name]
    source = path.read_text()
    dice = random.Random(name)
    for _attempt in range(400):
        text = source
        for _edit in range(dice.randint(1, 6)):
            start = dice.randrange(len(text) + 1)
            end = min(len(text), start + dice.choice([0, 0, 1, 3, 40]))
            text = text[:start] + dice.choice([*PIECES, text[end : end + 20]]) + text[end:]
        # Anything but a FormatError is a fault of ours.
        with contextlib.suppress(FormatError):
            parse(text)
