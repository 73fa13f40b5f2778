# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several applications in one tree: told apart, and asked about only where a deployment cannot know which is meant."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.application import analyse

RAILS_MYSQL = "gem 'rails'\ngem 'mysql2'\n"
DJANGO_POSTGRES = "Django==5.0\npsycopg==3.1\n"
EXPRESS_REDIS = '{"dependencies": {"express": "4", "ioredis": "5"}}'
NEXT = '{"dependencies": {"next": "14"}}'
WEB = '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>{}</ItemGroup></Project>'
LIBRARY = '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{}</ItemGroup></Project>'
SHOP_AND_BLOG = {"shop/Gemfile": RAILS_MYSQL, "blog/requirements.txt": DJANGO_POSTGRES}

# what it shows: files, [application: needs], asks, what holds them together
CASES = {
    "one application at the root": (
        {"Gemfile": RAILS_MYSQL},
        [". mysql:required"],
        False,
        "",
    ),
    "nothing at all": ({"README.md": "hello"}, [], False, ""),
    "two that have nothing to do with each other": (
        SHOP_AND_BLOG,
        ["blog postgresql:required", "shop mysql:required"],
        True,
        "",
    ),
    "two that need the same": (
        {"shop/Gemfile": RAILS_MYSQL, "blog/Gemfile": RAILS_MYSQL},
        ["blog mysql:required", "shop mysql:required"],
        False,
        "",
    ),
    "only one of them needs a database": (
        {"shop/Gemfile": RAILS_MYSQL, "poster/package.json": NEXT},
        ["poster", "shop mysql:required"],
        False,
        "",
    ),
    "one that cannot do without SQLite is nothing to deploy": (
        {"shop/Gemfile": RAILS_MYSQL, "notes/Gemfile": "gem 'rails'\ngem 'sqlite3'\n"},
        ["notes sqlite:required", "shop mysql:required"],
        False,
        "",
    ),
    "backend and frontend are one": (
        {"backend/requirements.txt": DJANGO_POSTGRES, "frontend/package.json": NEXT},
        [". postgresql:required"],
        False,
        "their names tell that each is a part of one",
    ),
    "parts with needs of their own, named after what they do": (
        {"api/Gemfile": RAILS_MYSQL, "worker/package.json": EXPRESS_REDIS},
        [". mysql:required redis:required"],
        False,
        "their names tell that each is a part of one",
    ),
    "the application's own name before what each part does": (
        {"Shop.Api/Gemfile": RAILS_MYSQL, "Shop.Worker/package.json": EXPRESS_REDIS},
        [". mysql:required redis:required"],
        False,
        "their names tell that each is a part of one",
    ),
    "the same part of two applications": (
        {"shop/api/Gemfile": RAILS_MYSQL, "blog/api/requirements.txt": DJANGO_POSTGRES},
        ["blog/api postgresql:required", "shop/api mysql:required"],
        True,
        "",
    ),
    "parts of one application beside another application": (
        {"shop/backend/Gemfile": RAILS_MYSQL, "shop/frontend/package.json": NEXT, "blog/requirements.txt": "psycopg\n"},
        ["blog postgresql:required", "shop mysql:required"],
        True,
        "",
    ),
    "a Compose file at the root": (
        {
            "users/requirements.txt": DJANGO_POSTGRES,
            "orders/Gemfile": RAILS_MYSQL,
            "compose.yml": "services:\n  users: {build: users}\n  orders: {build: orders}\n",
        },
        [". mysql:required postgresql:required"],
        False,
        "compose.yml starts them together",
    ),
    "the only Compose file, in a folder for deployment": (
        {**SHOP_AND_BLOG, "deploy/docker-compose.prod.yml": "services:\n  a: {build: ../shop}\n"},
        [". mysql:required postgresql:required"],
        False,
        "deploy/docker-compose.prod.yml starts them together",
    ),
    "a Compose file for each": (
        {**SHOP_AND_BLOG, "docker/shop/compose.yml": "services: {}\n", "docker/blog/compose.yml": "services: {}\n"},
        ["blog postgresql:required", "shop mysql:required"],
        True,
        "",
    ),
    "a Compose file for developers": (
        {**SHOP_AND_BLOG, ".devcontainer/compose.yml": "services: {}\n"},
        ["blog postgresql:required", "shop mysql:required"],
        True,
        "",
    ),
    "one Helm chart with the charts that it brings along": (
        {**SHOP_AND_BLOG, "charts/all/Chart.yaml": "name: a\n", "charts/all/charts/shop/Chart.yaml": "name: b\n"},
        [". mysql:required postgresql:required"],
        False,
        "charts/all/Chart.yaml deploys them together",
    ),
    "a Helm chart for each": (
        {**SHOP_AND_BLOG, "charts/shop/Chart.yaml": "name: a\n", "charts/blog/Chart.yaml": "name: b\n"},
        ["blog postgresql:required", "shop mysql:required"],
        True,
        "",
    ),
    "a workspace": (
        {
            "package.json": '{"workspaces": ["apps/*"]}',
            "apps/shop/package.json": EXPRESS_REDIS,
            "apps/blog/package.json": '{"dependencies": {"express": "4", "pg": "8"}}',
        },
        [". postgresql:required redis:required"],
        False,
        "",
    ),
    "a workspace whose root brings tools alone": (
        {
            "package.json": '{"devDependencies": {"turbo": "2"}}',
            "pnpm-workspace.yaml": "packages: [apps/*]\n",
            "apps/shop/package.json": EXPRESS_REDIS,
            "apps/blog/package.json": '{"dependencies": {"express": "4", "pg": "8"}}',
        },
        [". postgresql:required redis:required"],
        False,
        "",
    ),
    "package.json at the root for tools alone": (
        {"package.json": '{"devDependencies": {"prettier": "3"}}', **SHOP_AND_BLOG},
        ["blog postgresql:required", "shop mysql:required"],
        True,
        "",
    ),
    "pyproject.toml at the root for tools alone": (
        {"pyproject.toml": "[tool.ruff]\nline-length = 100\n", **SHOP_AND_BLOG},
        ["blog postgresql:required", "shop mysql:required"],
        True,
        "",
    ),
    "a project in pyproject.toml at the root": (
        {"pyproject.toml": "[project]\nname = 'all'\n", **SHOP_AND_BLOG},
        [". mysql:one_of postgresql:one_of"],
        False,
        "",
    ),
    "what all of them build on is none of them": (
        {"shop/Gemfile": RAILS_MYSQL, "libs/store/package.json": EXPRESS_REDIS, "libs/package.json": "{}"},
        ["libs/store redis:required", "shop mysql:required"],
        True,
        "",
    ),
    "tools and examples are none of them": (
        {"shop/Gemfile": RAILS_MYSQL, "scripts/requirements.txt": "psycopg\n", "examples/a/Gemfile": "gem 'pg'\n"},
        [". mysql:required postgresql:development"],
        False,
        "",
    ),
    "applications two folders down": (
        {"apps/shop/Gemfile": RAILS_MYSQL, "apps/blog/requirements.txt": DJANGO_POSTGRES},
        ["apps/blog postgresql:required", "apps/shop mysql:required"],
        True,
        "",
    ),
    "a solution above the projects": (
        {"src/Shop.sln": "", "src/Users/requirements.txt": DJANGO_POSTGRES, "src/Orders/package.json": EXPRESS_REDIS},
        [". postgresql:required redis:required"],
        False,
        "",
    ),
    "programs of .NET that share a library, beside another application": (
        {
            "src/Api/Api.csproj": WEB.format('<ProjectReference Include="..\\Core\\Core.csproj" />'),
            "src/Worker/Worker.csproj": WEB.format('<ProjectReference Include="../Core/Core.csproj" />'),
            "src/Core/Core.csproj": LIBRARY.format('<PackageReference Include="Npgsql" Version="8.0.0" />'),
            "blog/Gemfile": RAILS_MYSQL,
        },
        ["blog mysql:required", "src postgresql:required"],
        True,
        "",
    ),
    "programs of .NET that share nothing": (
        {
            "Shop/Shop.csproj": WEB.format('<PackageReference Include="Npgsql" Version="8.0.0" />'),
            "Blog/Blog.csproj": WEB.format('<PackageReference Include="MySqlConnector" Version="2.3.0" />'),
            "Core/Core.csproj": LIBRARY.format('<PackageReference Include="MongoDB.Driver" Version="2.3.0" />'),
        },
        ["Blog mysql:required", "Shop postgresql:required"],
        True,
        "",
    ),
    "a program of .NET at the root of what it refers to": (
        {
            "Shop/Shop.csproj": WEB.format('<ProjectReference Include="../Shop.Data/Shop.Data.csproj" />'),
            "Shop.Data/Shop.Data.csproj": LIBRARY.format('<PackageReference Include="Npgsql" Version="8.0.0" />'),
        },
        [". postgresql:required"],
        False,
        "",
    ),
    "half of a manifest at the root": (
        {"package.json": '{"dependencies": ', **SHOP_AND_BLOG},
        ["blog postgresql:required", "shop mysql:required"],
        True,
        "",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_applications(analysed, name):
    files, applications, asks, joined_by = CASES[name]
    result = analysed(files)
    told = [
        " ".join([one["path"], *(f"{found['engine']}:{found['need']}" for found in one["databases"])])
        for one in result["applications"]
    ]
    assert (told, result["ambiguous"]) == (applications, asks)
    assert [one["joined_by"] for one in result["applications"] if one["joined_by"]] == (
        [joined_by] if joined_by else []
    )


def test_all_that_is_told_of_each(analysed):
    result = analysed({**SHOP_AND_BLOG, "shop/web/package.json": NEXT})
    assert result["applications"] == [
        {
            "path": "blog",
            "name": "blog",
            "languages": ["python"],
            "frameworks": [{"name": "Django", "version": "5.0", "path": "blog"}],
            "databases": [{"engine": "postgresql", "need": "required"}],
            "parts": [],
            "joined_by": "",
        },
        {
            "path": "shop",
            "name": "shop",
            "languages": ["ruby", "node"],
            "frameworks": [
                {"name": "Rails", "version": "", "path": "shop"},
                {"name": "Next.js", "version": "14", "path": "shop/web"},
            ],
            "databases": [{"engine": "mysql", "need": "required"}],
            "parts": [],
            "joined_by": "",
        },
    ]


def test_the_whole_needs_what_each_of_them_needs(needs):
    # In one application two drivers would mean that either database will do.
    assert needs(SHOP_AND_BLOG) == {
        "mysql": "required shop/Gemfile:2",
        "postgresql": "required blog/requirements.txt:2",
    }


def test_what_lies_deep_in_one_of_them_is_found(needs):
    assert needs({"a/b/c/shop/api/Gemfile": RAILS_MYSQL, "a/b/c/shop/config.ru": "", **SHOP_AND_BLOG}) == {
        "mysql": "required shop/Gemfile:2",
        "postgresql": "required blog/requirements.txt:2",
    }
    files = {"a/b/c/shop/api/Gemfile": "gem 'mongoid'\n", "a/b/c/shop/config.ru": "", **SHOP_AND_BLOG}
    assert needs(files)["mongodb"] == "required a/b/c/shop/api/Gemfile:1"


def test_what_pipelines_and_manuals_say_of_all_holds_for_the_one_part_with_a_database(needs):
    files = {"server/requirements.txt": DJANGO_POSTGRES, "web/package.json": NEXT, "README.md": "MySQL or PostgreSQL\n"}
    assert needs(files) == {
        "mysql": "one_of README.md:1",
        "postgresql": "one_of server/requirements.txt:2 README.md:1",
    }


def test_one_of_several_is_passed_over_where_another_part_needs_the_other(needs):
    files = {
        "shop/Gemfile": RAILS_MYSQL,
        "blog/requirements.txt": "Django==5.0\npsycopg==3.1\nmysqlclient==2.2\n",
    }
    assert needs(files) == {
        "mysql": "required blog/requirements.txt:3 shop/Gemfile:2",
        "postgresql": "optional blog/requirements.txt:2",
    }


def test_a_file_of_one_is_no_server_for_all(needs):
    files = {"server/Gemfile": RAILS_MYSQL, "rust-tool/Gemfile": "gem 'rails'\ngem 'sqlite3'\n"}
    assert needs(files) == {"mysql": "required server/Gemfile:2", "sqlite": "optional rust-tool/Gemfile:2"}


SHOP = '{"scripts": {"start": "node ."}, "dependencies": {"express": "4", "mysql2": "3"}}'
BLOG = '{"scripts": {"start": "node ."}, "dependencies": {"koa": "2", "mongodb": "6"}}'
WORKSPACES = {
    "npm and Yarn": (
        {"package.json": '{"private": true, "workspaces": ["apps/*"]}'},
        ["apps/blog", "apps/shop"],
        "package.json makes them one workspace",
    ),
    "pnpm": (
        {"package.json": "{}", "pnpm-workspace.yaml": "packages: [apps/*]\n"},
        ["apps/blog", "apps/shop"],
        "pnpm-workspace.yaml makes them one workspace",
    ),
    "a library and a tool are no parts": (
        {
            "package.json": '{"workspaces": {"packages": ["apps/*", "packages/*"]}}',
            "packages/ui/package.json": '{"name": "ui", "main": "index.js", "scripts": {"build": "tsc"}}',
            "scripts/seed/package.json": '{"scripts": {"start": "node ."}}',
            "apps/jobs/package.json": "{}",
            "apps/jobs/Dockerfile": "FROM node:22\n",
        },
        ["apps/blog", "apps/jobs", "apps/shop"],
        "package.json makes them one workspace",
    ),
}


@pytest.mark.parametrize("name", WORKSPACES)
def test_a_workspace_is_one_application_with_its_startable_packages(analysed, name):
    files, parts, joined_by = WORKSPACES[name]
    result = analysed({**files, "apps/shop/package.json": SHOP, "apps/blog/package.json": BLOG})
    assert result["ambiguous"] is False
    (one,) = result["applications"]
    assert (one["path"], one["parts"], one["joined_by"]) == (".", parts, joined_by)
    assert one["databases"] == [
        {"engine": "mysql", "need": "required"},
        {"engine": "mongodb", "need": "required"},
    ]


def test_a_workspace_with_one_startable_package_has_no_parts(analysed):
    files = {"package.json": '{"workspaces": ["apps/*"]}', "apps/shop/package.json": SHOP, "apps/ui/package.json": "{}"}
    (one,) = analysed(files)["applications"]
    assert (one["path"], one["parts"], one["joined_by"]) == (".", [], "")


def test_parts_are_named(analysed):
    (one,) = analysed({"backend/Gemfile": RAILS_MYSQL, "frontend/package.json": NEXT})["applications"]
    assert (one["path"], one["name"], one["parts"]) == (".", "app", ["backend", "frontend"])


def test_pointing_at_one_is_no_question(plant):
    root = plant(SHOP_AND_BLOG)
    result = analyse(str(root / "shop")).as_dict()
    assert [(found["engine"], found["need"]) for found in result["databases"]] == [("mysql", "required")]
    assert ([one["path"] for one in result["applications"]], result["ambiguous"]) == (["."], False)


def test_too_many_to_tell_apart(analysed):
    files = {f"app{number}x/Gemfile": f"gem '{('pg', 'mysql2')[number % 2]}'\n" for number in range(60)}
    result = analysed(files)
    assert ([one["path"] for one in result["applications"]], result["ambiguous"]) == (["."], False)
    assert result["warnings"] == [".: holds 60 projects, too many to tell them apart; point at one of them"]
