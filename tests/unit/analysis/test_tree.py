# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folders count, how files are found, and what looks at the code may cost."""

from __future__ import annotations

import os

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis import tree as tree_module
from ansible_collections.maestro.databases.plugins.module_utils.analysis import walk as walk_module
from ansible_collections.maestro.databases.plugins.module_utils.analysis.tree import Tree, tooling

# what it shows: files that lie beside, files that count, files that do not
FOLDERS = {
    "brought along, whatever the language": (
        [],
        ["src/a.js"],
        [
            *("node_modules/a/package.json", "web/node_modules/a.js", "bower_components/a.js", "vendor/bundle/Gemfile"),
            *(
                "venv/lib/a.py",
                ".venv/a.py",
                "lib/site-packages/a.py",
                "a.egg-info/requires.txt",
                "__pypackages__/a.py",
            ),
            *("third_party/go.mod", "app/Vendor/composer.json", ".git/config", ".tox/a.py", "x.dist-info/RECORD"),
        ],
    ),
    "a virtual environment of any name": (["env/pyvenv.cfg"], ["app/a.py"], ["env/lib/a.py"]),
    "a cache that says so": (["out/CACHEDIR.TAG"], [], ["out/a.rs"]),
    "unpacked NuGet packages, not packages of a workspace": (
        ["packages/Npgsql.8.0.0/Npgsql.8.0.0.nupkg"],
        ["packages/api/package.json"],
        ["packages/Npgsql.8.0.0/lib/a.props"],
    ),
    "tests": (
        [],
        ["src/latest/a.js", "contest/a.js", "src/attest/a.py", "testimonials/a.rb"],
        [
            *(
                "test/a.rb",
                "tests/a.py",
                "spec/a.rb",
                "src/__tests__/a.js",
                "src/__mocks__/a.js",
                "pkg/testdata/go.mod",
            ),
            *("Shop.Tests/Shop.Tests.csproj", "Shop.UnitTests/a.cs", "ShopE2ETests/a.cs", "integration-tests/pom.xml"),
            *("test-utils/package.json", "app/src/androidTest/a.kt", "src/it/pom.xml", "e2e/package.json"),
            *("tests_e2e/a.py", "cypress/a.js", "benches/a.rs", "fuzz/Cargo.toml", "src/testFixtures/a.java"),
        ],
    ),
    "examples and documentation": (
        [],
        ["app/docstore/a.js", "democracy/a.rb"],
        [
            *("examples/a/package.json", "example/Gemfile", "samples/a.cs", "demo/a.js", "docs/package.json"),
            *("Documentation/a.py", "_examples/main.go", "playground/a.ts", "aspnet-samples/a.csproj"),
        ],
    ),
    "templates of projects and pages, not those of a Helm chart": (
        ["chart/Chart.yaml", "{{cookiecutter.slug}}/manage.py"],
        ["chart/templates/deployment.yaml"],
        ["templates/app/package.json", "stubs/compose.yml", "{{cookiecutter.slug}}/requirements.txt"],
    ),
    "Java: target and build beside the build file, not packages of such names": (
        ["pom.xml", "sub/build.gradle.kts"],
        [
            *("src/main/java/com/example/demo/Demo.java", "src/main/java/com/acme/test/A.java", "src/target/a.js"),
            *("src/main/kotlin/build/A.kt", "src/com/example/docs/A.java"),
        ],
        ["target/classes/application.yml", "sub/build/a.yml", "out/a.yml", "src/test/java/com/acme/A.java"],
    ),
    "sbt and Cargo: target beside src": (["core/src/a.scala"], [], ["core/target/a.scala"]),
    "a Rust crate": (["Cargo.toml"], ["src/main.rs"], ["target/debug/a.rs"]),
    ".NET: bin and obj beside the project": (
        ["Shop/Shop.csproj", "Shop.sln"],
        ["bin/start.sh", "Shop/Controllers/a.cs"],
        ["Shop/bin/a.json", "Shop/obj/project.assets.json", "Shop/publish/a.json", "artifacts/a.json"],
    ),
    "bin and build of others": ([], ["bin/rails", "build/Dockerfile", "publish/a.py", "deps/a.py"], []),
    "Elixir: deps and _build": (["mix.exs"], ["lib/a.ex"], ["deps/ecto/mix.exs", "_build/a.ex", "priv/static/a.js"]),
    "Node: build beside package.json": (["package.json"], ["cache/redis.js"], ["build/a.js", "dist/a.js"]),
    "PHP: what Laravel and Symfony write": (
        ["artisan"],
        ["app/cache/a.php", "public/index.php"],
        ["storage/app/a.php", "bootstrap/cache/a.php", "var/cache/a.php", "var/log/a.log", "public/build/a.js"],
    ),
    "storage of others": ([], ["pkg/storage/postgres.go", "src/log/a.go"], []),
    "Rails: log, tmp and coverage": (["Gemfile"], ["config/a.rb"], ["log/a.log", "tmp/a.rb", "coverage/a.rb"]),
    "mobile shells beside the code that they show": (
        ["package.json"],
        ["src/a.ts"],
        ["android/app/build.gradle", "ios/Podfile"],
    ),
    "an Android application of its own": ([], ["android/app/build.gradle"], []),
    "libraries for browsers": (
        [],
        ["wwwroot/a.js", "assets/a.js"],
        ["wwwroot/lib/a/package.json", "public/assets/plugins/a.js", "static/libs/a.js"],
    ),
    "dotted folders that say how it runs": (
        [],
        [
            *(".github/workflows/ci.yml", ".circleci/config.yml", ".devcontainer/compose.yml", ".meteor/packages"),
            *(".platform/services.yaml", ".do/app.yaml", ".cloud66/deploy_hooks.yml", ".ebextensions/a.config"),
        ],
        [".idea/a.xml", ".next/package.json", ".cache/a.js", ".terraform/a.tf"],
    ),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_folders(plant, name):
    beside, counted, left_out = FOLDERS[name]
    files = set(Tree(str(plant(dict.fromkeys([*beside, *counted, *left_out], "x")))).files)
    assert [path for path in counted if path not in files] == []
    assert [path for path in left_out if path in files] == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tools/a.py", True),
        ("extras/import/compose.yml", True),
        ("app/scripts/a.py", True),
        (".github/workflows/ci.yml", True),
        (".devcontainer/compose.yml", True),
        (".platform/services.yaml", False),
        ("deploy/compose.yml", False),
        ("tools", False),
        ("src/main/java/com/acme/tools/A.java", False),
        ("tools/src/main/java/com/acme/A.java", True),
    ],
)
def test_tooling(path, expected):
    assert tooling(path) is expected


