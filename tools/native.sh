#!/usr/bin/env bash
# Publishes samples/Native as a native program, where every warning of the trimmer and of the compiler is an error. Ends
# with the path of the program, its size and the framework that it was compiled against: .NET 10, or .NET 9 where no
# package source has the native runtime of .NET 10. For this machine's kind, or the one that is named: linux-arm64.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

artifacts=$PWD/artifacts/native
log=$(mktemp)
trap 'rm -f "$log"' EXIT

fail() {
    cat "$log"
    printf 'Failed: %s\n' "$1"
    exit 1
}

target=(-p:UseCurrentRuntimeIdentifier=true)
[ $# -eq 0 ] || target=(-r "$1")

# Without lock files, which are for programs that run anywhere; and apart from what the other builds make.
common=(samples/Native "${target[@]}" -p:ArtifactsPath="$artifacts" -p:RestoreLockedMode=false
    -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath="$artifacts/none.json" -p:_IsPublishing=true)
framework=net10.0
if ! dotnet restore "${common[@]}" >"$log" 2>&1 </dev/null; then
    grep -q 'NU1101.*Microsoft.NETCore.App.Runtime.NativeAOT' "$log" || fail 'dotnet restore samples/Native'
    framework=net9.0
    common+=(-p:NativeFramework="$framework" -p:CustomAfterMicrosoftCommonTargets="$PWD/tools/native/native.targets")
    dotnet restore "${common[@]}" >"$log" 2>&1 </dev/null || fail 'dotnet restore samples/Native, for .NET 9'
fi

rm -rf "$artifacts/publish" # So that what is found below is what was published now.
dotnet publish "${common[@]}" -c Release --no-restore --nologo -v q -warnaserror >"$log" 2>&1 </dev/null ||
    fail 'dotnet publish samples/Native'

program=$(find "$artifacts/publish/Native" -maxdepth 2 -name Native -type f -perm -u+x)
[ -n "$program" ] || fail 'dotnet publish samples/Native left no program'
printf '%s %d %s\n' "$program" "$(wc -c <"$program")" "$framework"
