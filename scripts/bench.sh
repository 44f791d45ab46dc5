#!/usr/bin/env bash
# Measures the release build in headless Chromium beside other ways of drawing; see tests/bench/bench.mjs for what each
# column means. Arguments go there: scripts/bench.sh --strips 4,16 --only plain
set -euo pipefail
# shellcheck source=progress.sh
source "$(dirname "$0")/progress.sh"
# shellcheck source=browser.sh
source scripts/browser.sh

[ "$(uname)" = Linux ] || stop "the benchmark reads /proc, so it runs on Linux only"
scripts/dist.sh
install_browser test
step "Measuring, about nine minutes. Leave the machine alone meanwhile"
node tests/bench/bench.mjs "$@"
step "From the sample that makes an alarm due to pixel and sound"
node tests/bench/alarm-delay.mjs
step "What processing costs, natively"
cargo run --release --locked --example speed
step "What processing costs in the browser"
in_browser --profile web --test processing_cost -- --nocapture