def test_matching_takes_a_name_names_or_a_question(plant):
    tree = Tree(str(plant(dict.fromkeys(["b/pom.xml", "pom.xml", "a/pom.xml", "a/go.mod", "a/b/c/pom.xml"], "x"))))
    near = ["pom.xml", "a/pom.xml", "b/pom.xml"]
    assert tree.matching("pom.xml", 1) == near
    assert tree.matching("pom.xml".__eq__, 1) == near
    assert tree.matching(lambda name: name.endswith(".xml"), 1) == near
    assert tree.matching({"pom.xml", "go.mod"}, 3) == [near[0], "a/go.mod", *near[1:], "a/b/c/pom.xml"]
    assert tree.matching(frozenset({"go.mod"}).__contains__, 0) == []
    assert tree.matching("pom.xml", 3, limit=2) == near[:2]
    assert tree.warnings == ["b/pom.xml: is one of 4 files of its kind; only the first 2 were read"]


def test_ending(plant):
    tree = Tree(str(plant(dict.fromkeys(["b.go", "a.rs", "c/d.go", "e.py"], "x"))))
    assert tree.ending((".go", ".rs")) == ["a.rs", "b.go", "c/d.go"]
    assert tree.ending((".go",), depth=0) == ["b.go"]


def test_below(plant):
    tree = Tree(str(plant({"a/b.py": "x", "a/c/d.py": "y", "ab.py": "z"}))).below("a")
    assert (tree.name, tree.files, tree.read("c/d.py")) == ("a", ("b.py", "c/d.py"), "y")


def test_links_are_not_followed_out_of_a_part(plant):
    root = plant({"a/b.py": "x", "secret": "y"})
    (root / "a/secret").symlink_to("../secret")
    assert Tree(str(root)).read("a/secret") == "y"
    part = Tree(str(root)).below("a")
    assert part.read("secret") is None
    assert part.warnings == ["secret: is a symbolic link that leads out of the tree; it was left out"]


