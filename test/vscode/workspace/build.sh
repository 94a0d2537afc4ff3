#!/bin/sh
# 🚀 日本語 before the flag must not move the squiggle.
echo "🚀 日本語" && docker buildx build \
  --cache-from type=registry,ref=ghcr.io/acme/app:cache \
  --cache-to type=registry,ref=ghcr.io/acme/app:cache,mdoe=max \
  --push --tag ghcr.io/acme/app .
