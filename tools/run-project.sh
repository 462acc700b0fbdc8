#!/usr/bin/env bash
# Builds a project if a source is newer than what is built, then becomes its program: tools/run-project.sh FOLDER NAME
# ARGUMENTS. Standard output carries the program's output alone.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$1
name=$2
shift 2

project=$(find "$root/$folder" -maxdepth 1 -name '*.csproj' 2>/dev/null | head -n 1)
if [ -z "$project" ]; then
    echo "There is no project in $folder." >&2
    exit 1
fi
program=$root/artifacts/bin/$(basename "$project" .csproj)/release/$name.dll
stamp=$root/artifacts/$(basename "$project" .csproj).built

# The folders matter too: deleting or renaming a source file changes nothing but its folder.
newer() {
    find "$root/src" "$root/${folder%/*}" "$root"/Directory.*.props "$root/global.json" \
        \( -type f -o -type d \) -newer "$stamp" -not -name packages.lock.json -print -quit
}

if [ ! -f "$program" ] || [ ! -f "$stamp" ] || [ -n "$(newer)" ]; then
    "$root/tools/setup.sh"
    mkdir -p "$root/artifacts"
    # Two builds at once would write the same files. The build servers that stay behind must not inherit the lock.
    exec 9>"$stamp.lock"
    ! command -v flock >/dev/null || flock 9
    begun=$(mktemp)
    log=$(mktemp)
    trap 'rm -f "$begun" "$log"' EXIT
    if ! dotnet build "$project" -c Release -v q --nologo >"$log" 2>&1 </dev/null 9>&-; then
        cat "$log" >&2
        exit 1
    fi
    touch -r "$begun" "$stamp"
    rm -f "$begun" "$log"
    exec 9>&-
fi

exec dotnet "$program" "$@"
