#!/usr/bin/env bash
# Installs what the tests need and this machine lacks. Without root or apt it says what is missing and goes on:
# the tests that need it are then skipped, with the reason.
set -euo pipefail

if ! command -v dotnet >/dev/null; then
    echo "The .NET 10 SDK is not installed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
fi
