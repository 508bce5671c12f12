#!/usr/bin/env bash
# Compiles the program ahead of time into artifacts/native, for this machine's processor family, and lets it prove itself.
# A warning of the compiler is an error: it would be a failure at run time that no other build has.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then
    echo "native: a C compiler links the binary: install clang or gcc, and zlib1g-dev" >&2
    exit 1
fi

rid=${RID:-$(dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1)}
case $rid in
    *-x64) rid=linux-x64 ;;
    *-arm64) rid=linux-arm64 ;;
esac

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! dotnet publish src/ReverseProxy --configuration Release --runtime "$rid" -p:Native=true --output artifacts/native --verbosity quiet -nologo >"$log" 2>&1 \
    || grep -qE 'warning (IL|CS|CA)' "$log"; then
    cat "$log" >&2
    echo "native: the build failed" >&2
    exit 1
fi

# What Native/first_pages.c speeds up is a section by name; a compiler that calls it something else would undo that without a word.
if command -v readelf >/dev/null; then
    sections=$(readelf --sections --wide artifacts/native/reverse-proxy)
    if ! grep -qE '\.hydrated +NOBITS .* 2097152$' <<<"$sections"; then
        echo "native: there is no section .hydrated of large pages: see src/ReverseProxy/Native/first_pages.c" >&2
        exit 1
    fi
fi

artifacts/native/reverse-proxy demo >"$log" || { cat "$log" >&2; echo "native: the demo failed" >&2; exit 1; }
echo "artifacts/native/reverse-proxy: $(artifacts/native/reverse-proxy --version), $(stat -c %s artifacts/native/reverse-proxy) bytes, its demo is right"
