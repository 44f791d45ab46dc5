#!/usr/bin/env bash
# Writes docs/accuracy.md anew from the recordings in ../shared/recordings (or the folder given).
set -euo pipefail
# shellcheck source=progress.sh
source "$(dirname "$0")/progress.sh"

folder="${1:-../shared/recordings}"
[ -d "$folder" ] || stop "$folder is not there: the tables need recordings of PhysioNet, see docs/accuracy.md"
step "Building"
cargo build --release --locked --example score --example fit --example speed
score="${CARGO_TARGET_DIR:-target}/release/examples/score"
fit="${CARGO_TARGET_DIR:-target}/release/examples/fit"
speed="${CARGO_TARGET_DIR:-target}/release/examples/speed"

# What depends on the machine stays out of the scores.
table() { printf '```text\n'; "$score" "$@" | grep -v ' ns a sample$'; printf '```\n\n'; }

step "Scoring, some minutes"
{
  cat <<'HEAD'
# Accuracy

Written by `make accuracy`; do not edit. How each figure is counted is told in `tests/scoring/mod.rs`: beats match within 150 ms, the first five minutes are for learning, beats in fibrillation are not scored. The first lead of each record is scored; "two leads" lets the second one help to find beats. The records are those of PhysioNet (Goldberger et al., Circulation 101(23):e215, 2000), which are not part of this project.

**What was chosen on what.** Thresholds of the beat detector: the 22 records of `mitdb` that are not paced, and `nstdb`. Weights of the ventricular classifier: the same 22 records; what it does with weights fitted on all records but the one that is scored is in the table "left out" below, and its measures were chosen by that table. How much more must speak for a ventricular beat in a restless waveform: `nstdb`. Weights of the fibrillation detector: `cudb`, `vfdb`, `mitdb` and `nstdb`, its thresholds: `cudb` and `vfdb`; what it does with weights fitted on all patients but the one that is scored is below, too. So none of these tables is a test on recordings that nobody tuned for. Records 102, 104, 107 and 217 are paced and are usually left out; the tapes they come from rounded the pacemakers' pulses off, so that no beat is called paced there. `cudb` has no names of rhythms: ventricular tachycardia before fibrillation counts against the specificity there. A beat is `late` by what it takes to be sure of it, 0.5 s at most, and the 125 ms of a step.

HEAD
  for name in mitdb nstdb cudb vfdb; do
    [ -d "$folder/$name" ] || continue
    printf '## %s, one lead\n\n' "$name"
    table "$folder/$name"
  done
  for name in mitdb nstdb; do
    [ -d "$folder/$name" ] || continue
    printf '## %s, two leads\n\n' "$name"
    table "$folder/$name" --two
  done
  if [ -d "$folder/mitdb" ]; then
    printf '## Ventricular beats, each record left out once\n\nThe weights of `src/processing/classify.rs`; then each record by those weights, and by weights fitted on all others. Paced records are left out.\n\n```text\n'
    "$fit" beats "$folder/mitdb"
    printf '```\n\n'
  fi
  if [ -d "$folder/cudb" ] && [ -d "$folder/vfdb" ] && [ -d "$folder/mitdb" ] && [ -d "$folder/nstdb" ]; then
    printf '## Ventricular fibrillation, each patient left out once\n\nThe weights of `src/processing/fibrillation.rs`; then each record by those weights, and by weights fitted on all other patients. Thresholds are the same in both. Lines that begin with "up to" pool all records so far. Record 418 has 60 of the 99 episodes of `cudb` and `vfdb`, flutters of some seconds.\n\n```text\n'
    "$fit" fibrillation "$folder"/{cudb,vfdb,mitdb,nstdb}
    printf '```\n\n'
  fi
  printf '## Pulse, breath and cuff\n\nHeart rate and pulse rate against the monitor beside the bed, second by second, where the software itself says that the number is good; respiration against two annotators; the estimate where nothing feels the breath. Then the cuff, over patients that are generated from another model of the artery than the one that is fitted.\n\n```text\n'
  cargo test --locked --test bidmc --test oscillometry -- --nocapture --test-threads=1 2> /dev/null |
    sed -E 's/^test [a-z_]+ \.\.\. //' | grep -vE '^(running|test result|ok|$)'
  printf '```\n\n'
  printf '## Cost\n\nOn one core of the machine that wrote this page, release build:\n\n```text\n'
  "$speed"
  printf '```\n'
} > docs/accuracy.md.new
mv docs/accuracy.md.new docs/accuracy.md
step "docs/accuracy.md is written"
