# The commands of this repository. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test bench format lint check build

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 24

build: ## compile everything
	dotnet build ReverseProxy.slnx --configuration Release -v quiet

test: ## run every test; ends with "N passed, N failed"
	./build/test.sh

bench: ## run the benchmarks; FILTER='*Sr25519*' chooses
	dotnet run --project bench/Benchmarks --configuration Release -- --filter '$(or $(FILTER),*)'

format: ## rewrite the sources in the house style
	dotnet format ReverseProxy.slnx

lint: ## fail where a source is not in the house style
	dotnet format ReverseProxy.slnx --verify-no-changes

check: lint test ## what CI runs
