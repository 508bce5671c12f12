#!/usr/bin/env bash
# Runs every test project and ends with one line, "N passed, N failed" (skipped tests are named by the runner).
set -uo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet test --solution ReverseProxy.slnx --configuration Release "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

count() { sed -n "s/^ *$1: \([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
if [ -z "$passed" ]; then
    # No summary: the build or the runner failed before a test ran.
    echo "0 passed, 1 failed"
    exit 1
fi

# Who reads only the end of a long log learns what failed, and why.
if [ "${failed:-0}" != 0 ]; then
    grep -A 12 '^ *failed ' "$log"
fi

[ "${skipped:-0}" = 0 ] || echo "$skipped skipped"
echo "$passed passed, ${failed:-0} failed"
exit "$status"
