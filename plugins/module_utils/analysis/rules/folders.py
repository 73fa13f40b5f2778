# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folders are the application, which serve developers, and which are neither. Names are in lower case."""

from __future__ import annotations

from dataclasses import dataclass

#: Neither the application nor about how it runs, wherever they lie.
SKIPPED = frozenset(
    """
    node_modules bower_components jspm_packages web_modules
    vendor third_party thirdparty third-party external_libs
    site-packages dist-packages __pypackages__ venv virtualenv htmlcov wheelhouse
    dist tmp temp _build _site __pycache__ generated __generated__ testresults storybook-static
    test tests testing spec specs mocks mock_data fixtures testdata test_data unittest unittests
    androidtest androidunittest integrationtest testfixtures inttest functionaltest jmh
    e2e cypress playwright fuzz bench benches benchmark benchmarks gemfiles
    example examples sample samples demo demos tutorial tutorials playground playgrounds
    doc docs documentation apidoc apidocs api-docs javadoc wiki
    template stubs skeleton skeletons scaffolds
    """.split()
)
#: A folder whose name begins or ends with such a word, as in `Shop.UnitTests`, `integration-tests` or `test-utils`.
SKIPPED_FIRST_WORDS = frozenset("test tests e2e".split())
SKIPPED_LAST_WORDS = frozenset("test tests e2e fixtures examples samples benchmarks mocks".split())
#: A template of a project has its variables in its folders' names.
SKIPPED_TEXTS = ("{{", "__MACOSX")
#: A folder that says of itself that it is brought along or can be made again: files in it, or their endings.
SKIPPED_HOLDING = frozenset({"pyvenv.cfg", "CACHEDIR.TAG", "conda-meta", ".nupkg"})
# A host called `x.localhost` is on a developer's machine.
SKIPPED_ENDINGS = (".localhost", ".egg-info", ".dist-info", ".xcodeproj", ".xcassets", ".framework")


@dataclass(frozen=True)
class Beside:
    """Folders that are no part of the application where one of those files or folders lies next to them.

    A neighbour with a leading `*` is an ending.
    """

    folders: frozenset[str]
    neighbours: frozenset[str]


_JVM = "pom.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts build.sbt build.sc project.clj"
_DOTNET = "*.csproj *.fsproj *.vbproj"


def _beside(folders: str, neighbours: str) -> Beside:
    return Beside(frozenset(folders.split()), frozenset(neighbours.split()))


#: Words that are also names of code. What the compiler or the framework writes lies beside what it reads.
SKIPPED_BESIDE = (
    _beside("target", f"{_JVM} Cargo.toml src"),
    _beside("build out", f"{_JVM} package.json setup.py pyproject.toml CMakeLists.txt pubspec.yaml"),
    # `bin` of others holds the programs that start the application.
    _beside("bin obj publish", _DOTNET),
    _beside("bin", ".classpath"),
    _beside("artifacts", "*.sln *.slnx Directory.Build.props"),
    _beside("pods", "Podfile"),
    _beside("deps cover", "mix.exs rebar.config"),
    _beside("log coverage", "Gemfile config.ru"),
    _beside("coverage logs", "package.json composer.json pyproject.toml setup.py manage.py"),
    # Laravel keeps its caches, sessions and uploads there.
    _beside("storage", "artisan"),
    # Shells of a mobile application: a client of the one that is deployed.
    _beside("android ios", "package.json pubspec.yaml"),
    _beside("macos windows linux", "pubspec.yaml"),
)
#: A folder below another one: what the application writes, and what browsers load.
SKIPPED_WITHIN = {
    "var": frozenset("cache log logs sessions".split()),
    "bootstrap": frozenset({"cache"}),
    "storage": frozenset("framework logs".split()),
    "priv": frozenset({"static"}),
    "wwwroot": frozenset("lib libs".split()),
    "public": frozenset("build bundles packs vite-test lib libs plugins".split()),
    "static": frozenset("lib libs plugins".split()),
    "assets": frozenset("lib libs plugins".split()),
    # Maven's integration tests.
    "src": frozenset({"it"}),
}
#: Templates are pages or projects to be; those of a Helm chart, beside its Chart.yaml, say what is run.
CHART = "Chart.yaml"
CHART_FOLDER = "templates"

#: Below them folders are packages of the language, named by people: `com/example/demo` is an application.
PACKAGE_ROOTS = frozenset("java kotlin scala groovy".split())
#: ... and, in older trees, these below `src`.
PACKAGE_DOMAINS = frozenset("com org net io".split())

#: What lies in them serves developers; it counts as development.
TOOLING = frozenset(
    """
    tools scripts script ci contrib hack dev devel develop development sandbox extras extra
    .github .circleci .gitlab .woodpecker .drone .buildkite .gitea .forgejo .ci .devcontainer .ddev
    """.split()
)
#: Folders with a leading dot that are looked into.
DOTTED = frozenset(
    """
    .github .circleci .gitlab .woodpecker .drone .buildkite .gitea .forgejo .ci .devcontainer .ddev
    .platform .upsun .do .docker .deploy .render .helm .k8s .kubernetes .openshift .ebextensions
    .cloud66 .meteor
    """.split()
)
#: Code that a program wrote: most of the bytes of some trees, and nothing that its authors decided.
GENERATED_ENDINGS = tuple(
    ".Designer.cs ModelSnapshot.cs .g.cs .min.js .bundle.js .pb.go .pb.gw.go _pb2.py _pb2_grpc.py".split()
)
