#!/usr/bin/env bash
# Verification under AFL++, which keeps the inputs that reach new code: SECONDS_OF_FUZZING of them (default 300), seeds and findings
# in artifacts/fuzz-guided. Needs afl++ (Debian) and SharpFuzz.CommandLine, a .NET tool that is installed into the same folder.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=artifacts/fuzz-guided
mkdir -p "$folder/seeds"
dotnet build tests/VerifyFuzz --configuration Release --verbosity quiet -nologo
rm -rf "$folder/program"
cp -r artifacts/bin/VerifyFuzz/release "$folder/program"
[ -x "$folder/tool/sharpfuzz" ] || dotnet tool install --tool-path "$folder/tool" SharpFuzz.CommandLine --version 2.3.0
"$folder/tool/sharpfuzz" "$folder/program/Substrate.Cryptography.dll"

# One seed for each operation there is; the rest of the bytes choose operands.
for operation in $(seq 0 31); do
    { printf "\\x$(printf %02x "$operation")"; seq -s ' ' "$operation" 97 9999 | head -c 240; } > "$folder/seeds/$operation"
done

export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_AUTORESUME=1
afl-fuzz -V "${SECONDS_OF_FUZZING:-300}" -t 20000 -m none -i "$folder/seeds" -o "$folder/findings" -- dotnet "$folder/program/VerifyFuzz.dll" --afl

grep -E '^(run_time|execs_done|corpus_count|corpus_found|bitmap_cvg|saved_crashes|saved_hangs)' "$folder/findings/default/fuzzer_stats"
if grep -qE '^saved_crashes *: 0$' "$folder/findings/default/fuzzer_stats"; then
    echo "no mismatch"
else
    echo "mismatches in $folder/findings/default/crashes; dotnet artifacts/bin/VerifyFuzz/release/VerifyFuzz.dll FILE shows one" >&2
    exit 1
fi
