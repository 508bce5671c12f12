#!/usr/bin/env bash
# Installs what the tests need and this machine lacks. Without root or apt it says what is missing and goes on:
# the tests that need it are then skipped, with the reason.
set -euo pipefail

if ! command -v dotnet >/dev/null; then
    echo "The .NET 10 SDK is not installed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
fi

# A Redis-compatible server, for the tests of several replicas.
if ! command -v redis-server >/dev/null && ! command -v valkey-server >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq redis-server >/dev/null || echo "redis-server could not be installed: its tests will be skipped" >&2
    else
        echo "redis-server is not installed: its tests will be skipped" >&2
    fi
fi

# A browser, for the tests of the dashboard.
if ! command -v chromedriver >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq chromium chromium-driver >/dev/null || echo "chromium could not be installed: its tests will be skipped" >&2
    else
        echo "chromium and its driver are not installed: their tests will be skipped" >&2
    fi
fi

# Backends in other languages, and a clock that can be set while a program runs.
for tool in python3:python3 node:nodejs faketime:faketime; do
    if ! command -v "${tool%%:*}" >/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq "${tool##*:}" >/dev/null || echo "${tool##*:} could not be installed: its tests will be skipped" >&2
        else
            echo "${tool%%:*} is not installed: its tests will be skipped" >&2
        fi
    fi
done

# A linker, for the native binary.
if ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq gcc zlib1g-dev >/dev/null || echo "gcc could not be installed: make native will fail" >&2
    else
        echo "neither clang nor gcc is installed: make native needs one" >&2
    fi
fi
