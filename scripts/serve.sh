#!/usr/bin/env bash
# Installs what is missing, builds, and serves on http://127.0.0.1:8080, or the port in PORT.
set -euo pipefail
# shellcheck source=progress.sh
source "$(dirname "$0")/progress.sh"
# shellcheck source=tools.sh
source scripts/tools.sh

port=${PORT:-8080}
if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
    stop "port $port is taken. Choose another: PORT=8081 make serve"
fi
install_tools
step "Building; the first time takes some minutes. Then open  http://127.0.0.1:$port/"
# A folder of its own, so that the site of `make dist` stays.
mkdir -p target/serve-site
exec trunk serve --cargo-profile serve --dist target/serve-site --address 127.0.0.1 --port "$port" --public-url /
