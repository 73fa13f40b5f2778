# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application's README says of the relational databases that it can use."""

from __future__ import annotations

import pytest

GEMFILE = {"Gemfile": 'source "https://rubygems.org"\ngem "rails"\ngem "mysql2"\n', "config.ru": "run Shop\n"}
EITHER = {"mysql": "one_of Gemfile:3 README.md:2", "postgresql": "one_of README.md:2"}
ALONE = {"mysql": "required Gemfile:3"}


@pytest.mark.parametrize(
    "line",
    [
        "| A database | [MySQL][10] (5.7+) or [PostgreSQL][11] (9.4+) |",
        "* **MySQL** 5.7, MariaDB 10.3 or [PostgreSQL](https://example.com) 9.5",
        "You need a server of PostgreSQL, or MySQL.",
        "Database: PostgreSQL/MySQL",
        "- Postgres / MariaDB",
        "Eine Datenbank: MySQL oder PostgreSQL",
        "\u4f7f\u7528MySQL\u6216PostgreSQL",
    ],
)
def test_either_will_do(understood, line):
    assert understood({**GEMFILE, "README.md": f"# Shop\n{line}\n"})["databases"] == EITHER


@pytest.mark.parametrize(
    "line",
    [
        "Runs queries of MySQL or PostgreSQL.",
        "For development, MySQL or PostgreSQL will do.",
        "Shops of MySQL or PostgreSQL can be imported.",
        "It needs MySQL. Or so they say. PostgreSQL is another one.",
        "MySQL and PostgreSQL",
        "MySQL or MariaDB",
        "mysql/init.sql",
        "```\nMySQL or PostgreSQL\n```",
    ],
)
def test_what_says_something_else(understood, line):
    assert understood({**GEMFILE, "README.md": f"# Shop\n{line}\n"})["databases"] == ALONE


def test_manuals_of_parts_speak_for_these(understood):
    assert understood({**GEMFILE, "engines/README.md": "MySQL or PostgreSQL\n"})["databases"] == ALONE


def test_an_underlined_heading_begins_no_listing(understood):
    manual = "Shop\n~~~~\n\nIt needs a database. You could use *PostgreSQL* or *MySQL*.\n\n~~~~\nA listing\n~~~~\n"
    databases = understood({**GEMFILE, "README.rst": manual})["databases"]
    assert databases == {"mysql": "one_of Gemfile:3 README.rst:4", "postgresql": "one_of README.rst:4"}


def test_what_stands_in_a_listing_below_a_heading_is_not_told(understood):
    manual = "Shop\n~~~~\n\n~~~~\nMySQL or PostgreSQL\n~~~~\n"
    assert understood({**GEMFILE, "README.rst": manual})["databases"] == ALONE


def test_a_listing_right_below_a_line_is_not_told(understood):
    manual = "# Shop\nTo see what there is, run:\n~~~\nMySQL or PostgreSQL\n~~~\n"
    assert understood({**GEMFILE, "README.md": manual})["databases"] == ALONE


def test_a_guide_is_a_manual(understood):
    databases = understood({**GEMFILE, "GUIDE.md": "For the database, MySQL or PostgreSQL will do.\n"})["databases"]
    assert databases == {"mysql": "one_of Gemfile:3 GUIDE.md:1", "postgresql": "one_of GUIDE.md:1"}


def test_it_outweighs_settings_and_files_that_deploy_it(understood):
    files = {
        **GEMFILE,
        "README.md": "PostgreSQL, MySQL or SQLite\n",
        "config/database.yml": "production:\n  adapter: mysql2\n",
        "docker-compose.yml": """
            services:
              web: {build: .}
              db: {image: "mysql:8"}
        """,
    }
    assert understood(files) == {
        "languages": ["ruby"],
        "frameworks": ["Rails"],
        "databases": {
            "mysql": "one_of config/database.yml:2 Gemfile:3 docker-compose.yml:3 README.md:1",
            "postgresql": "one_of README.md:1",
            "sqlite": "one_of README.md:1",
        },
        "hints": {"mysql": "mysql 8"},
        "warnings": ["README.md:1: SQLite is never deployed; choose mysql or postgresql in its place"],
    }


def test_a_library_that_knows_one_server_outweighs_it(understood):
    files = {"Gemfile": 'source "https://rubygems.org"\ngem "rails"\ngem "pg"\ngem "good_job"\n'}
    assert understood({**files, "README.md": "MySQL or PostgreSQL\n"})["databases"] == {
        "postgresql": "required Gemfile:3 Gemfile:4"
    }


def test_one_that_has_none_gets_none(understood):
    files = {"Gemfile": 'source "https://rubygems.org"\ngem "sinatra"\ngem "redis"\n', "README.md": "MySQL or SQLite\n"}
    assert understood(files)["databases"] == {"redis": "required Gemfile:3"}
