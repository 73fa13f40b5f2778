# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are broken, huge or made to do harm: bounded time, a warning that names the file, and the rest is read."""

from __future__ import annotations

import os
import re
import time
import tracemalloc
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis import detection
from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import AnalysisError, analyse
from ansible_collections.maestro.databases.plugins.module_utils.analysis.model import Findings
from ansible_collections.maestro.databases.plugins.module_utils.analysis.tree import Tree

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
    "blocks without end": ("Gemfile", "group :test do\n" * 20_000, None),
    "a heredoc without end": ("Gemfile", "x = <<~EOS\ngem 'mysql2'\n", True),
    "an interpolation without end": ("Gemfile", 'gem "a#{"#{"#{', True),
    "nested Python": ("settings.py", "DATABASES = " + "(" * 5_000, True),
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
    start = time.process_time()
    result = analyse(str(root)).as_dict()
    assert time.process_time() - start < 3
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


#: A file of every kind that is read, or that lies beside such files and is large.
NAMES_READ = (
    *("Gemfile", "Gemfile.lock", "shop.gemspec", "config/database.yml", "config/mongoid.yml", "config/cable.yml"),
    *(
        "package.json",
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "pnpm-workspace.yaml",
        "prisma/schema.prisma",
    ),
    *("src/ormconfig.json", "config/config.json", "knexfile.js", "src/data-source.ts", ".meteor/packages"),
    *(".nvmrc", ".tool-versions"),
    *("requirements.txt", "pyproject.toml", "poetry.lock", "uv.lock", "Pipfile", "setup.cfg", "setup.py", "manage.py"),
    *("shop/settings.py", "app/config.py", "composer.json", "composer.lock", "config/database.php", "wp-config.php"),
    *("artisan", "config/packages/doctrine.yaml", "pom.xml", "build.gradle", "build.gradle.kts", "build.sbt"),
    *("gradle/libs.versions.toml", "src/main/resources/application.yml", "src/main/resources/application.properties"),
    *("src/main/java/com/example/A.java", "go.mod", "go.sum", "main.go", "Cargo.toml", "Cargo.lock", "src/main.rs"),
    *("Shop.csproj", "Shop.sln", "Directory.Packages.props", "appsettings.json", "Program.cs", "mix.exs", "mix.lock"),
    *("config/runtime.exs", "compose.yml", "docker-compose.prod.yml", "Dockerfile", "Procfile", "app.json"),
    *(".env.example", "charts/shop/Chart.yaml", "charts/shop/values.yaml", "k8s/deployment.yaml", "main.tf"),
    *(".github/workflows/ci.yml", ".gitlab-ci.yml", "render.yaml", "fly.toml", "project.clj", "service.yml"),
)


def _sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)


#: What can lie in a file's place.
KINDS = {
    "200 MB": _sparse,
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "UTF-16 that ends half way": lambda path: path.write_bytes(b"\xff\xfea\0b"),
    "not UTF-8": lambda path: path.write_bytes(b"a: 'caf\xe9'\n{\xff\xfe<"),
    "empty": lambda path: path.write_bytes(b""),
    "brackets": lambda path: path.write_text("{[(<" * 25_000),
    "quotes": lambda path: path.write_text("\"'`" * 30_001),
    "one line": lambda path: path.write_text("a = " + "b." * 60_000),
    "tags": lambda path: path.write_text("<a>" * 50_000),
    "entities": lambda path: path.write_text(
        '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]><project>&c;&d;</project>'
    ),
    "aliases": lambda path: path.write_text(BOMB),
    "merges": lambda path: path.write_text(MERGES + "services: *i\n"),
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link out of the tree": lambda path: path.symlink_to("/etc/hostname"),
    "not to be read": lambda path: (path.write_text("x"), path.chmod(0)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_lies_in_a_files_place(plant, kind):
    root = plant({"api/Gemfile": "gem 'pg'\n", "worker/requirements.txt": "redis\n"})
    for name in NAMES_READ:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        KINDS[kind](root / name)
    start = time.process_time()
    result = analyse(str(root)).as_dict()
    assert time.process_time() - start < 10
    assert {"postgresql", "redis"} <= {found["engine"] for found in result["databases"]}
    assert not [warning for warning in result["warnings"] if warning.startswith("detector ")]
    assert all(warning.split(":")[0] in NAMES_READ for warning in result["warnings"] if not warning[0].isupper())


def test_a_large_lock_file_costs_no_memory(plant):
    root = plant(GOOD)
    for name in ("Gemfile.lock", "package-lock.json", "yarn.lock", "composer.lock", "Cargo.lock", "poetry.lock"):
        _sparse(root / name)
    tracemalloc.start()
    analyse(str(root))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_a_detector_that_fails_does_not_stop_the_others(plant, monkeypatch):
    def fails(tree: Tree, environment: str) -> Findings:
        raise KeyError("postgres://user:secret@host")

    monkeypatch.setattr(detection, "DETECTORS", (fails, *detection.DETECTORS))
    result = analyse(str(plant(GOOD))).as_dict()
    assert [found["engine"] for found in result["databases"]] == ["postgresql"]
    (warning,) = result["warnings"]
    assert re.sub(r":\d+", ":1", warning) == (
        "detector test_hostile: failed (KeyError, test_hostile.py:1) and what it saw is missing; please report it"
    )
