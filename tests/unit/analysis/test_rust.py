# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rust: each tree with all that a user is told of it."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.cargo import (
    locked_versions,
    parse_cargo,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.errors import FormatError

MAIN = "fn main() {}\n"


def cargo(*lines: str) -> str:
    """A manifest; the first of the lines stands in line 5."""
    return "\n".join(["[package]", 'name = "shop"', 'rust-version = "1.80"', "[dependencies]", *lines, ""])


RUST = {"languages": ["rust 1.80"]}

CASES = {
    "dependencies of every kind": (
        {
            "src/main.rs": MAIN,
            "Cargo.toml": cargo(
                'axum = "0.7"',
                'tokio-postgres = "0.7"',
                '# mysql_async = "0.34"',
                "[dev-dependencies]",
                'mongodb = "3"',
                "[build-dependencies]",
                'rusqlite = "0.31"',
                "[target.'cfg(windows)'.dependencies]",
                'lapin = "2"',
                '[target."cfg(unix)".dependencies]',
                'redis = "0.25"',
            ),
            "Cargo.lock": '[[package]]\nname = "axum"\nversion = "0.7.5"\n[[package]]\nname = "elasticsearch"\n',
        },
        {
            **RUST,
            "frameworks": ["axum 0.7.5"],
            "databases": {
                "postgresql": "required Cargo.toml:6",
                "redis": "required Cargo.toml:15",
                "mongodb": "development Cargo.toml:9",
                "sqlite": "development Cargo.toml:11",
            },
        },
    ),
    "platforms that a Linux host is, and is not": (
        {
            "src/main.rs": MAIN,
            "Cargo.toml": cargo(
                "[target.'cfg(all(unix, not(target_os = \"macos\")))'.dependencies]",
                'tokio-postgres = "0.7"',
                "[target.'cfg(not(windows))'.dependencies]",
                'mongodb = "3"',
                "[target.x86_64-unknown-linux-gnu.dependencies]",
                'redis = "0.25"',
                "[target.'cfg(any(windows, target_os = \"linux\"))'.dependencies]",
                'lapin = "2"',
                "[target.'cfg(not(unix))'.dependencies]",
                'mysql_async = "0.34"',
                "[target.'cfg(target_arch = \"wasm32\")'.dependencies]",
                'influxdb = "0.7"',
                "[target.aarch64-apple-darwin.dependencies]",
                'rusqlite = "0.31"',
            ),
        },
        {
            **RUST,
            "databases": {
                "postgresql": "required Cargo.toml:6",
                "mongodb": "required Cargo.toml:8",
                "redis": "required Cargo.toml:10",
                "rabbitmq": "required Cargo.toml:12",
            },
        },
    ),
    "features make a driver": (
        {
            "src/main.rs": MAIN,
            "Cargo.toml": cargo(
                'sqlx = { version = "0.8", features = ["runtime-tokio", "postgres", "uuid"] }',
                "[dependencies.diesel]",
                'version = "2"',
                'features = ["chrono", "postgres"]',
            ),
        },
        {**RUST, "databases": {"postgresql": "required Cargo.toml:5 Cargo.toml:6"}},
    ),
    "no feature, no driver": (
        {
            "src/main.rs": MAIN,
            "Cargo.toml": cargo('sqlx = "0.8"', 'diesel = { version = "2", features = ["r2d2"] }', 'sea-query = "1"'),
        },
        RUST,
    ),
    "drivers built in side by side": (
        {
            "src/main.rs": MAIN,
            "Cargo.toml": cargo('sqlx = { version = "0.8", features = ["any", "mysql", "postgres", "sqlite"] }'),
        },
        {
            **RUST,
            "databases": {
                "mysql": "one_of Cargo.toml:5",
                "postgresql": "one_of Cargo.toml:5",
                "sqlite": "one_of Cargo.toml:5",
            },
            "warnings": ["Cargo.toml:5: SQLite is never deployed; choose mysql or postgresql in its place"],
        },
    ),
    "all of an ORM's drivers by one feature": (
        {
            "src/main.rs": MAIN,
            "Cargo.toml": cargo('sea-orm = { version = "1", features = ["sqlx-all"] }'),
        },
        {
            **RUST,
            "databases": {
                "mysql": "one_of Cargo.toml:5",
                "postgresql": "one_of Cargo.toml:5",
                "sqlite": "one_of Cargo.toml:5",
            },
            "warnings": ["Cargo.toml:5: SQLite is never deployed; choose mysql or postgresql in its place"],
        },
    ),
    "a variable whose absence an arm of a match takes": (
        {
            "src/main.rs": """
                fn main() {
                    let cache = match std::env::var("REDIS_URL") {
                        Ok(url) if !url.is_empty() => Some(Pool::new(&url).expect("a pool")),
                        _ => {
                            log::info!("no cache");
                            None
                        }
                    };
                    let place = match std::env::var("MONGODB_URL").expect("MONGODB_URL").as_str() {
                        "local" => local(),
                        _ => remote(),
                    };
                    let queue = match std::env::var("AMQP_URL") {
                        Ok(url) => connect(&url),
                        Err(error) => {
                            panic!("AMQP_URL: {error}");
                        }
                    };
                }
            """,
            "Cargo.toml": cargo('fred = "9"', 'lapin = "2"', 'mongodb = "3"'),
        },
        {
            **RUST,
            "databases": {
                "redis": "optional Cargo.toml:5",
                "rabbitmq": "required Cargo.toml:6",
                "mongodb": "required Cargo.toml:7",
            },
        },
    ),
    "features that somebody has to choose from": (
        {
            "src/main.rs": MAIN,
            "Cargo.toml": cargo(
                'diesel = { version = "2", features = ["chrono"] }',
                "[features]",
                "default = []",
                'mysql = ["diesel/mysql"]',
                'postgresql = ["diesel/postgres"]',
            ),
        },
        {**RUST, "databases": {"mysql": "one_of Cargo.toml:8", "postgresql": "one_of Cargo.toml:9"}},
    ),
    "a default feature, and one that is off": (
        {
            "src/main.rs": MAIN,
            "Cargo.toml": cargo(
                'diesel = "2"',
                'redis = { version = "0.25", optional = true }',
                'lapin = { version = "2", optional = true }',
                "[features]",
                'default = ["postgres", "cache"]',
                'postgres = ["diesel/postgres"]',
                'sqlite = ["diesel/sqlite"]',
                'cache = ["dep:redis"]',
                'queue = ["dep:lapin"]',
            ),
        },
        {
            **RUST,
            "databases": {
                "postgresql": "required Cargo.toml:5",
                "redis": "required Cargo.toml:6",
                "rabbitmq": "optional Cargo.toml:7 Cargo.toml:13",
                "sqlite": "optional Cargo.toml:11",
            },
        },
    ),
    "a workspace hands on its dependencies; a package's features reach through": (
        {
            "Cargo.toml": """
                [workspace]
                members = ["crates/*"]
                [workspace.package]
                rust-version = "1.80"
                [workspace.dependencies]
                diesel = { version = "2", features = ["postgres"] }
                sqlx = "0.8"
                shop_db = { path = "crates/db", default-features = false }
            """,
            "crates/server/Cargo.toml": """
                [package]
                name = "server"
                [dependencies]
                shop_db = { workspace = true, features = ["full"] }
                actix-web = "4"
            """,
            "crates/server/src/main.rs": MAIN,
            "crates/db/Cargo.toml": """
                [package]
                name = "db"
                [dependencies]
                diesel = { workspace = true, optional = true }
                sqlx = { workspace = true, optional = true, features = ["sqlite"] }
                [features]
                default = ["local"]
                full = ["dep:diesel"]
                local = ["dep:sqlx"]
            """,
            "crates/db/src/lib.rs": "",
        },
        {
            **RUST,
            "frameworks": ["Actix Web 4 (crates/server)"],
            "databases": {
                "postgresql": "required Cargo.toml:6",
                "sqlite": "optional crates/db/Cargo.toml:5",
            },
        },
    ),
    "packages that no program is built with": (
        {
            "Cargo.toml": '[workspace]\nmembers = ["server", "helpers", "feed"]\n',
            "server/Cargo.toml": '[package]\nname = "server"\n[dependencies]\npostgres = "0.19"\n',
            "server/src/bin/server.rs": MAIN,
            "helpers/Cargo.toml": '[package]\nname = "test-helpers"\n[dependencies]\nmysql = "25"\n',
            "feed/Cargo.toml": '[package]\nname = "feed"\n[dependencies]\nmongodb = "3"\n',
        },
        {
            "languages": ["rust"],
            "databases": {
                "mysql": "development helpers/Cargo.toml:4",
                "postgresql": "required server/Cargo.toml:4",
                "mongodb": "optional feed/Cargo.toml:4",
            },
        },
    ),
    "the default members of a workspace": (
        {
            "Cargo.toml": '[workspace]\nmembers = ["*"]\ndefault-members = ["server"]\n',
            "server/Cargo.toml": '[package]\nname = "server"\n[[bin]]\nname = "s"\npath = "s.rs"\n[dependencies]\n'
            'postgres = "0.19"\n',
            "move/Cargo.toml": '[package]\nname = "move"\n[dependencies]\nmongodb = "3"\n',
            "move/src/main.rs": MAIN,
        },
        {
            "languages": ["rust"],
            "databases": {"postgresql": "required server/Cargo.toml:7", "mongodb": "optional move/Cargo.toml:4"},
        },
    ),
    "packages of their own for each engine": (
        {
            "Cargo.toml": '[package]\nname = "app"\n[workspace]\n[dependencies]\na = { path = "store-postgres" }\n'
            'b = { path = "store-sqlite" }\n',
            "src/main.rs": MAIN,
            "store-postgres/Cargo.toml": '[package]\nname = "a"\n[dependencies]\ntokio-postgres = "1"\n',
            "store-sqlite/Cargo.toml": '[package]\nname = "b"\n[dependencies]\nrusqlite = "1"\n',
        },
        {
            "languages": ["rust"],
            "databases": {
                "postgresql": "one_of store-postgres/Cargo.toml:4",
                "sqlite": "one_of store-sqlite/Cargo.toml:4",
            },
            "warnings": ["store-sqlite/Cargo.toml:4: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "SQLite for something else than the server": (
        {
            "Cargo.toml": cargo('sqlx = { version = "0.8", features = ["postgres", "sqlite"] }'),
            "src/main.rs": "use sqlx::PgPool;\n" + MAIN,
            "src/index.rs": "// unlike Postgres\nuse sqlx::SqlitePool;\n",
        },
        {**RUST, "databases": {"postgresql": "required Cargo.toml:5", "sqlite": "optional Cargo.toml:5"}},
    ),
    "a feature for SQLite that no code is written for": (
        {
            "Cargo.toml": cargo('sqlx = { version = "0.8", features = ["postgres", "sqlite"] }'),
            "src/main.rs": "use sqlx::PgPool;\n" + MAIN,
        },
        {**RUST, "databases": {"postgresql": "required Cargo.toml:5", "sqlite": "optional Cargo.toml:5"}},
    ),
    "a package under another name": (
        {
            "Cargo.toml": cargo('sqlx = { package = "sqlx-oldapi", version = "0.6", features = ["any", "mysql"] }'),
            "src/main.rs": MAIN,
        },
        {**RUST, "databases": {"mysql": "required Cargo.toml:5"}},
    ),
    "SQLite in the server's place": (
        {
            "Cargo.toml": cargo('sqlx = { version = "0.8", features = ["postgres", "sqlite"] }'),
            "src/main.rs": "enum Pool { Postgres(PgPool), Sqlite(SqlitePool) }\n" + MAIN,
        },
        {
            **RUST,
            "databases": {"postgresql": "one_of Cargo.toml:5", "sqlite": "one_of Cargo.toml:5"},
            "warnings": ["Cargo.toml:5: SQLite is never deployed; choose postgresql in its place"],
        },
    ),
    "a library": (
        {"Cargo.toml": cargo('redis = "0.25"'), "src/lib.rs": ""},
        {**RUST, "databases": {"redis": "optional Cargo.toml:5"}},
    ),
    "another name for a crate, and names that only look alike": (
        {
            "src/main.rs": MAIN,
            "Cargo.toml": cargo(
                'pg = { package = "tokio-postgres", version = "0.7" }',
                'mysql = { package = "left-pad", version = "1" }',
                'redis-protocol = "5"',
                'postgres-types = "0.2"',
                'bson = "2"',
            ),
        },
        {**RUST, "databases": {"postgresql": "required Cargo.toml:5"}},
    ),
    "a queue that is one of several": (
        {
            "Cargo.toml": cargo('lapin = "2"', 'redis = "0.25"'),
            "src/main.rs": "mod queue;\n" + MAIN,
            "src/queue/mod.rs": "pub enum Queue { Rabbit(lapin::Connection), Redis(redis::Client) }\n",
            "src/queue/rabbitmq.rs": "use lapin::Connection;\n",
            "src/queue/redis.rs": "use redis::Client;\n",
            "src/sessions.rs": "use redis::AsyncCommands;\n",
        },
        {**RUST, "databases": {"redis": "required Cargo.toml:6", "rabbitmq": "optional Cargo.toml:5"}},
    ),
    "queues that live in an engine, and one on either of two brokers": (
        {"Cargo.toml": cargo('sqlxmq = "0.5"', 'celery = "0.5"'), "src/main.rs": MAIN},
        {
            **RUST,
            "databases": {
                "postgresql": "required Cargo.toml:5",
                "redis": "one_of Cargo.toml:6",
                "rabbitmq": "one_of Cargo.toml:6",
            },
        },
    ),
    "tools, examples and the toolchain": (
        {
            "Cargo.toml": cargo('postgres = "0.19"'),
            "src/main.rs": MAIN,
            "rust-toolchain.toml": '[toolchain]\nchannel = "1.82.0"\n',
            "xtask/Cargo.toml": '[package]\nname = "xtask"\n[dependencies]\nmysql = "25"\n',
            "xtask/src/main.rs": MAIN,
            "examples/chat/Cargo.toml": '[package]\nname = "chat"\n[dependencies]\nredis = "1"\n',
            "examples/chat/src/main.rs": MAIN,
        },
        {
            "languages": ["rust 1.82.0"],
            "databases": {"mysql": "development xtask/Cargo.toml:4", "postgresql": "required Cargo.toml:5"},
        },
    ),
    "a half-written manifest beside a good one": (
        {
            "api/Cargo.toml": cargo('redis = "0.25"'),
            "api/src/main.rs": MAIN,
            "web/Cargo.toml": "[package]\nname = ",
            "old/Cargo.toml": "[profile.release]\nlto = true\n",
        },
        {
            **RUST,
            "databases": {"redis": "required api/Cargo.toml:5"},
            "warnings": [
                "old/Cargo.toml: cannot be read (neither a package nor a workspace); it was left out",
                "web/Cargo.toml: cannot be read (not TOML: Invalid value (at end of document)); it was left out",
            ],
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_understood(understood, name):
    files, expected = CASES[name]
    assert understood(files) == expected


def test_a_manifest():
    parsed = parse_cargo(
        '[package]\nname = "x"\n[dependencies]\na.workspace = true\n'
        '[dependencies.b]\nversion = "=1.2"\noptional = true\n'
        '[target.\'cfg(target_os = "linux")\'.dev-dependencies]\nc = { git = "x", default-features = false }\n'
    )
    assert [
        (crate.name, crate.line, crate.kind, crate.version, crate.optional, crate.inherited, crate.default_features)
        for crate in parsed.crates
    ] == [
        ("a", 4, "dependencies", "", False, True, True),
        ("b", 5, "dependencies", "1.2", True, False, True),
        ("c", 9, "dev-dependencies", "", False, False, False),
    ]


def test_a_lock_is_read_for_some_versions():
    lock = '[[package]]\nname = "axum"\nversion = "0.7.5"\n[[package]]\nname = "redis"\nversion = "1"\n'
    assert locked_versions(lock, ["axum"]) == {"axum": "0.7.5"}


@pytest.mark.parametrize("source", ["[dependencies]\n", "a = " + "[" * 5000, 'package = "x"\n', "[package]\nname = "])
def test_what_is_no_manifest(source):
    with pytest.raises(FormatError):
        parse_cargo(source)


def test_values_of_other_types_are_passed_over():
    assert (
        parse_cargo('[package]\nname = 1\n[dependencies]\na = 5\nb = []\n[features]\nc = "d"\n').crates[0].name == "a"
    )