def test_sources_are_told_by_what_they_mention(plant):
    root = plant({"a.go": "import redis", "b.go": "none", "c/d.go": "a\r\nmongo", "e.py": "redis"})
    (root / "f.go").symlink_to("a.go")
    os.mkfifo(root / "g.go")
    (root / "h.go").mkdir()
    (root / "i.go").write_bytes(b"redis" + b" " * tree_module.FILE_LIMIT)
    (root / "j.go").write_bytes(b"redis \xff")
    tree = Tree(str(root))
    found = list(tree.sources((".go",), ["redis", "mongo"]))
    assert found == [("a.go", "import redis"), ("c/d.go", "a\nmongo"), ("j.go", "redis \ufffd")]
    assert tree.warnings == []


def test_code_that_a_program_wrote_is_no_source(plant):
    tree = Tree(
        str(plant(dict.fromkeys(["a.cs", "a.Designer.cs", "ShopModelSnapshot.cs", "a.pb.go", "a_pb2.py"], "x")))
    )
    assert [path for path, _text in tree.sources((".cs", ".go", ".py"), "x")] == ["a.cs"]
    assert len(tree.ending((".cs", ".go", ".py"))) == 5


def test_all_looks_at_the_sources_share_a_budget(plant, monkeypatch):
    monkeypatch.setattr(tree_module, "SOURCES_OPENING", 9)
    monkeypatch.setattr(tree_module, "SOURCES_READ", 30)
    monkeypatch.setattr(tree_module, "SOURCES_KEPT", 2)
    tree = Tree(str(plant({f"{name}.go": name for name in "abcde"})))
    assert [path for path, _text in tree.sources((".go",), "abcde")] == ["a.go", "b.go", "c.go"]
    assert tree.shortened((".go",))
    # Two are kept, the third would have to be read again.
    assert [path for path, _text in tree.sources((".go",), "abcde")] == ["a.go", "b.go"]


def test_parts_of_a_tree_share_a_budget_of_their_own(plant, monkeypatch):
    monkeypatch.setattr(tree_module, "SOURCES_OPENING", 9)
    monkeypatch.setattr(tree_module, "SOURCES_READ", 30)
    monkeypatch.setattr(tree_module, "SOURCES_KEPT", 0)
    tree = Tree(str(plant({f"{part}/{name}.go": "x" for part in "mn" for name in "abcd"})))
    assert len(list(tree.sources((".go",), "x"))) == 3
    looks = [len(list(tree.below(part).sources((".go",), "x"))) for part in "mn"]
    assert looks == [3, 0]


def test_each_language_has_its_share(plant, monkeypatch):
    monkeypatch.setattr(tree_module, "SOURCES_TOTAL", 8)
    monkeypatch.setattr(tree_module, "SOURCES_LEAST", 1)
    files = [*(f"{name}.go" for name in "abcdefgh"), *(f"{name}/a.rs" for name in "abcdef"), "z.rs", "e.ex"]
    tree = Tree(str(plant(dict.fromkeys(files, "x"))))
    shares = {ending: [path for path, _text in tree.sources((ending,), "x")] for ending in (".go", ".rs", ".ex")}
    assert shares == {".go": ["a.go", "b.go", "c.go", "d.go"], ".rs": ["z.rs", "a/a.rs", "b/a.rs"], ".ex": ["e.ex"]}
    assert {ending: tree.shortened((ending,)) for ending in shares} == {".go": True, ".rs": True, ".ex": False}


def test_what_was_read_is_searched_to_a_limit(plant, monkeypatch):
    monkeypatch.setattr(tree_module, "SOURCES_SEARCHED", 2)
    tree = Tree(str(plant({f"{name}.go": name for name in "abcde"})))
    assert [path for path, _text in tree.sources((".go",), "abcde")] == ["a.go", "b.go"]
    assert tree.shortened((".go",))


def test_of_too_many_files_the_deepest_are_left_out(plant, monkeypatch):
    monkeypatch.setattr(walk_module, "ENTRIES_LIMIT", 5)
    tree = Tree(str(plant(dict.fromkeys(["a/a", "a/b", "a/c/d/e", "b/a", "z"], "x"))))
    assert tree.files == ("a/a", "a/b", "z")
    assert tree.warnings == [".: holds more than 5 files; those deepest in it were left out"]


def test_depth_is_bounded(plant):
    tree = Tree(str(plant({"/".join(["d"] * walk_module.DEPTH_LIMIT + ["a"]): "x", "/".join(["d"] * 30 + ["b"]): "x"})))
    assert [path.rpartition("/")[2] for path in tree.files] == ["a"]
