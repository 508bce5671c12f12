# The commands of this repository. `make` alone lists them. All that is needed is the .NET 10 SDK.
.DEFAULT_GOAL := help
.PHONY: help demo test devnet-test fuzz-verify fuzz-guided bench bench-functions bench-verify bench-proxy bench-floods bench-start native samples format lint check build bench-registry soak \
	reverse-proxy-config reverse-proxy-setup reverse-proxy-run reverse-proxy-dev

CONFIG := reverse_proxy/config.json

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 24

demo: ## the main job with everything embedded: a proxy, a backend, throw-away keys, each verdict shown
	@./reverse-proxy demo

test: ## run every test; ends with "N passed, N failed"
	@./build/test.sh

devnet-test: ## the end-to-end tests of the registry on the chain at SUBTENSOR_ENDPOINT, freshly started (docs/devnet-run.md)
	@./build/devnet-test.sh

fuzz-verify: ## verification against libsodium, ten million operations; OPERATIONS and SEED choose others
	dotnet build tests/VerifyFuzz --configuration Release --verbosity quiet -nologo
	dotnet artifacts/bin/VerifyFuzz/release/VerifyFuzz.dll --operations $(or $(OPERATIONS),10000000) --seed $(or $(SEED),1)

fuzz-guided: ## the same operations, chosen by AFL++ for the code they reach; SECONDS_OF_FUZZING=300 (needs afl++)
	@./build/fuzz-guided.sh

bench: ## all ratios to bare YARP, Kestrel, nginx and libsodium in minutes; fails where one is worse than before (needs wrk, nginx)
	@./build/bench.sh

bench-functions: ## benchmarks of functions; FILTER='*Sr25519*' chooses
	dotnet run --project bench/Benchmarks --configuration Release -- --filter '$(or $(FILTER),*)'

bench-verify: ## verification by every path, side by side; NATIVE=program adds a native one (bench/RESULTS-verify.md says how)
	dotnet build bench/Benchmarks --configuration Release --verbosity quiet -nologo
	dotnet artifacts/bin/Benchmarks/release/Benchmarks.dll verify $(if $(NATIVE),--native $(NATIVE))

bench-proxy: ## the whole program beside a bare YARP forwarder, under uploads, and beside closing connections (needs wrk)
	dotnet build bench/ProxyBench --configuration Release --verbosity quiet -nologo
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll throughput
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll uploads
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll stale --keep-alive 2
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll stale --keep-alive 5

bench-registry: ## register and check: messages, dead miners, cold starts, metadata (needs GNU time)
	dotnet build bench/RegistryBench --configuration Release --verbosity quiet -nologo
	dotnet artifacts/bin/RegistryBench/release/RegistryBench.dll messages
	dotnet artifacts/bin/RegistryBench/release/RegistryBench.dll dead
	dotnet artifacts/bin/RegistryBench/release/RegistryBench.dll start
	dotnet artifacts/bin/RegistryBench/release/RegistryBench.dll metadata
	dotnet artifacts/bin/RegistryBench/release/RegistryBench.dll reading

bench-floods: ## refusals beside bare Kestrel and nginx, and a validator meanwhile; a million addresses (needs wrk and nginx)
	dotnet build bench/ProxyBench --configuration Release --verbosity quiet -nologo
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll floods
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll crowd

soak: ## jobs under random faults, restarts and kills; every job's fate accounted for; SECONDS=600
	dotnet build bench/ProxyBench --configuration Release --verbosity quiet -nologo
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll soak --seconds $(or $(SECONDS),600)

build: ## compile everything
	dotnet build ReverseProxy.slnx --configuration Release --verbosity quiet -nologo

bench-start: native ## from the start to the first 200 and to the end of short commands, native binary and tool in turn
	dotnet build bench/ProxyBench --configuration Release --verbosity quiet -nologo
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll start
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll start --files 1000000 --rounds 5

native: ## compile ahead of time into artifacts/native: starts in a few dozen milliseconds (needs clang or gcc)
	@./build/native.sh

samples: ## compile the samples, which show the libraries at work
	dotnet build samples/sign-a-request.cs --verbosity quiet -nologo
	dotnet build samples/protect-an-api.cs --verbosity quiet -nologo

format: ## rewrite the sources in the house style
	dotnet format ReverseProxy.slnx

lint: ## fail where a source is not in the house style
	dotnet format ReverseProxy.slnx --verify-no-changes

check: lint native samples test ## what CI runs

reverse-proxy-config: ## write reverse_proxy/config.json, if it is missing
	@./reverse-proxy config init $(CONFIG)

reverse-proxy-setup: reverse-proxy-config ## build, and write the configuration if it is missing
	@./reverse-proxy --version >/dev/null

reverse-proxy-run: reverse-proxy-config ## serve; REVERSE_PROXY_CONFIG_PATH names another configuration
	@REVERSE_PROXY_CONFIG_PATH="$${REVERSE_PROXY_CONFIG_PATH:-$(CONFIG)}" ./reverse-proxy run

reverse-proxy-dev: reverse-proxy-run ## the same
