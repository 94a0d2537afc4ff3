#!/bin/sh
docker buildx build \
  --cache-from type=registry,ref=ghcr.io/acme/app:cache \
  --cache-to type=registry,ref=ghcr.io/acme/app:cache,mode=max \
  --push --tag ghcr.io/acme/app .
