# The commands of this repository. `make` alone lists them. All that is needed is the .NET 10 SDK.
.DEFAULT_GOAL := help
.PHONY: help demo test bench bench-proxy soak format lint check build \
	reverse-proxy-config reverse-proxy-setup reverse-proxy-run reverse-proxy-dev

CONFIG := reverse_proxy/config.json

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 24

demo: ## the main job with everything embedded: a proxy, a backend, throw-away keys, each verdict shown
	@./reverse-proxy demo

test: ## run every test; ends with "N passed, N failed"
	@./build/test.sh

bench: ## benchmarks of functions; FILTER='*Sr25519*' chooses
	dotnet run --project bench/Benchmarks --configuration Release -- --filter '$(or $(FILTER),*)'

bench-proxy: ## the whole program beside a bare YARP forwarder, under uploads, and beside closing connections (needs wrk)
	dotnet build bench/ProxyBench --configuration Release --verbosity quiet -nologo
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll throughput
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll uploads
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll stale --keep-alive 2
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll stale --keep-alive 5

soak: ## jobs under random faults, restarts and kills; every job's fate accounted for; SECONDS=600
	dotnet build bench/ProxyBench --configuration Release --verbosity quiet -nologo
	dotnet artifacts/bin/ProxyBench/release/ProxyBench.dll soak --seconds $(or $(SECONDS),600)

build: ## compile everything
	dotnet build ReverseProxy.slnx --configuration Release --verbosity quiet -nologo

format: ## rewrite the sources in the house style
	dotnet format ReverseProxy.slnx

lint: ## fail where a source is not in the house style
	dotnet format ReverseProxy.slnx --verify-no-changes

check: lint test ## what CI runs

reverse-proxy-config: ## write reverse_proxy/config.json, if it is missing
	@./reverse-proxy config init $(CONFIG)

reverse-proxy-setup: reverse-proxy-config ## build, and write the configuration if it is missing
	@./reverse-proxy --version >/dev/null

reverse-proxy-run: reverse-proxy-config ## serve; REVERSE_PROXY_CONFIG_PATH names another configuration
	@REVERSE_PROXY_CONFIG_PATH="$${REVERSE_PROXY_CONFIG_PATH:-$(CONFIG)}" ./reverse-proxy run

reverse-proxy-dev: reverse-proxy-run ## the same
