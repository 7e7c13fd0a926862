#!/usr/bin/env bash
# A council at work for a long time, killed every few seconds and compared with a model in another
# process: `soak.sh [SECONDS]`, an hour by default.
. "$(dirname "$0")/common.sh"
report "a long sitting" "$driver" soak "$work/soak" --seconds "${1:-3600}" --seed "${SEED:-1}"
finish
