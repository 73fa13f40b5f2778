# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reading an application costs: time, peak memory, and how both grow with the tree.

The trees hold code and manifests of all ecosystems, deployment files, and brought-along folders that must not be looked
into. Each size is measured in processes of its own: time is the least of a few runs, since whatever else the machine
does only adds to it; memory is the process's own peak.
Ends with code 1 over budget: 0.4 s for 2,000 files, 3 s and 200 MB for 100,000, and no file of the large tree costs
more than 1.5 times what one of a tenth of it costs.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import analyse

RUNS = 3
SIZES = (2_000, 10_000, 100_000)
SECONDS = {2_000: 0.4, 100_000: 3.0}
MEBIBYTES = 200
GROWTH = 1.5
#: As many files of code there are for each manifest.
CODE = 100

_FILLER = "    some_value = other_value + 1  // an ordinary line of an ordinary length\n" * 25

#: What stands at the root of a tree.
ROOT_FILES = {
    "Procfile": "web: bundle exec puma\n",
    "Gemfile": "gem 'rails'\ngem 'pg'\ngem 'sidekiq'\n",
    "config/database.yml": "production:\n  adapter: postgresql\n",
    "compose.yml": "services:\n  db: {image: 'postgres:16'}\n  cache: {image: 'redis:7'}\n",
    ".env.example": "DATABASE_URL=postgres://localhost/shop\nREDIS_URL=redis://localhost\n",
    ".github/workflows/ci.yml": "jobs:\n  test:\n    services:\n      db: {image: mysql}\n",
    "charts/shop/Chart.yaml": "name: shop\n",
    "charts/shop/values.yaml": "postgresql: {enabled: true}\n",
}
#: Manifest, its text, and a file of code with its text, by ecosystem. `{n}` numbers the project.
PROJECTS = (
    ("ruby/engine{n}/Gemfile", "gem 'mysql2'\n", "ruby/engine{n}/app/models/f{m}.rb", "Redis.new\n"),
    ("python/s{n}/requirements.txt", "psycopg==3\n", "python/s{n}/pkg/f{m}.py", "import redis\n"),
    ("node/p{n}/package.json", '{"dependencies": {"pg": "8"}}', "node/p{n}/src/f{m}.ts", "import 'pg'\n"),
    ("php/p{n}/composer.json", '{"require": {"ext-pdo_mysql": "*"}}', "php/p{n}/src/F{m}.php", "<?php new PDO();\n"),
    (
        "java/m{n}/pom.xml",
        (
            "<project><dependencies><dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId>"
            "</dependency></dependencies></project>\n"
        ),
        "java/m{n}/src/main/java/com/example/shop/F{m}.java",
        "import java.sql.DriverManager;\n",
    ),
    (
        "go/m{n}/go.mod",
        "module m\nrequire github.com/lib/pq v1.10.9\n",
        "go/m{n}/f{m}.go",
        'import "github.com/lib/pq"\n',
    ),
    ("rust/c{n}/Cargo.toml", '[dependencies]\nsqlx = "0.8"\n', "rust/c{n}/src/f{m}.rs", "use sqlx::postgres;\n"),
    (
        "dotnet/P{n}/P{n}.csproj",
        '<Project><ItemGroup><PackageReference Include="Npgsql" Version="8.0.0" /></ItemGroup></Project>\n',
        "dotnet/P{n}/F{m}.cs",
        "using Npgsql;\n",
    ),
    (
        "elixir/a{n}/mix.exs",
        'defp deps do\n  [{:postgrex, "~> 0.17"}]\nend\n',
        "elixir/a{n}/lib/f{m}.ex",
        "Ecto.Repo\n",
    ),
)
#: Must cost nothing.
BROUGHT_ALONG = ("node_modules/p{n}/package.json", '{"dependencies": {"mongodb": "6"}}')


def main() -> int:
    """Print the figures; return 1 over budget."""
    missed = []
    seconds: dict[int, float] = {}
    print(f"{'files':>8}{'seconds':>9}{'CPU':>7}{'a file, µs':>12}{'peak MiB':>10}  found")
    with tempfile.TemporaryDirectory(prefix="maestro-analysis-") as folder:
        for size in SIZES:
            root = Path(folder) / str(size)
            plant(root, size)
            runs = [measured(root) for _run in range(RUNS)]
            took = min(run["seconds"] for run in runs)
            cpu = min(run["cpu"] for run in runs)
            peak = max(run["peak"] for run in runs)
            seconds[size] = took
            print(
                f"{size:>8,}{took:>9.2f}{cpu:>7.2f}{took / size * 1e6:>12.0f}{peak:>10.0f}  {runs[0]['found']}",
                flush=True,
            )
            if took > SECONDS.get(size, took):
                missed.append(f"{size:,} files in {SECONDS[size]} s")
            if peak > MEBIBYTES:
                missed.append(f"{size:,} files in {MEBIBYTES} MiB")
    growth = (seconds[100_000] / 100_000) / (seconds[10_000] / 10_000)
    print(f"a file of 100,000 costs {growth:.2f} times one of 10,000")
    if growth > GROWTH:
        missed.append(f"growth {GROWTH}")
    print(f"over budget: {', '.join(missed)}" if missed else "within budget")
    return 1 if missed else 0


def plant(root: Path, size: int) -> None:
    """Writes a tree of that many files; a twentieth of them lies in folders that are brought along."""
    for name, text in islice(_files(), size):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _files() -> Iterator[tuple[str, str]]:
    yield from ROOT_FILES.items()
    for number in count():
        manifest, text, code, line = PROJECTS[number % len(PROJECTS)]
        yield manifest.format(n=number), text
        for other in range(CODE):
            yield code.format(n=number, m=other), line + _FILLER
        for other in range(5):
            yield BROUGHT_ALONG[0].format(n=number * 5 + other), BROUGHT_ALONG[1]


def measured(root: Path) -> dict[str, float | str]:
    """One analysis in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmark.analysis", str(root)], check=True, capture_output=True, text=True
    )
    answer: dict[str, float | str] = json.loads(done.stdout)
    return answer


def one(root: str) -> None:
    """What `measured` starts."""
    began, used = time.monotonic(), time.process_time()
    report = analyse(root)
    took, cpu = time.monotonic() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = " ".join(f"{need.engine}:{need.need}" for need in report.needs)
    print(json.dumps({"seconds": took, "cpu": cpu, "peak": peak, "found": found}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(sys.argv[1])
    else:
        sys.exit(main())
