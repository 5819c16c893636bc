#!/bin/sh
# The hook of .pre-commit-hooks.yaml: builds the program once in the clone that pre-commit made, then runs it.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
bin=$root/build/release/lambdalint
[ -x "$bin" ] || make -s -C "$root" >&2 || {
    echo "lambdalint: needs cc, make and the libraries that scripts/setup installs, or use the hook id lambdalint-system" >&2
    exit 2
}
exec "$bin" "$@"
