# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fuzz test feeds the parsers for .NET with."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.csharp_calls import (
    parse_calls,
    parse_enums,
    parse_mentions,
    parse_offered,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.dotnet_project import (
    parse_dotnet_project,
    parse_packages_config,
)
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.json_relaxed import parse_relaxed_json

_PROJECT = r"""<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup Condition="'$(Configuration)' == 'Debug'"><OutputType>Exe</OutputType></PropertyGroup>
  <PropertyGroup><TargetFrameworks>net8.0;net472</TargetFrameworks></PropertyGroup>
  <Choose><When Condition="true"><ItemGroup><PackageReference Include="Npgsql" Version="8.0.1" /></ItemGroup></When>
  <Otherwise><ItemGroup><Reference Include="MySql.Data, Version=6.0.0.0" /></ItemGroup></Otherwise></Choose>
  <ItemGroup>
    <PackageReference Include="A;B"><PrivateAssets>all</PrivateAssets><Version>1.0</Version></PackageReference>
    <PackageVersion Include="C" Version="[1.0,2.0)" />
    <ProjectReference Include="..\Data\Data.csproj" />
  </ItemGroup>
</Project>"""
_PACKAGES = """<?xml version="1.0"?>
<packages><package id="NEST" version="7.0.0" /><package id="X" developmentDependency="true" /></packages>"""
_SETTINGS = """{
  // a comment with "quotes"
  "ConnectionStrings": {"Default": "Host=localhost;Username=app", /* more */ "Other": "a\\"//b",},
  "List": [1, 2, [true, null,],],
}"""
_STORE = """
public class RedisStore : IStore { static readonly RedisStore Own = new(); }
public static class Setup { static IServiceCollection AddStore<T>(this IServiceCollection services) => services; }
internal record struct Pair(int A); partial class {
"""
_CODE = r'''
using System; #nullable enable
// UseMySql(
public class Startup {
    string? name; int? other = 1; char quote = '"'; string path = @"C:\a""b"; string raw = """UseSqlServer(""";
    void Configure(IServiceCollection services) {
        if (x) services.AddDbContext<List<Db>>(o => o.UseNpgsql($"{a}(\"b\")"));
        else { new MongoClient("mongodb://x"); }
        var y = provider switch { "mysql" => o.UseMySql(), _ => throw new Exception("no"), };
        _ = on ? AddRedis("cache") : null; var dev = env.IsDevelopment();
        if (!dev || env.EnvironmentName == "Production") a.UseNpgsql(); else if (dev) { UseSqlite(); } else b();
    }
}
'''

PARSERS = {
    ".NET project": (parse_dotnet_project, _PROJECT),
    "packages.config": (parse_packages_config, _PACKAGES),
    "relaxed JSON": (parse_relaxed_json, _SETTINGS),
    "C# calls": (parse_calls, _CODE),
    "C# mentions": (lambda text: parse_mentions(text, {"Exception", "MongoClient", ".AddDbContext"}), _CODE),
    "C# what is offered": (parse_offered, _STORE),
    "C# enumerations": (parse_enums, "enum Stores : byte { SqLite = 1, /* x */ MySql, [Old] PostgreSql, } enum E"),
}
