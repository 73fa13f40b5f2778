# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which file is meant, what it is made from, and what is told of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_databases import databases
from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_files import Asked, settings
from ansible_collections.maestro.databases.plugins.module_utils.connections.settings_plan import (
    diff,
    open_to_all,
    overruled,
    planned,
    shown,
)
from tests.unit.connections.application_file import database

PG = database("postgresql", "main")
REPORTS = database("postgresql", "reports", False, "10.0.0.4")
MYSQL = database("mysql")
RAILS = "production:\n  adapter: postgresql\n  pool: {pool}\n"
LED = RAILS + "  host: 10.0.0.3\n  port: 5432\n  database: shop_d\n  username: shop_u\n  password: s3cret\n"


@pytest.fixture
def rails(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "database.yml"


def of(path: Path, kind: str = "rails", found: list | None = None, **more: Any) -> Any:
    return settings(Asked(str(path), kind, **more), found or [PG], {})


@pytest.mark.parametrize(
    ("present", "source"),
    [
        ({"": 1}, ""),
        ({"": 1, ".production": 2}, ".production"),
        ({"": 1, ".production": 2, ".cloud66": 3}, ".cloud66"),
        ({".cloud66": 3}, ".cloud66"),
        ({"": 1, ".staging": 2}, ""),
    ],
)
def test_the_plain_file_is_made_from_the_strongest_one(rails: Path, present: dict[str, int], source: str) -> None:
    for suffix, pool in present.items():
        rails.with_name(rails.name + suffix).write_text(RAILS.format(pool=pool))
    made = of(rails.parent.parent)
    assert made.path == str(rails)
    assert made.source == (f"{rails}{source}" if source else "")
    assert made.after == LED.format(pool=present[source])
    rails.write_text(made.after)
    assert not of(rails).changed


def test_a_stronger_file_of_an_external_database_changes_nothing(rails: Path) -> None:
    rails.write_text(RAILS.format(pool=1))
    rails.with_name("database.yml.cloud66").write_text("production:\n  url: postgres://x/y\n")
    assert of(rails).after is None


def test_a_new_file_is_of_its_folders_owner_and_closed(rails: Path) -> None:
    os.chown(rails.parent, 1234, 2345)
    made = of(rails)
    assert (made.before, made.uid, made.gid, made.mode) == (None, 1234, 2345, 0o640)


def test_an_existing_file_keeps_owner_and_mode_and_an_open_one_is_told(rails: Path) -> None:
    rails.write_text(RAILS.format(pool=1))
    rails.chmod(0o604)
    made = of(rails)
    assert made.mode == 0o604
    told = f"{rails} may be read by every user of this host, and holds passwords: chmod o-r, or give its mode"
    assert open_to_all(made, made.mode) == [told]
    assert open_to_all(made, 0o640) == []


def test_a_link_is_followed_to_a_file_of_the_same_user_only(rails: Path, tmp_path: Path) -> None:
    target = tmp_path / "shared.yml"
    target.write_text(RAILS.format(pool=1))
    rails.symlink_to(target)
    assert of(rails).path == str(target)
    os.chown(rails, 1234, -1, follow_symlinks=False)
    assert str(of(rails).problems[0]) == f"{rails}: is a link to a file of another user; name the file itself"


@pytest.mark.parametrize("kind", ["rails", "django"])
def test_without_the_code_it_is_refused(tmp_path: Path, kind: str) -> None:
    problem = str(of(tmp_path / "away" / "x", kind).problems[0])
    assert problem.endswith(
        f"there is no folder {tmp_path}/away; deploy the application's code first, or correct the path"
    )


@pytest.mark.parametrize(
    ("kind", "names", "others"),
    [
        ("rails", ["database.yml", "db.yaml"], ["current", ".env", "nowhere", "database.yml.d"]),
        ("django", [".env", ".env.local", "shop.env"], ["current", "nowhere", "database.yml", "env"]),
    ],
)
def test_what_is_not_there_is_a_file_by_its_name_only(
    tmp_path: Path, kind: str, names: list[str], others: list[str]
) -> None:
    """It may be the folder of an application that is not deployed yet; a file would be in the way of its code."""
    for name in names:
        assert of(tmp_path / name, kind).after, name
    for name in others:
        made = of(tmp_path / name, kind)
        assert [str(problem) for problem in made.problems] == [
            (
                f"{tmp_path / name}: is neither there nor the name of a file of the kind {kind}; "
                "deploy the application's code first, or correct the path"
            )
        ]
        assert made.after is None
    (tmp_path / "settings").write_text("" if kind == "django" else RAILS.format(pool=1))
    assert of(tmp_path / "settings", kind).after
    # The release that it leads to is gone.
    (tmp_path / "release").symlink_to(tmp_path / "releases-1")
    assert of(tmp_path / "release", kind).problems
    (tmp_path / names[0]).symlink_to(tmp_path / "shared")
    assert of(tmp_path / names[0], kind).path == f"{tmp_path}/shared"


def test_what_is_no_text_is_refused(rails: Path) -> None:
    rails.write_bytes(b"\xff\xfe")
    assert "is no text in UTF-8" in str(of(rails).problems[0])


def test_a_file_of_keys(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY=x\n")
    made = of(tmp_path, "django")
    assert made.path == f"{tmp_path}/.env"
    assert made.after == "SECRET_KEY=x\nDATABASE_URL='postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d'\n"


@pytest.mark.parametrize(
    ("kind", "name", "file", "command"),
    [
        ("laravel", ".env", "bootstrap/cache/config.php", "php artisan config:cache"),
        ("symfony", ".env.local", ".env.local.php", "composer dump-env prod"),
    ],
)
def test_what_a_framework_made_from_an_older_file_is_told(
    tmp_path: Path, kind: str, name: str, file: str, command: str
) -> None:
    made, keys = tmp_path / file, tmp_path / name
    keys.write_text("APP_ENV=prod\n")
    assert of(tmp_path, kind).warnings == []
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text("<?php return [];")
    told = f"{made} was made from an older {keys} and is read in its place: make it anew, {command}"
    assert of(tmp_path, kind).warnings == of(keys, kind).warnings == [told]
    keys.write_text(of(tmp_path, kind).after)
    os.utime(made, (1, 1))
    assert of(tmp_path, kind).warnings == [told]
    made.touch()
    assert of(tmp_path, kind).warnings == []
    assert of(tmp_path, "django").warnings == []


def test_bare_keys_are_the_primary_groups_unless_another_is_named(tmp_path: Path) -> None:
    found = [REPORTS, PG]
    assert "@10.0.0.3:" in of(tmp_path, "django", found).after
    assert "@10.0.0.4:" in of(tmp_path, "django", found, groups={"postgresql": "Reports"}).after
    problems = of(tmp_path, "django", found, groups={"postgresql": "x", "redis": "y"}).problems
    assert [problem.mend for problem in problems] == ["name an engine that it has", "use one of: reports, main"]


def test_two_engines_with_one_key_are_refused_unless_one_is_named(tmp_path: Path) -> None:
    found = [MYSQL, PG]
    problem = str(of(tmp_path, "laravel", found).problems[0])
    assert problem.endswith("mysql and postgresql would both set DB_CONNECTION; name one of them under 'engines'")
    assert "DB_CONNECTION='pgsql'" in of(tmp_path, "laravel", found, engines=["postgresql"]).after


def test_a_key_that_wins_over_ours_is_told_without_its_value(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DB_URL=mysql://secret@x/y\nREDIS_URL=\n")
    made = of(tmp_path, "laravel", [MYSQL, database("redis")])
    assert made.warnings[0] == f"{tmp_path}/.env sets DB_URL, which wins over our DB_HOST: remove it"
    assert len([warning for warning in made.warnings if "wins over" in warning]) == 1


def test_our_own_variables_go_into_a_file_as_they_are(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nMYSQL_PORT=1\n")
    made = settings(Asked(str(tmp_path), "dotenv"), [MYSQL], {"MYSQL_PORT": "3306", "B": "x y"})
    assert made.after == "A=1\nMYSQL_PORT='3306'\nB='x y'\n"


def test_a_framework_without_keys_for_the_plan_is_left_alone(tmp_path: Path) -> None:
    made = of(tmp_path, "spring", [database("redis")], engines=["mysql"])
    assert made.after is None
    assert made.notes == [f"{tmp_path}/application.env is left alone: spring has keys for none of the plan's databases"]
    assert made.warnings == made.notes


def test_what_is_left_alone_is_a_warning_unless_the_user_asked_for_it(rails: Path) -> None:
    rails.write_text(RAILS.format(pool=1).replace("postgresql", "postgres"))
    made = of(rails)
    assert made.notes == made.warnings == [f"{rails}: production is left alone: its adapter is postgres"]
    asked = of(rails, found=[database("postgresql", "main", tamper=False)])
    assert (asked.notes, asked.warnings) == ([f"{rails} is left alone: tamper_with_yml is false"], [])


def test_parameters_that_go_are_told_without_their_values(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL='postgresql://u@/db?host=/var/run/postgresql&charset=utf8'\n")
    made = of(tmp_path, "django")
    assert made.after == "DATABASE_URL='postgresql://shop_u:s3cret@10.0.0.3:5432/shop_d?charset=utf8'\n"
    told = f"{tmp_path}/.env: DATABASE_URL does not keep host of the old URL: they say how that server is reached"
    assert made.warnings == [told]
    (tmp_path / ".env").write_text(made.after)
    assert (of(tmp_path, "django").changed, of(tmp_path, "django").warnings) == (False, [])


def test_a_file_that_is_named_twice_is_refused(tmp_path: Path) -> None:
    files = planned([Asked(str(tmp_path), "django"), Asked(f"{tmp_path}/.env", "node")], [PG], {})
    assert [len(file.problems) for file in files] == [0, 1]


def test_a_diff_shows_lines_without_values(rails: Path) -> None:
    rails.write_text("production:\n  primary: {adapter: postgresql, password: hers}\n")
    shown = diff(of(rails))
    assert shown["before"] == "  primary: (hidden, before)\n"
    assert shown["after"] == "  primary: (hidden, after)\n"


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("  password: x: y", "  password: (hidden, after)"),
        ("export DB_PASSWORD='a=b'", "export DB_PASSWORD= (hidden, after)"),
        ("production:", "production:"),
        ("", ""),
        ("MIIEvQIBADANBgkqhkiG9w0BAQ==", "(hidden, after)"),
        ("a line of a secret: more", "(hidden, after)"),
    ],
)
def test_a_line_is_shown_up_to_its_value(line: str, head: str) -> None:
    assert shown(line, "after").strip() == head.strip()


def test_a_variable_by_which_rails_goes_elsewhere_is_told_without_its_password(rails: Path) -> None:
    """C014: an entry with a url of its own is not led by any variable, the others are."""
    rails.write_text("production:\n  primary: {adapter: postgresql}\n  reports: {adapter: postgresql}\n")
    made = of(rails, found=[PG, REPORTS])
    assert made.led == {"reports": "10.0.0.4"}
    assert overruled(made, "x", {"DATABASE_URL": "postgresql://a:b@10.0.0.4/x"}) == []
    rails.write_text("production:\n  primary: &p {adapter: postgresql}\n  reports: {adapter: postgresql}\n")
    made = of(rails, found=[PG, REPORTS])
    assert made.led == {"primary": "10.0.0.3", "reports": "10.0.0.4"}
    assert overruled(made, "shop.service", {"DATABASE_URL": "postgresql://a:b@10.0.0.4/x"}) == [
        f"DATABASE_URL in shop.service leads 'primary' of {rails} to 10.0.0.4, not to 10.0.0.3: unset it"
    ]
    assert overruled(made, "x", {"DATABASE_URL": "postgresql://a:b@10.0.0.3/x"}) == []
    assert overruled(made, "x", {"REPORTS_DATABASE_URL": "mysql2://a:b@old/x"}) == [
        f"REPORTS_DATABASE_URL in x leads 'reports' of {rails} to old, not to 10.0.0.4: unset it"
    ]


GROUP = {
    "engine": "postgresql",
    "group": "main",
    "deployment": "dedicated",
    "primary": True,
    "prefixes": ["POSTGRESQL_MAIN", "POSTGRESQL"],
    "hosts": [{}],
    "port": 5432,
    "database": "shop",
    "options": {"tamper_with_yml": False},
}


def test_the_values_are_those_of_the_environment() -> None:
    environment = {"POSTGRESQL_MAIN_ADDRESS": "10.0.0.3", "POSTGRESQL_ADDRESS": "pooler", "POSTGRESQL_MAIN_PORT": "6"}
    (one,) = databases([GROUP, {**GROUP, "deployment": "external"}], environment)
    assert (one["ADDRESS"], one["PORT"], one["PASSWORD"], one.tamper) == ("pooler", "6", "", False)
    assert "pooler" not in repr(one)


def test_looking_needs_no_values() -> None:
    (one,) = databases([GROUP], None)
    assert one["URL"] == "postgresql://unknown:unknown@unknown:5432/shop"
