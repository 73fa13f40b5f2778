# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsers for Rust, each with a text to start from."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.cargo import (
    locked_versions,
    parse_cargo,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.cargo_targets import for_linux

_CARGO = """\
[package]
name = "shop"
rust-version.workspace = true

[workspace]
members = ["crates/*"]
default-members = ["crates/server"]

[workspace.package]
rust-version = "1.80"

[workspace.dependencies]
sqlx = { version = "0.8", features = ["postgres"] }

[dependencies]
redis = { version = "0.25", optional = true }
pg = { package = "tokio-postgres", version = "=0.7" }
sqlx.workspace = true

[dependencies.diesel]
version = "2"
default-features = false

[target.'cfg(target_os = "linux")'.dependencies]
lapin = "2"

[features]
default = ["cache"]
cache = ["dep:redis", "diesel?/postgres"]

[[bin]]
name = "shop"
"""
_LOCK = """\
version = 4

[[package]]
name = "axum"
version = "0.7.5"
dependencies = [
 "bytes",
]
"""

PARSERS = {
    "Cargo.toml": (parse_cargo, _CARGO),
    "a platform": (for_linux, 'cfg(all(any(unix, windows), not(target_os = "macos"), feature = "x"))'),
    "Cargo.lock": (lambda text: locked_versions(text, ["axum"]), _LOCK),
}
