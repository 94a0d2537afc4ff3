target "app" {
  tags       = ["ghcr.io/acme/app:latest"]
  output     = ["type=registry"]
  cache-from = ["type=registry,ref=ghcr.io/acme/app:cache"]
  cache-to   = ["type=registry,ref=ghcr.io/acme/app:cache,mod=max"]
}
