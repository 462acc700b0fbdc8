#!/usr/bin/env bash
# Brings what the scripts need: `tools/setup.sh` checks the .NET SDK, `tools/setup.sh --tests` also brings what the
# tests need. Says nothing unless something is missing; needs no network when everything is there.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# Runs a command whose output only matters when it fails.
quietly() {
    local log
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        fail "Failed: $*"
    fi
    rm -f "$log"
}

check_dotnet() {
    command -v dotnet >/dev/null || fail 'dotnet is not installed. Install the .NET 10 SDK: https://dot.net/download'
    local version
    version=$(cd "$root" && dotnet --version 2>/dev/null) ||
        fail "No installed .NET SDK satisfies global.json: $(dotnet --list-sdks | tr '\n' ' ')" \
            'Install the .NET 10 SDK: https://dot.net/download'
    [ "${version%%.*}" -ge 10 ] || fail "The .NET SDK is $version. Install 10 or later: https://dot.net/download"
}

install_packages() {
    local packages=()
    command -v psql >/dev/null || packages+=(postgresql-client)
    command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] || packages+=(pgbouncer)
    command -v gcc >/dev/null || packages+=(gcc libc6-dev) # links samples/Native
    [ "$(uname -s)" != Linux ] || [ -e /usr/include/zlib.h ] || packages+=(zlib1g-dev) # elsewhere the compiler brings it
    [ ${#packages[@]} -gt 0 ] || return 0

    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null ||
        fail "The tests need ${packages[*]}. Install them (Debian, as root: apt-get install ${packages[*]})."

    # Debian starts the service of a package that brings one: forbid it for as long as we install, unless it is already.
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
    fi
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    quietly apt-get update -qq
    quietly apt-get install -qq -y --no-install-recommends "${packages[@]}"
    if [[ ${packages[*]} == *pgbouncer* ]]; then
        quietly update-rc.d pgbouncer disable # nor at the next boot
    fi
}

install_node_packages() {
    local folder=$root/tests/node
    [ -f "$folder/package-lock.json" ] || return 0

    # npm keeps its own copy of the lock file: as long as it is no older than ours, everything is there.
    local installed=$folder/node_modules/.package-lock.json
    if [ -f "$installed" ] && [ ! "$folder/package-lock.json" -nt "$installed" ]; then
        return 0
    fi
    command -v npm >/dev/null || fail 'The tests need npm. Install Node.js 20 or later.'
    quietly npm ci --prefix "$folder" --no-audit --no-fund
}

check_dotnet
if [ "${1:-}" = --tests ]; then
    install_packages
    install_node_packages
fi
