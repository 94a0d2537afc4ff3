#!/bin/sh
# What stands before the flag must not move the squiggle.
echo "🚀 日本語" && docker buildx build --push --tag ghcr.io/acme/app --cache-to type=registry,ref=ghcr.io/acme/app:cache,mod=max .
