#!/usr/bin/env bash
# Installs what is missing, builds, and serves on http://127.0.0.1:8080, or the port in PORT.
set -euo pipefail
# shellcheck source=progress.sh
source "$(dirname "$0")/progress.sh"
# shellcheck source=tools.sh
source scripts/tools.sh

port=${PORT:-8080}
install_tools
step "Building; the first time takes some minutes. Then open  http://127.0.0.1:$port/"
# A folder of its own, so that the site of `make dist` stays.
mkdir -p target/serve-site
exec trunk serve --cargo-profile serve --dist target/serve-site --address 127.0.0.1 --port "$port" --public-url /
