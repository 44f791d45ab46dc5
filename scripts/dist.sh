#!/usr/bin/env bash
# Builds the optimised static site into dist/. It runs from any folder of any static host.
set -euo pipefail
# shellcheck source=progress.sh
source "$(dirname "$0")/progress.sh"
# shellcheck source=tools.sh
source scripts/tools.sh

install_tools
step "Building the release, fully optimised"
trunk build --release --locked
step "The site is in dist/"
