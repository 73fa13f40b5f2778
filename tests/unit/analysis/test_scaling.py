# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of one piece repeated: what a file costs grows no faster than its size."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import analyse
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.errors import FormatError
from tests.unit.analysis.parsers import PARSERS

#: Characters of a larger file: of any piece, and of one that was slow. One of a quarter is only read to be compared.
ANY, LARGE = 60_000, 120_000
#: Seconds of the processor: what is quick for the larger file, and what it may take at most.
QUICK, MOST = 0.25, 4.0
#: How much more the larger file may take: twice what its size says. What is quadratic takes sixteen times as much.
FACTOR = 8
#: The least that a measurement tells anything by.
TICK = 0.03

#: What every parser gets: it opens and never closes, escapes, refers or goes on.
ANYWHERE = ("(", "['", "a.", "$", "${", "/*", "a = b\n")
#: What once took a parser long, or might.
OWN = {
    "configuration: Dockerfile": ("FROM a AS b\n", "ARG A=$A\n", "RUN a \\\n", "RUN <<A\n"),
    "configuration: YAML documents": ("---\n", "---\na: b\n"),
    "core: Gemfile": ("if a\n", "group :a do\n", "<<~A\n", "case a\nwhen b\n"),
    "core: TOML": ("[a.b]\n", "[[a]]\n", "a.b.c = 1\n", '"a\\"".'),
    "core: YAML": (" a:\n  - &x {b: *x}\n", "a: &a {<<: *a}\n"),
    "dotnet: C# calls": ("if (a) {", "else if (a) o.UseSqlite();", "a?b:", "a<", "switch (a) {"),
    "dotnet: C# enumerations": ("enum A { Npgsql,", "enum "),
    "elixir: Elixir code": ("if a do\n", "fn -> ", "cond do\n", "~s("),
    "go: Go": ("if a { b() }\n", "switch a { case b:", "func f() {\n", "else if a {", "f("),
    "java: application.properties": ("#---\na=b\n", "a=${b:${"),
    "java: application.yml": ("---\n", "---\na: b\n", "a: ${a:${b}}\n"),
    "java: build.gradle": ("def a = b\n", "if (a) {", 'ext.a = "${a}"\n'),
    "java: persistence.xml": ("<a>", "<a/>", '<a b="c"/>'),
    "java: pom.xml": ("<dependency>", "<a>${a}</a>"),
    "node: code": ("if(a)", "a?b:", "x=>", "){", "else if(a){b()}", "class A{", "case a:", "const a=()=>{"),
    "node: schema.prisma": ("datasource db {\n", 'provider = ["mysql",\n', "datasource datasource {}\n"),
    "php: php settings": ("['a'=>", "$a=$b;", "env(", "<<<A\n", "<?php ?>"),
    "python: Django's settings": ("a = a + a\n", "DATABASES['a'] = b\n", "if a:\n  b = c\n"),
    "python: Python code": ("if a: import redis\n", "@a\ndef f(): redis.x\n", "a and ", "class A(redis.B): pass\n"),
    "python: Python code under conditions": ("if REDIS: Client.x\n", "x = Client + ", "elif REDIS_URL: Client()\n"),
    "python: requirements.txt": ("a\\\n", "a; extra == 'b' and \n"),
    "python: setup.py": ("x = x + x\n", "a = b = "),
    "ruby: Ruby code": ("unless a\n", "def a\n", "x = if a then b\n", "begin\n", "->(a) {"),
}

