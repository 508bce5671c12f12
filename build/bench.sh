#!/usr/bin/env bash
# Every ratio that is promised, beside bare YARP, Kestrel, nginx and libsodium, in some minutes; fails where one is more than 15 %
# worse than in bench/ratios.json. NATIVE=FILE adds a native schnorrkel (bench/RESULTS-verify.md), PEER=NAME=COMMAND a program that
# takes our place, STORE=1 remembers the ratios.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk nginx-light" >&2; exit 2; }
dotnet build bench/ProxyBench --configuration Release --verbosity quiet -nologo
dotnet build bench/Benchmarks --configuration Release --verbosity quiet -nologo
exec dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll suite ${NATIVE:+--native-peer "$NATIVE"} ${PEER:+--peer "$PEER"} ${STORE:+--store}
