# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One application or several? What makes a folder a project, and what makes several projects one application.

The rule: projects that nothing holds together are applications of their own. They are held together by a file above
all of them that builds, starts or deploys the whole (`JOINED_BY`), by the only Compose file or the only Helm chart
that lies outside of all of them, or by names that say that each is a part (`ROLES`), such as `backend` and `frontend`.
"""

from __future__ import annotations

#: A folder that holds one of these is a project: its language's tools start here.
MANIFESTS = frozenset(
    """
    Gemfile gems.rb config.ru
    package.json pnpm-workspace.yaml lerna.json nx.json turbo.json rush.json
    requirements.txt pyproject.toml setup.py Pipfile manage.py
    composer.json artisan wp-config.php index.php
    pom.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts build.sbt build.sc project.clj
    go.mod go.work
    Cargo.toml
    mix.exs
    """.split()
)
#: The same by ending. A project of .NET alone is none: libraries are projects, too.
MANIFEST_ENDINGS = (".sln", ".slnx")
#: Projects of .NET that can be started, by their SDK or what they are built to.
DOTNET_ENDINGS = (".csproj", ".fsproj", ".vbproj")
DOTNET_SDKS = frozenset({"microsoft.net.sdk.web", "microsoft.net.sdk.worker", "microsoft.net.sdk.blazorwebassembly"})
DOTNET_OUTPUTS = frozenset({"exe"})
#: Manifests that people also keep for their tools alone, with the keys that tell a project from that.
TOOL_MANIFESTS = {
    "package.json": ("dependencies", "workspaces", "main", "bin"),
    "pyproject.toml": ("project", "poetry", "pdm", "workspace", "dependency-groups"),
}

#: Files, by their place below a folder, that hold together what else lies below it, with what they do. Compose files
#: do, too; they have many names.
_STARTS = "starts them together"
_DEPLOYS = "deploys them together"
_BUILDS = "builds them together"
JOINED_BY = {
    "Procfile": _STARTS,
    "Dockerfile": _BUILDS,
    "docker-bake.hcl": _BUILDS,
    "app.json": _DEPLOYS,
    "heroku.yml": _DEPLOYS,
    "render.yaml": _DEPLOYS,
    "fly.toml": _DEPLOYS,
    "railway.json": _DEPLOYS,
    "railway.toml": _DEPLOYS,
    "app.yaml": _DEPLOYS,
    "azure.yaml": _DEPLOYS,
    "service.yml": _DEPLOYS,
    "service.yaml": _DEPLOYS,
    "serverless.yml": _DEPLOYS,
    "skaffold.yaml": _DEPLOYS,
    "helmfile.yaml": _DEPLOYS,
    "kustomization.yaml": _DEPLOYS,
    "Chart.yaml": _DEPLOYS,
    ".do/app.yaml": _DEPLOYS,
    ".upsun/config.yaml": _DEPLOYS,
    ".platform.app.yaml": _DEPLOYS,
    ".platform/applications.yaml": _DEPLOYS,
}
#: What a part of an application is called after what it does in it, not after what it is about.
ROLES = frozenset(
    """
    backend back end frontend front fe be api apis rest graphql server servers serverside client clients clientside
    web webapp website site www ui gui app application mobile ios android desktop electron cli bot
    admin dashboard console panel portal landing
    worker workers job jobs scheduler cron queue consumer producer processor
    gateway proxy nginx edge bff ws websocket websockets socket sockets realtime
    function functions lambda lambdas
    db database databases migration migrations migrator infra infrastructure deploy deployment
    service services svc main core common shared
    """.split()
)
#: Folders that others build on; nobody deploys them.
LIBRARIES = frozenset("lib libs library libraries shared common sdk sdks proto protos types utils".split())
#: Folders of what is added to an application; nobody deploys it alone.
ADDED = frozenset("plugins plugin connectors integrations".split())
