#!/bin/sh
docker buildx build \
  --cache-from type=registry,ref=ghcr.io/acme/app:cache \
  --cache-to type=registry,ref=ghcr.io/acme/app:cache,mod=max \
  --push --tag ghcr.io/acme/app .
