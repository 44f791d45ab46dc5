#!/usr/bin/env bash
# The beat detectors of others and this one, in one run on the same records: `make peers`. Needs Python with venv and
# some 460 MB in .tools, and the recordings in ../shared/recordings.
set -euo pipefail
# shellcheck source=progress.sh
source "$(dirname "$0")/progress.sh"

mitdb=$PWD/../shared/recordings/mitdb
[ -d "$mitdb" ] || stop "the recordings are missing at $mitdb"
have python3 || stop "Python 3 is missing"
if [ ! -x .tools/peers/bin/python ] || ! .tools/peers/bin/python -c 'import sleepecg, wfdb' 2> /dev/null; then
    step "Installing SleepECG and WFDB into .tools/peers"
    python3 -m venv .tools/peers
    .tools/peers/bin/pip install --quiet --disable-pip-version-check sleepecg==0.6.0 wfdb==4.3.1
fi
records=$(mktemp -d)
trap 'rm -rf "$records"' EXIT
# Paced records are reported apart, so they are left out here.
for header in "$mitdb"/*.hea; do
    name=$(basename "$header" .hea)
    case $name in 102 | 104 | 107 | 217) ;; *) ln -s "$mitdb/$name".* "$records" ;; esac
done
step "Detectors on the first leads of $(find "$records" -name '*.hea' | wc -l) records"
.tools/peers/bin/python tests/bench/detectors.py "$records"
step "Bedside: beats, classes, rhythm and quality (ns a sample of 360 Hz: times 1.296 is ms an hour)"
cargo run --quiet --release --locked --example score -- "$records" | grep -E '^record|^pooled|ns a sample'