_GEMS = "gem 'rails'\ngem 'redis'\ngem 'pg'\n"
_COMPOSER = '{"require": {"ext-pdo": "*"}}'
_CSPROJ = '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><PackageReference Include="Npgsql"/></ItemGroup></Project>'
_POM = (
    "<project><dependencies><dependency><groupId>redis.clients</groupId><artifactId>jedis</artifactId></dependency>"
    "</dependencies></project>"
)
_GO = "module x\nrequire github.com/redis/go-redis/v9 v9\n"
_PACKAGE = '{"dependencies": {"redis": "4", "knex": "1", "pg": "8"}}'
_PYTHON = "django\nredis\npsycopg2\n"
#: Trees: what else is there, the file that is filled, and with what.
TREES = (
    ({}, "Gemfile", 'gem "pg", "~> 1"\n'),
    ({"a.gemspec": _GEMS.replace("gem ", "s.add_dependency ")}, "Gemfile", 'gem "a", path: "."\n'),
    ({"Gemfile": _GEMS}, "config/application.rb", 'Redis.new if ENV["REDIS_URL"]\n'),
    ({"composer.json": _COMPOSER}, "src/A.php", "<?php new Redis();\n"),
    ({"composer.json": _COMPOSER}, "src/A.php", "<?php if (extension_loaded('redis')) { new Redis(); }\n"),
    ({"A.csproj": _CSPROJ}, "Program.cs", "enum A { Npgsql,"),
    ({"A.csproj": _CSPROJ}, "Program.cs", "if (a) { x.UseNpgsql(c); }\n"),
    ({"pom.xml": _POM}, "src/main/resources/application.yml", "---\nspring: {redis: {host: a}}\n"),
    ({"pom.xml": _POM}, "src/main/resources/application.properties", "#---\nspring.redis.host=a\n"),
    ({"pom.xml": _POM}, "src/main/java/x/A.java", "import redis.clients.jedis.Jedis;\n"),
    ({"pom.xml": _POM}, "src/main/java/x/A.java", '@ConditionalOnProperty(name="redis.a") class A { Jedis a; }\n'),
    ({"go.mod": _GO}, "main.go", 'import "github.com/redis/go-redis/v9"\n'),
    ({"go.mod": _GO}, "main.go", 'if cfg.Redis != "" { redis.NewClient() }\n'),
    ({"package.json": _PACKAGE}, "prisma/schema.prisma", "datasource db {\n"),
    ({"package.json": _PACKAGE}, "knexfile.js", 'module.exports = {client: "pg",\n'),
    ({"package.json": _PACKAGE}, "src/a.js", "if (process.env.REDIS_URL) { require('redis').createClient(); }\n"),
    ({"package.json": _PACKAGE}, "README.md", "# Redis (optional)\n"),
    ({"requirements.txt": _PYTHON}, "app.py", "if settings.REDIS:\n    import redis\n"),
    ({"requirements.txt": _PYTHON}, "m/settings.py", 'DATABASES = {"default": {"ENGINE": "mysql"}}\n'),
    ({"Cargo.toml": '[package]\nname = "a"\n[dependencies]\nredis = "1"\n'}, "src/main.rs", "use redis::Client;\n"),
    ({"Gemfile": _GEMS}, "Procfile", "web: rails server\n"),
    ({"charts/a/Chart.yaml": "name: a\n"}, "charts/a/templates/d.yaml", "{{ if a }}\nimage: mysql\n{{ end }}\n"),
)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_takes_time_by_the_size(name):
    parse, sample = PARSERS[name]

    def read(text: str) -> None:
        with contextlib.suppress(FormatError):
            parse(text)

    lines = sorted({f"{line}\n" for line in sample.split("\n") if line.strip()}, key=len, reverse=True)
    for piece in (f"{sample}\n", *lines[:1], *ANYWHERE):
        scales(lambda size, piece=piece: lambda: read(filled(piece, size)), piece, ANY)
    for piece in OWN.get(name, ()):
        scales(lambda size, piece=piece: lambda: read(filled(piece, size)), piece, LARGE)


@pytest.mark.parametrize(("others", "path", "piece"), TREES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_tree_takes_time_by_the_size_of_its_file(plant, others, path, piece):
    def look(size: int) -> Callable[[], object]:
        root = str(plant({**others, path: filled(piece, size)}))
        return lambda: analyse(root)

    scales(look, piece, LARGE)


def filled(piece: str, size: int) -> str:
    """One piece again and again."""
    return piece * (size // len(piece))


def scales(prepared: Callable[[int], Callable[[], object]], piece: str, size: int) -> None:
    """Fails where something takes longer than its size says; measured again as the machine may have been busy."""
    large = spent(prepared(size))
    if large < QUICK:
        return
    for _attempt in range(2):
        small = max(TICK, spent(prepared(size // 4)))
        if large <= MOST and large <= FACTOR * small:
            return
        large = min(large, spent(prepared(size)))
    pytest.fail(f"{piece!r}: {large:.2f} s for {size} characters, {small:.2f} s for {size // 4}")


def spent(run: Callable[[], object]) -> float:
    """Seconds of the processor, which others on the machine do not take away."""
    start = time.process_time()
    run()
    return time.process_time() - start
