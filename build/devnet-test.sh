#!/usr/bin/env bash
# Runs the end-to-end tests of the chain's client and of the registry's commands on a development chain with the true
# runtime. It must be freshly started: older runtimes let a hotkey commit once in 100 blocks, and the tests commit.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${SUBTENSOR_ENDPOINT:?names no chain: set it to the address of a development chain, such as ws://127.0.0.1:9951}"
export SUBTENSOR_ENDPOINT

status=0
run() {
    dotnet build "tests/$1" --configuration Release --verbosity quiet -nologo
    "artifacts/bin/$1/release/$1" --filter-class "$2" --output detailed --xunit-diagnostics on || status=$?
}

run Substrate.Client.Tests '*DevnetTests'
run ReverseProxy.Tests '*EndToEndTests'
exit "$status"
