# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user should know beside the needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .model import CONFIGURATION, LIVE, Findings, Need
from .rules.judgement import STAND_IN, STORES
from .rules.strangers import EMBEDDED

#: What to put in SQLite's place, by language.
_INSTEAD = {
    "ruby": "put the gem pg or mysql2 and its adapter in config/database.yml in its place",
    "python": "install psycopg or mysqlclient and set the matching ENGINE in its place",
    "node": "install pg or mysql2 and connect to it in its place",
    "deno": "import npm:pg or npm:mysql2 and connect to it in its place",
    "php": "enable pdo_pgsql or pdo_mysql and set the matching connection in its place",
    "java": "put org.postgresql:postgresql or com.mysql:mysql-connector-j and its JDBC URL in its place",
    "kotlin": "put org.postgresql:postgresql or com.mysql:mysql-connector-j and its JDBC URL in its place",
    "scala": "put org.postgresql:postgresql or com.mysql:mysql-connector-j and its JDBC URL in its place",
    "go": "import github.com/jackc/pgx or github.com/go-sql-driver/mysql and open it in its place",
    "rust": "switch the crate's feature from sqlite to postgres or mysql in its place",
    "dotnet": "reference Npgsql or MySqlConnector, or their Entity Framework providers, in its place",
    "elixir": "put postgrex or myxql and the matching Ecto adapter in its place",
}
_INSTEAD_OTHERWISE = "use PostgreSQL or MySQL in its place"
#: Where the evidence stands tells of which of several languages it is, by the ends of file names.
_LANGUAGE_OF = {
    "ruby": ("Gemfile", "gems.rb", ".rb", ".gemspec", "database.yml"),
    "python": (".py", "requirements.txt", ".toml", "Pipfile"),
    "node": ("package.json", ".prisma", ".js", ".ts", ".mjs", ".cjs"),
    "deno": ("deno.json", "deno.jsonc"),
    "php": ("composer.json", ".php"),
    "java": ("pom.xml", ".java", ".gradle", ".properties"),
    "kotlin": (".kts", ".kt"),
    "scala": (".sbt", ".scala", ".sc"),
    "go": ("go.mod", ".go"),
    "rust": ("Cargo.toml", ".rs"),
    "dotnet": ("proj", ".props", ".cs", ".fs", "appsettings.json"),
    "elixir": (".exs", ".ex"),
}

_CACHE = "Memcached is installed only where it is declared, on each web host for itself"


def notes(findings: Findings, needs: Iterable[Need]) -> Iterator[str]:
    """Warnings that follow from the needs, in their order."""
    needs = list(needs)
    yield from _strangers(findings, needs)
    for need in needs:
        place = str(need.evidence[0]) if need.evidence else "the code"
        if need.engine == "sqlite" and need.need == "required":
            mend = _instead(findings, need)
            yield f"{place}: SQLite is for development only and is never deployed; {mend}, commit, and analyse again"
        elif need.engine == "sqlite" and need.need == "one_of":
            yield f"{place}: SQLite is never deployed; choose {' or '.join(need.alternatives)} in its place"
        elif need.engine == "memcached" and need.need == "required":
            yield f"{place}: {_CACHE}; redis in its place is one cache for all"
        elif need.engine == "memcached" and need.need == "one_of":
            yield f"{place}: {_CACHE}; {' or '.join(need.alternatives)} in its place is one for all"
        if need.need in ("required", "one_of"):
            yield from _hosted(findings, need)


def _strangers(findings: Findings, needs: Iterable[Need]) -> Iterator[str]:
    """What is no engine of ours, where the application keeps its data in none that is."""
    known = {need.engine: need.need for need in needs if need.engine in STORES | {STAND_IN}}
    if {"required", "one_of"} & set(known.values()):
        return
    for name, place in sorted(findings.strangers.items()):
        if name in EMBEDDED:
            if "optional" in known.values():
                # It already knows a server that could take the place.
                continue
            yield f"{place}: {name} runs inside the application and is never deployed; {_INSTEAD['java']} as it grows"
        else:
            yield f"{place}: {name} is no database that is managed here; run it yourself, or change to one that is"


def _instead(findings: Findings, need: Need) -> str:
    """What to put in SQLite's place, in the language that uses it."""
    path = need.evidence[0].path if need.evidence else ""
    told = [name for name in findings.languages if path.endswith(_LANGUAGE_OF.get(name, ()))]
    return next((_INSTEAD[name] for name in (*told, *findings.languages) if name in _INSTEAD), _INSTEAD_OTHERWISE)


def _hosted(findings: Findings, need: Need) -> Iterator[str]:
    pointing = [
        claim for claim in findings.claims if claim.engine == need.engine and claim.scope == LIVE and claim.external
    ]
    if not pointing:
        return
    place, where = pointing[0].evidence, pointing[0].address or "a URL"
    if not need.external and any(claim.basis == CONFIGURATION for claim in pointing):
        yield f"{place}: one {need.engine} database is hosted elsewhere ({where}), another is not; declare both groups"
    elif not need.address:
        yield (
            f"{place}: the {need.engine} connection comes as a URL, so the database is taken to be hosted elsewhere; "
            "declare deployment dedicated or local where it is to be deployed"
        )
