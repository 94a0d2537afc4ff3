variable "REGISTRY" {
  default = "registry.example.com/acme"
}

group "default" {
  targets = ["api", "web"]
}

target "api" {
  context = "api"
  tags    = ["${REGISTRY}/api:latest"]
  # Bake ignores an attribute it does not know; it is cache-to.
  cache_to = ["type=registry,ref=${REGISTRY}/api:buildcache,mode=max"]
}

target "web" {
  context    = "web"
  tags       = ["${REGISTRY}/web:latest"]
  cache-from = [{ type = "registry", ref = "${REGISTRY}/web:buildcache" }]
  cache-to = [
    { type = "registry", ref = "${REGISTRY}/web:buildcache", compression = "gz" },
    "inline",
  ]
}
